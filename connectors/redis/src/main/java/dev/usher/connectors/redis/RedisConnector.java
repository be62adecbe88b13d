package dev.usher.connectors.redis;

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

/** Redis: a realm is a server, a target the part of it that one system of the policy names. */
public final class RedisConnector implements Connector<RedisFact> {
  private final InstantSource clock;

  public RedisConnector(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public SystemType type() {
    return RedisType.TYPE;
  }

  @Override
  public String realmKey(String url) {
    return RedisUrl.parse(url).realmKey();
  }

  @Override
  public DesiredState<RedisFact> compile(
      Realm realm, List<Access> meant, ObservedState<RedisFact> observed) {
    return RedisCompile.compile(realm, meant, observed);
  }

  @Override
  public Optional<DesiredState<RedisFact>> compileAlone(
      Realm realm,
      List<Access> meant,
      Map<String, Set<String>> accounts,
      ObservedState<RedisFact> alone) {
    return CompileAlone.compile(realm, meant, accounts, alone);
  }

  @Override
  public List<Plan.Stage> arrange(
      Realm realm, List<Change<RedisFact>> changes, ObservedState<RedisFact> observed) {
    return RedisArrange.arrange(realm, changes, observed);
  }

  @Override
  public Description describe(Realm realm, ObservedState<RedisFact> observed) {
    return RedisDescribe.describe(realm, observed);
  }

  @Override
  public String fingerprint(ObservedState<RedisFact> observed) {
    return RedisFingerprint.of(observed);
  }

  @Override
  public Session<RedisFact> open(Realm realm, Function<Target, Login> admin, Duration limit) {
    return RedisSession.open(realm, admin, limit, clock);
  }
}
