package dev.usher.cli.server;

import dev.usher.engine.event.Backoff;
import dev.usher.engine.event.Delivering;
import dev.usher.engine.event.Postman;
import dev.usher.engine.event.Subscribing;
import dev.usher.engine.secret.Secrets;
import dev.usher.server.event.SubscriptionRoutes;
import dev.usher.server.http.Once;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import dev.usher.server.sink.Mail;
import dev.usher.server.sink.Sinks;
import dev.usher.server.sink.Whereto;
import dev.usher.store.event.PostgresDeliveries;
import dev.usher.store.event.PostgresSubscriptions;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSocketFactory;
import org.jdbi.v3.core.Jdbi;

/** What tells others of changes, put together. */
final class EventWiring {
  /** As CloudEvents want a source; the ids of events of two stores differ by their hashes. */
  private static final URI SOURCE = URI.create("urn:usher:ledger");

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Of the store's ten connections. */
  private static final int AT_ONCE = 3;

  private EventWiring() {}

  /**
   * Delivers from now on.
   *
   * @param hosts that may be called though they are private, or over plain HTTP
   */
  static List<Route> start(
      Set<String> hosts,
      Optional<Mail.Server> mail,
      Secrets secrets,
      Jdbi jdbi,
      Once once,
      InstantSource clock,
      EventLog log,
      Opened opened) {
    PostgresSubscriptions subscriptions = new PostgresSubscriptions(jdbi);
    PostgresDeliveries deliveries = new PostgresDeliveries(jdbi);
    Sinks sinks =
        opened.keep(
            new Sinks(
                SOURCE,
                new Whereto(hosts, InetAddress::getAllByName),
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                PATIENCE,
                mail.map(server -> new Mail(server, PATIENCE, secrets)),
                secrets,
                clock));
    Backoff backoff = Backoff.standard(() -> ThreadLocalRandom.current().nextDouble());
    opened.keep(
        new Postman(
            new Delivering(deliveries, sinks, backoff, clock),
            AT_ONCE,
            PAUSE,
            failure -> log.fault("events-not-delivered", failure, Map.of())));
    return new SubscriptionRoutes(
            subscriptions, deliveries, new Subscribing(subscriptions, sinks, clock), once)
        .routes();
  }
}
