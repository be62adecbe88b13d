package dev.usher.engine.event;

import dev.usher.engine.event.Deliveries.Became;
import dev.usher.engine.event.Deliveries.Due;
import dev.usher.engine.event.Deliveries.Told;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tells what is due: one event at a time, in the order of the ledger, so that who is told sees what
 * happened as it happened. An event that cannot be told holds up those behind it until it is given
 * up.
 */
public final class Delivering {
  private final Deliveries deliveries;
  private final Sink sink;
  private final Backoff backoff;
  private final InstantSource clock;

  public Delivering(Deliveries deliveries, Sink sink, Backoff backoff, InstantSource clock) {
    this.deliveries = deliveries;
    this.sink = sink;
    this.backoff = backoff;
    this.clock = clock;
  }

  /**
   * Tells one event, or finds that of many entries none is wanted.
   *
   * @return false when nothing was due
   */
  public boolean one() {
    return deliveries.next(clock.instant(), this::tell);
  }

  private Became tell(Due due) {
    for (Told told : due.ahead()) {
      Optional<Event> event = Event.of(told.entry(), told.intent());
      if (event.filter(due.subscription().filter()::wants).isPresent())
        return tell(due, event.get());
    }
    return new Became.Through(due.ahead().getLast().entry().number());
  }

  private Became tell(Due due, Event event) {
    return switch (sink.send(due.subscription().channel(), event)) {
      case Sink.Answer.Taken _ -> new Became.Through(event.number());
      case Sink.Answer.NotNow(String why) -> failed(due, event, false, why);
      case Sink.Answer.Refused(String why) -> failed(due, event, true, why);
    };
  }

  private Became failed(Due due, Event event, boolean refused, String why) {
    // A replay is somebody's wish: it is tried while they look, and not for days.
    if (due.replay()) return new Became.Dead(event.number(), why);
    Instant now = clock.instant();
    return backoff
        .after(due.attempts() + 1, refused)
        .<Became>map(wait -> new Became.Again(event.number(), now.plus(wait), why))
        .orElseGet(() -> new Became.Dead(event.number(), why));
  }
}
