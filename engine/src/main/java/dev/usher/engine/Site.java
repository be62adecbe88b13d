package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.Session;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A realm, and the connector that knows its type of system. */
record Site<N extends Native>(Connector<N> connector, Realm realm) {

  /**
   * Every realm of the policy, sorted by key, and the targets that belong to none.
   *
   * @param failures of targets whose URL the connector refuses
   */
  record All(List<Site<?>> sites, List<Failure> failures) {}

  /**
   * Forms the realms of all targets; environments that are templates have none themselves, nor have
   * applications, which hold no accounts.
   */
  static All of(Policy policy, Map<String, Connector<?>> connectors) {
    Map<String, List<Place>> places = new TreeMap<>();
    Map<String, Connector<?>> owners = new TreeMap<>();
    List<Failure> failures = new ArrayList<>();
    for (Target target : policy.targets()) {
      Policy.Environment environment = policy.environments().get(target.environment());
      if (environment != null && environment.template()) continue;
      Policy.System system = Objects.requireNonNull(policy.systems().get(target.system()));
      if (system.type().isChecked()) continue;
      Connector<?> connector = Objects.requireNonNull(connectors.get(system.type().name()));
      Policy.Connection connection = policy.connection(target).orElseThrow();
      if (connection.refused().isPresent()) {
        failures.add(new Failure(target.toString(), "refused", connection.refused().get()));
        continue;
      }
      try {
        String key = connector.realmKey(connection.url());
        Connector<?> owner = owners.computeIfAbsent(key, _ -> connector);
        if (owner != connector)
          throw new IllegalArgumentException(otherType(key, owner, connector));
        places
            .computeIfAbsent(key, _ -> new ArrayList<>())
            .add(new Place(target, system, connection));
      } catch (IllegalArgumentException refused) {
        failures.add(
            new Failure(
                target.toString(), "url", Objects.toString(refused.getMessage(), "refused")));
      }
    }
    List<Site<?>> sites = new ArrayList<>();
    places.forEach(
        (key, there) ->
            sites.add(site(Objects.requireNonNull(owners.get(key)), new Realm(key, there))));
    return new All(sites, failures);
  }

  /** One server is one realm, and a realm is of one type. */
  private static String otherType(String key, Connector<?> one, Connector<?> other) {
    return "%s is a %s for other targets, and cannot be a %s too: correct the type, or the url"
        .formatted(key, one.type().name(), other.type().name());
  }

  private static <N extends Native> Site<N> site(Connector<N> connector, Realm realm) {
    return new Site<>(connector, realm);
  }

  /** The same place, its one system saying that instead. */
  Site<N> with(Description.Whole whole) {
    Place place = realm.places().getFirst();
    Policy.System was = place.system();
    Policy.System system =
        new Policy.System(
            was.name(),
            was.type(),
            was.description(),
            was.in(),
            whole.settings(),
            whole.things(),
            was.account(),
            was.adopt(),
            was.auth(),
            was.drift(),
            was.routes(),
            was.at());
    return new Site<>(
        connector,
        new Realm(realm.key(), List.of(new Place(place.target(), system, place.connection()))));
  }

  /** Whether a look at the other shows the same: where it is, as whom, and what usher is to see. */
  boolean isSeenAs(Site<?> other) {
    List<Place> places = realm.places();
    List<Place> others = other.realm.places();
    if (!connector.type().equals(other.connector.type())) return false;
    if (!realm.key().equals(other.realm.key()) || places.size() != others.size()) return false;
    for (int i = 0; i < places.size(); i++) {
      if (!seen(places.get(i)).equals(seen(others.get(i)))) return false;
    }
    return true;
  }

  /** All that a place is but for where it is written. */
  private static List<Object> seen(Place place) {
    Policy.System system = place.system();
    Policy.Connection connection = place.connection();
    return List.of(
        place.target(),
        List.of(system.type(), system.settings(), system.things()),
        List.of(system.account(), system.adopt(), system.auth()),
        List.of(connection.url(), connection.admin(), connection.account(), connection.adopt()));
  }

  /** The realm's targets. */
  Stream<Target> targets() {
    return realm.places().stream().map(Place::target);
  }

  /**
   * Whether one of its targets is asked for. A realm is looked at as a whole or not at all: of one
   * that has nothing to do with the environments asked for, nothing is needed.
   *
   * @param environments empty: all
   */
  boolean isAsked(Set<String> environments) {
    return targets().anyMatch(target -> isAsked(target, environments));
  }

  static boolean isAsked(Target target, Set<String> environments) {
    return environments.isEmpty() || environments.contains(target.environment());
  }

  /** Opens it with usher's own account at each target. */
  Session<N> open(AdminSecrets secrets, Duration limit) {
    Map<Target, String> admins = new TreeMap<>();
    realm.places().forEach(place -> admins.put(place.target(), place.connection().admin()));
    return connector.open(
        realm, target -> secrets.login(target, Objects.requireNonNull(admins.get(target))), limit);
  }

  /** The names of usher's own accounts. */
  Set<String> admins(AdminSecrets secrets) {
    return realm.places().stream()
        .map(place -> secrets.login(place.target(), place.connection().admin()).user())
        .collect(Collectors.toSet());
  }
}
