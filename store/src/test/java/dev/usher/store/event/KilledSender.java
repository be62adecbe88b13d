package dev.usher.store.event;

import static dev.usher.store.event.EventTables.NOON;

import dev.usher.engine.event.Backoff;
import dev.usher.engine.event.Channel;
import dev.usher.engine.event.Delivering;
import dev.usher.engine.event.Event;
import dev.usher.engine.event.Sink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** A process that sends one event and is gone before it can write down that it has. */
final class KilledSender {
  static final int KILLED = 137;

  private KilledSender() {}

  public static void main(String[] none) {
    Map<String, String> given = System.getenv();
    Jdbi jdbi = Jdbi.create(given.get("STORE"), given.get("LOGIN"), given.get("PASSWORD"));
    Sink sink =
        new Sink() {
          @Override
          public Answer send(Channel channel, Event event) {
            System.out.println(event.id());
            System.out.flush();
            Runtime.getRuntime().halt(KILLED);
            return new Answer.Taken();
          }

          @Override
          public Optional<String> objection(Channel channel) {
            return Optional.empty();
          }
        };
    new Delivering(new PostgresDeliveries(jdbi), sink, new Backoff(List.of(), () -> 0), () -> NOON)
        .one();
  }
}
