package dev.usher.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Session.Lock;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The way from access to a live realm, as the engine walks it, by a connector that is new to it.
 */
final class Way<N extends Native> {
  /** Enough for a loaded machine. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Specimen<N> specimen;
  private final Realm realm;
  private final Connector<N> connector;

  Way(Specimen<N> specimen) {
    this(specimen, specimen.realm());
  }

  /**
   * @param realm as another policy would have it
   */
  Way(Specimen<N> specimen, Realm realm) {
    this.specimen = specimen;
    this.realm = realm;
    this.connector = specimen.connector();
  }

  /** What was planned. */
  record Planned(Plan plan, List<Diagnostic> diagnostics) {
    List<Diagnostic> errors() {
      return diagnostics.stream().filter(Diagnostic::isError).toList();
    }

    List<String> statements() {
      return plan.stages().stream()
          .flatMap(stage -> stage.steps().stream())
          .map(Plan.Step::statement)
          .toList();
    }
  }

  Session<N> open() {
    return open(LIMIT);
  }

  Session<N> open(Duration limit) {
    return connector.open(realm, _ -> specimen.admin(), limit);
  }

  <T> T with(Function<Session<N>, T> work) {
    try (Session<N> session = open()) {
      return work.apply(session);
    }
  }

  Planned plan(Access... meant) {
    return with(session -> plan(session, meant));
  }

  Planned plan(Session<N> session, Access... meant) {
    ObservedState<N> observed = session.inspect();
    DesiredState<N> desired = connector.compile(realm, List.of(meant), observed);
    List<Plan.Stage> stages = connector.arrange(realm, Diff.between(desired, observed), observed);
    return new Planned(
        new Plan(realm.key(), connector.fingerprint(observed), stages), desired.diagnostics());
  }

  /** Carries out what is known to be meant by who is let in alone; all of it must be done. */
  Planned shut(Access... meant) {
    return with(
        session -> {
          ObservedState<N> doors = session.doors();
          DesiredState<N> desired = connector.compileDoors(realm, List.of(meant), doors);
          List<Plan.Stage> stages = connector.arrange(realm, Diff.between(desired, doors), doors);
          Plan plan = new Plan(realm.key(), connector.fingerprint(doors), stages);
          return done(session, new Planned(plan, desired.diagnostics()));
        });
  }

  /** Plans and carries out; all of it must be done. */
  Planned apply(Access... meant) {
    return with(session -> apply(session, meant));
  }

  private Planned apply(Session<N> session, Access... meant) {
    return done(session, plan(session, meant));
  }

  private Planned done(Session<N> session, Planned planned) {
    assertThat(planned.errors()).isEmpty();
    assertThat(run(session, planned.plan()))
        .as("%s", planned.plan())
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Done.class));
    return planned;
  }

  /** Applies it, and then there is nothing left to do. */
  Planned converge(Access... meant) {
    return with(
        session -> {
          Planned planned = apply(session, meant);
          assertThat(plan(session, meant).statements()).as("what is left to do").isEmpty();
          return planned;
        });
  }

  /** Runs it under the lock, up to the first stage that is not done. */
  List<Outcome> run(Session<N> session, Plan plan) {
    assertThat(session.lock(plan.fingerprint())).isInstanceOf(Lock.Held.class);
    List<Outcome> outcomes = new ArrayList<>();
    assertThat(session.isStill(plan.fingerprint())).as("all is as it was").isTrue();
    for (Plan.Stage stage : plan.stages()) {
      session.run(stage, outcomes::add);
      if (!outcomes.stream().allMatch(Outcome.Done.class::isInstance)) break;
    }
    return outcomes;
  }
}
