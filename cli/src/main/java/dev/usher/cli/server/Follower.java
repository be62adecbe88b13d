package dev.usher.cli.server;

import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.follow.Deciding;
import dev.usher.engine.follow.Follow;
import dev.usher.engine.follow.Following;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.Holding;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.Listening;
import dev.usher.engine.follow.OpenWork;
import dev.usher.engine.follow.Pace;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.follow.RealmWork;
import dev.usher.engine.follow.Realms;
import dev.usher.engine.follow.Recovering;
import dev.usher.engine.follow.Rota.Turn;
import dev.usher.engine.follow.Schedule;
import dev.usher.engine.follow.Scheduling;
import dev.usher.engine.past.Pasts;
import dev.usher.engine.ports.KeptPlans.Purpose;
import dev.usher.server.log.EventLog;
import dev.usher.server.metrics.Gauge;
import dev.usher.store.Store;
import dev.usher.store.follow.PostgresOpenWork;
import dev.usher.store.follow.PostgresRealms;
import dev.usher.store.follow.PostgresSchedule;
import dev.usher.store.follow.PostgresWords;
import dev.usher.store.follow.SharedRota;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Jdbi;

/**
 * What makes live systems follow, on the server's store.
 *
 * @param listening is to be started when all else is there
 */
record Follower(
    Follow follow,
    Recovering recovering,
    Pasts pasts,
    SharedRota rota,
    Listening listening,
    InstantSource clock) {
  /** So many realms at a time on this server. */
  private static final int TURNS = 8;

  /** What is open longer is overdue. */
  private static final Duration LATE = Duration.ofSeconds(60);

  /**
   * @param watched puts somebody beside the turns who looks how long they take
   * @param name of this server among those that share the store
   */
  static Follower of(
      Store store,
      InForce inForce,
      PolicyText text,
      RealmWork work,
      Heard heard,
      Pasts pasts,
      UnaryOperator<Turn> watched,
      String name,
      InstantSource clock,
      EventLog log) {
    Jdbi jdbi = store.jdbi();
    OpenWork open = new PostgresOpenWork(jdbi);
    Realms realms = new PostgresRealms(jdbi);
    Following following = new Following(inForce, text, work, open, realms, clock, Pace.USUAL);
    SharedRota rota = new SharedRota(store.source(), name, TURNS, clock, watched.apply(following));
    Schedule schedule = new PostgresSchedule(jdbi);
    Scheduling scheduling = new Scheduling(inForce, text, heard.holds(), schedule, rota, clock);
    Listening listening =
        new Listening(
            inForce,
            text,
            new PostgresWords(jdbi),
            open,
            realms,
            scheduling,
            rota,
            clock,
            Pace.USUAL,
            failure -> log.fault("store-away", failure, Map.of()));
    Follow follow =
        new Follow(
            open,
            realms,
            new Deciding(heard.approvals(), inForce, realms, open, rota, clock),
            new Holding(inForce, text, heard.holds(), schedule, open, rota, clock),
            scheduling);
    Recovering recovering = new Recovering(pasts, inForce, text, realms, open, rota, clock);
    return new Follower(follow, recovering, pasts, rota, listening, clock);
  }

  /** What to look at though it holds up no request: it may be read without a token. */
  Optional<String> overtaken() {
    boolean isRestored = pasts.own().restored().isPresent();
    int behind = pasts.behind().size();
    if (!isRestored && behind == 0) return Optional.empty();
    return Optional.of(
        "%s: it only takes away until the directories have spoken and an administrator says: usher recover"
            .formatted(
                isRestored
                    ? "the store was read back from a backup"
                    : "other servers have gone on in %d of its realms".formatted(behind)));
  }

  /** Who is kept out, or no longer, by what was carried out for one person. */
  void told(Purpose purpose, String subject, Optional<String> successor, String byWhom) {
    switch (purpose) {
      case POLICY -> {}
      case SUSPEND -> follow.holding().say(subject, Optional.of(Kind.SUSPENDED), byWhom);
      case RESUME -> follow.holding().say(subject, Optional.empty(), byWhom);
      case OFFBOARD -> follow.holding().left(subject, successor, byWhom);
    }
  }

  /** What to look at beside the requests. */
  List<Gauge> gauges() {
    return List.of(
        Gauge.of("usher.work.open", "People to be followed, each in a realm", this::countOpen),
        Gauge.of("usher.work.overdue", "The same for longer than a minute", this::countOverdue),
        Gauge.of(
            "usher.realms.overtaken",
            "Where another server has gone on, so that this one only takes away",
            () -> pasts.behind().size()),
        Gauge.of("usher.approvals.open", "What waits for a yes", this::countWaiting),
        new Gauge(
            "usher.realm.staleness.seconds",
            "Since the realm last was as it is meant",
            "realm",
            this::staleness));
  }

  private double countOpen() {
    return follow.open().all().size();
  }

  private double countOverdue() {
    Instant late = clock.instant().minus(LATE);
    return follow.open().all().stream().filter(one -> one.since().isBefore(late)).count();
  }

  private double countWaiting() {
    return follow.deciding().waiting().size();
  }

  private Map<String, Double> staleness() {
    Map<String, Double> stale = new TreeMap<>();
    for (Realms.State state : follow.realms().all())
      stale.put(
          state.realm(), Duration.between(state.swept(), clock.instant()).toMillis() / 1000.0);
    return stale;
  }
}
