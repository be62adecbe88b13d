package dev.usher.connectors.mariadb.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Login;
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
import dev.usher.core.plan.Plan.Stage;
import java.time.Duration;
import java.util.List;

/** The way from access to a live server, by a connector that is new to it each time. */
public final class Applying {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Applying() {}

  public static <N extends Native> Session<N> open(
      Connector<N> connector, Realm realm, Login login) {
    return connector.open(realm, _ -> login, LIMIT);
  }

  /** Plans and carries out; all of it must be done. */
  public static <N extends Native> List<Stage> apply(
      Connector<N> connector, Realm realm, Login login, List<Access> meant) {
    try (Session<N> session = open(connector, realm, login)) {
      ObservedState<N> observed = session.inspect();
      List<Stage> stages = stages(connector, realm, meant, observed);
      assertThat(session.lock(connector.fingerprint(observed))).isInstanceOf(Lock.Held.class);
      for (Stage stage : stages) {
        session.run(
            stage, outcome -> assertThat(outcome).as("%s", stage).isInstanceOf(Outcome.Done.class));
      }
      return stages;
    }
  }

  /** What is left to do. */
  public static <N extends Native> List<Stage> left(
      Connector<N> connector, Realm realm, Login login, List<Access> meant) {
    try (Session<N> session = open(connector, realm, login)) {
      return stages(connector, realm, meant, session.inspect());
    }
  }

  private static <N extends Native> List<Stage> stages(
      Connector<N> connector, Realm realm, List<Access> meant, ObservedState<N> observed) {
    DesiredState<N> desired = connector.compile(realm, meant, observed);
    assertThat(desired.diagnostics()).noneMatch(Diagnostic::isError);
    return connector.arrange(realm, Diff.between(desired, observed), observed);
  }
}
