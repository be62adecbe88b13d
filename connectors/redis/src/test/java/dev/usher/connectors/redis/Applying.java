package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The way from access to a live server, as the engine walks it. */
public record Applying(Realm realm, Login login) {
  private static final RedisConnector CONNECTOR = new RedisConnector(InstantSource.system());

  /** What was planned. */
  public record Planned(List<Diagnostic> diagnostics, Plan plan) {
    public List<String> errors() {
      return diagnostics.stream()
          .filter(Diagnostic::isError)
          .map(Diagnostic::code)
          .distinct()
          .toList();
    }

    public boolean isRefused() {
      return !errors().isEmpty();
    }

    public List<String> statements() {
      return plan.stages().stream()
          .flatMap(stage -> stage.steps().stream())
          .map(Plan.Step::statement)
          .toList();
    }
  }

  public Session<RedisFact> open() {
    return CONNECTOR.open(realm, _ -> login, Duration.ofSeconds(10));
  }

  public Planned plan(List<Access> meant) {
    try (Session<RedisFact> session = open()) {
      return plan(session, meant);
    }
  }

  Planned plan(Session<RedisFact> session, List<Access> meant) {
    ObservedState<RedisFact> observed = session.inspect();
    DesiredState<RedisFact> desired = CONNECTOR.compile(realm, meant, observed);
    List<Plan.Stage> stages = CONNECTOR.arrange(realm, Diff.between(desired, observed), observed);
    return new Planned(
        desired.diagnostics(), new Plan(realm.key(), CONNECTOR.fingerprint(observed), stages));
  }

  /** Carries out what is not refused; all of it must be done, and then nothing is left to do. */
  public Planned apply(List<Access> meant) {
    try (Session<RedisFact> session = open()) {
      Planned planned = plan(session, meant);
      if (planned.isRefused()) return planned;
      run(session, planned.plan());
      assertThat(plan(session, meant).statements()).as("what is left to do").isEmpty();
      return planned;
    }
  }

  static void run(Session<RedisFact> session, Plan plan) {
    assertThat(session.lock(plan.fingerprint())).isInstanceOf(Session.Lock.Held.class);
    List<Outcome> outcomes = new ArrayList<>();
    plan.stages().forEach(stage -> session.run(stage, outcomes::add));
    assertThat(outcomes).as("%s", plan).allMatch(Outcome.Done.class::isInstance);
  }
}
