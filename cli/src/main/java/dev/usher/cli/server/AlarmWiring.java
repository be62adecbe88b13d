package dev.usher.cli.server;

import dev.usher.engine.alarm.Alarm;
import dev.usher.engine.alarm.AlarmBook;
import dev.usher.engine.alarm.Late;
import dev.usher.engine.alarm.Told;
import dev.usher.engine.alarm.Wanted;
import dev.usher.engine.enact.Lookout;
import dev.usher.engine.enact.Standing;
import dev.usher.engine.enact.State;
import dev.usher.engine.event.Kind;
import dev.usher.engine.follow.Deciding;
import dev.usher.engine.scim.HeldBack;
import dev.usher.engine.scim.HeldBack.Waits;
import dev.usher.server.health.Check;
import dev.usher.server.log.EventLog;
import dev.usher.server.metrics.Gauge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What tells of that which somebody has to look at, put together. */
final class AlarmWiring {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final HeldBack heldBack;
  private final Deciding deciding;
  private final Late late;
  private final Supplier<State> policy;
  private final Alarm alarm;

  AlarmWiring(
      HeldBack heldBack,
      Deciding deciding,
      Late late,
      Supplier<State> policy,
      AlarmBook book,
      InstantSource clock,
      String server,
      EventLog log) {
    this.heldBack = heldBack;
    this.deciding = deciding;
    this.late = late;
    this.policy = policy;
    this.alarm =
        new Alarm(
            List.of(new Wanted(heldBack, deciding), late), book, clock, server, new Logged(log));
  }

  /** Looks from now on. */
  Lookout start(EventLog log) {
    return new Lookout(this::look, PAUSE, failure -> log.fault("alarm-look", failure, Map.of()));
  }

  private void look() {
    alarm.look();
    held()
        .ifPresent(
            held ->
                alarm.once(
                    "policy " + held.fingerprint(),
                    "policy",
                    "the policy at the source waits for the yes of an administrator who did not"
                        + " write it; see GET /api/v1/policy/head, then POST …/accept",
                    held.why()));
  }

  private Optional<Standing.Held> held() {
    return policy.get().head() instanceof Standing.Held held ? Optional.of(held) : Optional.empty();
  }

  List<Gauge> gauges() {
    return List.of(
        new Gauge(
            "usher.removals.held",
            "Removals that the brake held, until somebody says yes",
            "directory",
            () -> waiting(false)),
        new Gauge(
            "usher.joinings.waiting",
            "Joinings that wait for a yes",
            "directory",
            () -> waiting(true)),
        Gauge.of(
            "usher.policy.held",
            "Whether the policy at the source waits for a yes",
            () -> held().isPresent() ? 1 : 0),
        new Gauge(
            "usher.revocations.overdue",
            "People who have what was taken from them more than a minute ago",
            "target",
            late::counts),
        new Gauge(
            "usher.target.staleness.seconds",
            "Since the target, with all of its realm, last was as it is meant",
            "target",
            late::staleness));
  }

  private Map<String, Double> waiting(boolean isJoining) {
    Map<String, Double> counts = new TreeMap<>();
    for (Waits one : heldBack.waits())
      if (one.isJoining() == isJoining) counts.put(one.directory(), (double) one.count());
    return counts;
  }

  /** They may be read without a token, and so name nobody and nothing. */
  List<Check> remarks() {
    return List.of(new Check("wanted", this::wanted), new Check("overdue", this::overdue));
  }

  private Optional<String> wanted() {
    long removals = 0;
    long joinings = 0;
    for (Waits one : heldBack.waits())
      if (one.isJoining()) joinings += one.count();
      else removals += one.count();
    int approvals = deciding.waiting().size();
    int policies = held().isPresent() ? 1 : 0;
    return removals + joinings + approvals + policies == 0
        ? Optional.empty()
        : Optional.of(
            "these wait for an administrator's yes: removals: %d, joinings: %d, approvals: %d, policies: %d"
                .formatted(removals, joinings, approvals, policies));
  }

  private Optional<String> overdue() {
    long people = late.overdue().stream().mapToLong(one -> one.subjects()).sum();
    return people == 0
        ? Optional.empty()
        : Optional.of(
            "taken more than a minute ago and still there: %d; GET /api/v1/realms says why"
                .formatted(people));
  }

  /** Each by the name of its event. */
  private record Logged(EventLog log) implements Alarm.News {
    @Override
    public void begun(Told told) {
      log.warned(name(told), about(told));
    }

    @Override
    public void over(Told told) {
      log.said(name(told) + "-over", about(told));
    }

    private static String name(Told told) {
      Kind kind =
          switch (told.what()) {
            case OVERDUE -> Kind.REMOVAL_OVERDUE;
            case AWAY -> Kind.SYSTEM_AWAY;
            case WANTED,
                INTENT,
                RESULT,
                CLOSED,
                CREDENTIAL,
                APPLIED,
                DRIFT,
                SETTING,
                ENACTED,
                DECIDED,
                CONTINUED,
                TORN ->
                Kind.APPROVAL_WANTED;
          };
      return kind.word().replace('.', '-');
    }

    private static Map<String, String> about(Told told) {
      return Map.of("where", told.where(), "what", told.text());
    }
  }
}
