package dev.usher.testkit.fake;

import dev.usher.connectors.api.AmongOthers;
import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.ledger.Canonical;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Houses: a realm is a house, a target one of its wings. */
public final class LocksConnector implements Connector<LocksFact> {
  /** The one who may use the controls of every house. */
  public static final String PORTER = "porter";

  /** The porter's. */
  public static final String PASSWORD = "sesame";

  private static final Pattern URL = Pattern.compile("locks://([^/?]+)/([^/?]+)");

  private final SystemType type;
  private final Map<String, House> houses;
  private final InstantSource clock;

  public LocksConnector(InstantSource clock, Collection<House> houses) {
    this(LocksType.TYPE, clock, houses);
  }

  /**
   * @param type as {@link LocksType#with} makes it
   * @param houses all there are
   */
  public LocksConnector(SystemType type, InstantSource clock, Collection<House> houses) {
    this.type = type;
    this.clock = clock;
    this.houses = houses.stream().collect(Collectors.toMap(House::name, Function.identity()));
  }

  @Override
  public SystemType type() {
    return type;
  }

  @Override
  public String realmKey(String url) {
    return parse(url).group(1);
  }

  static String wing(String url) {
    return parse(url).group(2);
  }

  private static Matcher parse(String url) {
    Matcher found = URL.matcher(url);
    if (!found.matches()) throw new IllegalArgumentException("write locks://house/wing");
    return found;
  }

  @Override
  public DesiredState<LocksFact> compile(
      Realm realm, List<Access> meant, ObservedState<LocksFact> observed) {
    return new LocksCompile(observed).compile(meant);
  }

  @Override
  public Optional<DesiredState<LocksFact>> compileAlone(
      Realm realm,
      List<Access> meant,
      Map<String, Set<String>> accounts,
      ObservedState<LocksFact> alone) {
    Set<String> theirs =
        accounts.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    return AmongOthers.compile(
        alone,
        fact ->
            switch (fact) {
              case LocksFact.Badge one -> theirs.contains(one.name());
              case LocksFact.Key one -> theirs.contains(one.badge());
              case LocksFact.Barred one -> accounts.containsKey(one.hold().subject());
              case LocksFact.Stranger _ -> false;
            },
        seen -> compile(realm, meant, seen));
  }

  @Override
  public List<Plan.Stage> arrange(
      Realm realm, List<Change<LocksFact>> changes, ObservedState<LocksFact> observed) {
    return new LocksArrange(realm, type.can().contains(Capability.SESSIONS), observed)
        .arrange(changes);
  }

  @Override
  public String fingerprint(ObservedState<LocksFact> observed) {
    return print(observed);
  }

  static String print(ObservedState<LocksFact> observed) {
    Stream<String> ours =
        observed.facts().entrySet().stream()
            .filter(one -> one.getValue() == Origin.OURS)
            .map(one -> one.getKey().toString());
    Stream<String> there =
        observed.catalogues().values().stream()
            .flatMap(catalogue -> catalogue.entries().keySet().stream())
            .map(Object::toString);
    String all = Stream.concat(ours, there).sorted().collect(Collectors.joining("\n"));
    return Canonical.sha256(all.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Session<LocksFact> open(Realm realm, Function<Target, Login> admin, Duration limit) {
    return LocksSession.open(houses.get(realm.key()), realm, admin, clock);
  }
}
