package dev.usher.connectors.postgres;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.arrange.PostgresArrange;
import dev.usher.connectors.postgres.compile.CompileAlone;
import dev.usher.connectors.postgres.compile.CompileAround;
import dev.usher.connectors.postgres.compile.CompileDoors;
import dev.usher.connectors.postgres.compile.PostgresCompile;
import dev.usher.connectors.postgres.describe.PostgresDescribe;
import dev.usher.connectors.postgres.link.Databases;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFingerprint;
import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.connectors.postgres.model.PostgresUrl;
import dev.usher.connectors.postgres.session.PostgresSession;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** PostgreSQL: a realm is a cluster, a target one of its databases. */
public final class PostgresConnector implements Connector<PostgresFact> {
  private final InstantSource clock;

  public PostgresConnector(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public SystemType type() {
    return PostgresType.TYPE;
  }

  @Override
  public String realmKey(String url) {
    return PostgresUrl.parse(url).realmKey();
  }

  @Override
  public DesiredState<PostgresFact> compile(
      Realm realm, List<Access> meant, ObservedState<PostgresFact> observed) {
    return PostgresCompile.compile(realm, meant, observed);
  }

  @Override
  public DesiredState<PostgresFact> compileDoors(
      Realm realm, List<Access> meant, ObservedState<PostgresFact> doors) {
    return CompileDoors.compile(meant, doors);
  }

  @Override
  public DesiredState<PostgresFact> compileExits(
      Realm realm, List<Access> meant, ObservedState<PostgresFact> exits) {
    return CompileDoors.compile(meant, exits);
  }

  @Override
  public Optional<DesiredState<PostgresFact>> compileAlone(
      Realm realm,
      List<Access> meant,
      Map<String, Set<String>> accounts,
      ObservedState<PostgresFact> alone) {
    return CompileAlone.compile(realm, meant, accounts, alone);
  }

  /** Privileges on one thing are one fact, whoever holds them. */
  @Override
  public Set<Part> parts(PostgresFact fact) {
    return fact instanceof PostgresFact.Held held
        ? held.acl().items().stream().map(PostgresConnector::part).collect(Collectors.toSet())
        : Set.of();
  }

  private static Part part(Acl.Item item) {
    return new Part(item.grantee(), item);
  }

  @Override
  public PostgresFact joined(PostgresFact before, PostgresFact after, Set<Part> parts) {
    if (!(before instanceof PostgresFact.Held was && after instanceof PostgresFact.Held will))
      return after;
    Map<Acl.Item, Set<Cause>> why = new HashMap<>();
    for (Acl acl : List.of(was.acl(), will.acl()))
      for (Acl.Item item : acl.items())
        if (parts.contains(part(item))) why.put(item, acl.why(item));
    return new PostgresFact.Held(will.target(), will.on(), Acl.of(why));
  }

  /** Roles say for which targets they are; those of others are another policy's business. */
  @Override
  public boolean canLeaveOut() {
    return true;
  }

  @Override
  public Optional<DesiredState<PostgresFact>> compileAround(
      Realm realm,
      List<Access> meant,
      Map<String, Set<String>> accounts,
      ObservedState<PostgresFact> around) {
    return CompileAround.compile(realm, meant, accounts, around);
  }

  @Override
  public List<Plan.Stage> arrange(
      Realm realm, List<Change<PostgresFact>> changes, ObservedState<PostgresFact> observed) {
    return arrange(realm, changes, observed, Map.of());
  }

  @Override
  public List<Plan.Stage> arrange(
      Realm realm,
      List<Change<PostgresFact>> changes,
      ObservedState<PostgresFact> observed,
      Map<String, String> heirs) {
    return PostgresArrange.arrange(realm, changes, observed, heirs);
  }

  @Override
  public Description describe(Realm realm, ObservedState<PostgresFact> observed) {
    return PostgresDescribe.describe(realm, observed);
  }

  @Override
  public String fingerprint(ObservedState<PostgresFact> observed) {
    return PostgresFingerprint.of(observed).text();
  }

  @Override
  public Session<PostgresFact> open(Realm realm, Function<Target, Login> admin, Duration limit) {
    return new PostgresSession(realm, Databases.open(realm, admin, limit), limit, clock);
  }
}
