package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** MariaDB and MySQL: a realm is a server, a target one of its databases. */
public final class MariaDbConnector implements Connector<MariaDbFact> {
  private final Dialect dialect;
  private final InstantSource clock;

  private MariaDbConnector(Dialect dialect, InstantSource clock) {
    this.dialect = dialect;
    this.clock = clock;
  }

  /** For {@code type: mariadb}. */
  public static MariaDbConnector mariaDb(InstantSource clock) {
    return new MariaDbConnector(new MariaDbDialect(), clock);
  }

  /** For {@code type: mysql}. */
  public static MariaDbConnector mySql(InstantSource clock) {
    return new MariaDbConnector(new MySqlDialect(), clock);
  }

  @Override
  public SystemType type() {
    return dialect.type();
  }

  @Override
  public String realmKey(String url) {
    return MariaDbUrl.parse(dialect.type(), url).server();
  }

  @Override
  public DesiredState<MariaDbFact> compile(
      Realm realm, List<Access> meant, ObservedState<MariaDbFact> observed) {
    return MariaDbCompile.compile(dialect, realm, meant, observed);
  }

  @Override
  public Optional<DesiredState<MariaDbFact>> compileAlone(
      Realm realm,
      List<Access> meant,
      Map<String, Set<String>> accounts,
      ObservedState<MariaDbFact> alone) {
    return CompileAlone.compile(dialect, realm, meant, accounts, alone);
  }

  @Override
  public List<Plan.Stage> arrange(
      Realm realm, List<Change<MariaDbFact>> changes, ObservedState<MariaDbFact> observed) {
    return MariaDbArrange.arrange(dialect, realm, changes, observed, Set.of());
  }

  @Override
  public List<Plan.Stage> arrange(
      Realm realm,
      List<Change<MariaDbFact>> changes,
      ObservedState<MariaDbFact> observed,
      Map<String, String> heirs) {
    return MariaDbArrange.arrange(dialect, realm, changes, observed, heirs.keySet());
  }

  @Override
  public Description describe(Realm realm, ObservedState<MariaDbFact> observed) {
    return MariaDbDescribe.describe(dialect, realm, observed);
  }

  @Override
  public String fingerprint(ObservedState<MariaDbFact> observed) {
    return MariaDbFingerprint.of(observed);
  }

  @Override
  public Session<MariaDbFact> open(Realm realm, Function<Target, Login> admin, Duration limit) {
    return MariaDbSession.open(dialect, realm, admin, limit, clock);
  }
}
