package dev.usher.testkit.fake;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.testkit.contract.Specimen;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A house with a wing for each target. */
record LocksSpecimen(SystemType type, House house, Realm realm) implements Specimen<LocksFact> {
  private static final List<String> WINGS = List.of("north", "south");
  private static final Source HERE = new Source("access/locks.yaml", 1, 1);

  LocksSpecimen(SystemType type, int targets) {
    this(type, new House("elm", WINGS.subList(0, targets).toArray(String[]::new)), realm(targets));
  }

  private static Realm realm(int targets) {
    Policy.System system =
        new Policy.System(
            "doors",
            LocksType.TYPE,
            "",
            Map.of(),
            Map.of(),
            Map.of(),
            "{name}",
            false,
            "badge",
            HERE);
    List<Place> places = new ArrayList<>();
    for (String wing : WINGS.subList(0, targets)) {
      String url = "locks://elm/" + wing;
      places.add(
          new Place(
              new Target(wing, "doors"),
              system,
              new Policy.Connection(url, "env:X", Optional.empty(), false, HERE)));
    }
    return new Realm("elm", places);
  }

  @Override
  public Connector<LocksFact> connector() {
    return new LocksConnector(type, InstantSource.system(), List.of(house));
  }

  @Override
  public Login admin() {
    return new Login(LocksConnector.PORTER, LocksConnector.PASSWORD.toCharArray());
  }

  @Override
  public String account(String stem) {
    return stem;
  }

  /** Targets are called as their wings are. */
  private static House.Thing thing(Resource on) {
    return LocksProbe.thing(on.target().environment(), on);
  }

  @Override
  public Resource make(Target target, String name) {
    house.build(target.environment(), "door", name);
    return Resource.of(target, Segment.plain(name));
  }

  @Override
  public String action() {
    return "enter";
  }

  @Override
  public String otherAction() {
    return "prop";
  }

  @Override
  public Optional<Visit> enter(String account, char[] secret, Target target) {
    House.Visit visit;
    try {
      visit = house.enter(account, target.environment());
    } catch (House.Refused refused) {
      return Optional.empty();
    }
    return Optional.of(
        new Visit() {
          @Override
          public boolean tries(String action, Resource on) {
            return visit.tries(thing(on), action);
          }

          @Override
          public void close() {}
        });
  }

  @Override
  public void stranger(String account, char[] secret, Resource on) {
    house.obey(Command.of("issue", account, "found in the street"));
    house.obey(Command.of("unblock", account));
    give(account, on);
  }

  @Override
  public void give(String account, Resource on) {
    house.obey(key("cut", account, on));
  }

  @Override
  public void take(String account, Resource on) {
    house.obey(key("melt", account, on));
  }

  private static String key(String verb, String account, Resource on) {
    House.Thing thing = thing(on);
    return Command.of(verb, account, thing.wing(), thing.kind(), thing.name(), "enter");
  }

  @Override
  public void remove(String account) {
    house.obey(Command.of("shred", account));
  }

  @Override
  public boolean exists(String account) {
    return house.badges().stream().anyMatch(badge -> badge.name().equals(account));
  }

  @Override
  public void goAway() {
    house.faults().down();
  }

  @Override
  public void comeBack() {
    house.faults().up();
  }

  @Override
  public void close() {}
}
