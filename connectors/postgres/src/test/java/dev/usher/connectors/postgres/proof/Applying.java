package dev.usher.connectors.postgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The way from access to a live realm, as the engine walks it: inspect, compile, diff, arrange,
 * lock, run.
 *
 * @param login of usher's own account
 * @param limit longest wait
 */
record Applying(Realm realm, Login login, Duration limit) {
  static final Connector<?> CONNECTOR = new PostgresConnector(InstantSource.system());

  /** A plan, and what it was computed from. */
  record Planned(ObservedState<?> observed, List<Diagnostic> diagnostics, Plan plan) {
    List<Diagnostic> errors() {
      return diagnostics.stream().filter(Diagnostic::isError).toList();
    }
  }

  /** What a session is used for. */
  interface Work<T> {
    T with(Session<?> session);
  }

  <T> T open(Work<T> work) {
    try (Session<?> session = start()) {
      return work.with(session);
    }
  }

  /** A session that the caller closes. */
  Session<?> start() {
    return CONNECTOR.open(realm, _ -> login, limit);
  }

  Planned plan(List<Access> meant) {
    return open(session -> plan(session, meant));
  }

  Planned plan(Session<?> session, List<Access> meant) {
    return planned(CONNECTOR, session, realm, meant);
  }

  private static <N extends Native> Planned planned(
      Connector<N> connector, Session<?> any, Realm realm, List<Access> meant) {
    @SuppressWarnings("unchecked") // the one connector's own session
    Session<N> session = (Session<N>) any;
    ObservedState<N> observed = session.inspect();
    DesiredState<N> desired = connector.compile(realm, meant, observed);
    List<Plan.Stage> stages = connector.arrange(realm, Diff.between(desired, observed), observed);
    return new Planned(
        observed,
        desired.diagnostics(),
        new Plan(realm.key(), connector.fingerprint(observed), stages));
  }

  /** Runs the plan under the lock; what became of each step that was begun. */
  List<Outcome> run(Session<?> session, Plan plan) {
    assertThat(session.lock(plan.fingerprint())).isInstanceOf(Session.Lock.Held.class);
    List<Outcome> outcomes = new ArrayList<>();
    for (Plan.Stage stage : plan.stages()) session.run(stage, outcomes::add);
    return outcomes;
  }

  /** Plans and runs all of it; anything but done is a failure of the test. */
  Planned apply(List<Access> meant) {
    return open(session -> apply(session, meant));
  }

  Planned apply(Session<?> session, List<Access> meant) {
    Planned planned = plan(session, meant);
    assertThat(planned.errors()).isEmpty();
    assertThat(run(session, planned.plan())).as("%s", planned.plan()).allSatisfy(Applying::isDone);
    return planned;
  }

  static void isDone(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }

  /** A login without a password. */
  static Login trusted(String user) {
    return new Login(user, new char[0]);
  }

  /** The realm of these places. */
  static Realm realm(List<Realm.Place> places) {
    Function<Realm.Place, String> key = place -> CONNECTOR.realmKey(place.connection().url());
    assertThat(places.stream().map(key).distinct()).hasSize(1);
    return new Realm(
        key.apply(places.getFirst()),
        places.stream().sorted(java.util.Comparator.comparing(Realm.Place::target)).toList());
  }
}
