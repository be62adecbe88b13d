package dev.usher.testkit.fake;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.access.Access;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.fake.House.Thing;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An open house, by one line. */
final class LocksSession implements Session<LocksFact> {
  private final House house;
  private final Line line;
  private final InstantSource clock;
  private final Target first;
  private final Map<Target, String> wings = new TreeMap<>();

  private LocksSession(House house, Line line, Realm realm, InstantSource clock) {
    this.house = house;
    this.line = line;
    this.clock = clock;
    this.first = realm.places().getFirst().target();
    realm
        .places()
        .forEach(place -> wings.put(place.target(), LocksConnector.wing(place.connection().url())));
  }

  static LocksSession open(
      @Nullable House house, Realm realm, Function<Target, Login> admin, InstantSource clock) {
    Target first = realm.places().getFirst().target();
    if (house == null || house.faults().isDown()) {
      throw new TargetFailure(
          Code.UNREACHABLE, first, "nobody answers at " + realm.key() + ": is the house there?");
    }
    Login login = admin.apply(first);
    if (!login.user().equals(LocksConnector.PORTER)
        || !LocksConnector.PASSWORD.equals(new String(login.password()))) {
      throw new TargetFailure(
          Code.CREDENTIALS,
          first,
          realm.key() + " does not let " + login.user() + " in: check what admin points to");
    }
    return new LocksSession(house, new Line(house), realm, clock);
  }

  @Override
  public ObservedState<LocksFact> inspect() {
    Map<LocksFact, Origin> facts = new LinkedHashMap<>();
    Map<Target, String> heads = new HashMap<>();
    ask(house::badges).forEach(badge -> facts(badge, facts));
    wings.forEach(
        (target, wing) ->
            Optional.ofNullable(ask(() -> house.plate(wing)))
                .ifPresent(head -> heads.put(target, head)));
    Holds holds = holds();
    holds
        .recorded()
        .forEach(
            (target, here) ->
                here.forEach(hold -> facts.put(new LocksFact.Barred(target, hold), Origin.OURS)));
    return new ObservedState<>(catalogues(), facts, heads, holds);
  }

  @Override
  public Optional<ObservedState<LocksFact>> alone(
      Map<String, Set<String>> accounts, List<Access> meant) {
    return Optional.of(inspect());
  }

  @Override
  public Holds holds() {
    Holds holds = Holds.NONE;
    for (Map.Entry<Target, String> one : wings.entrySet()) {
      for (Map.Entry<String, String> notice : ask(() -> house.notices(one.getValue())).entrySet()) {
        Kind kind = Kind.valueOf(notice.getValue().toUpperCase(Locale.ROOT));
        holds = holds.and(Holds.NONE.with(one.getKey(), new Hold(notice.getKey(), kind)));
      }
    }
    return holds;
  }

  private void facts(House.Badge badge, Map<LocksFact, Origin> facts) {
    Optional<LocksMark> mark = LocksMark.read(badge.engraved());
    mark.ifPresent(
        ours ->
            ours.unswept()
                .forEach(
                    (target, unswept) ->
                        facts.put(
                            new LocksFact.Badge(target, badge.name(), !badge.blocked(), unswept),
                            Origin.OURS)));
    if (mark.isEmpty()) facts.put(new LocksFact.Stranger(first, badge.name()), Origin.CONTEXT);
    for (House.Key key : badge.keys()) {
      wings.forEach(
          (target, wing) -> {
            if (key.thing().wing().equals(wing))
              facts.put(
                  new LocksFact.Key(badge.name(), resource(target, key.thing()), key.action()),
                  mark.isPresent() ? Origin.OURS : Origin.FOREIGN);
          });
    }
  }

  @Override
  public Map<Target, Catalogue> catalogues() {
    Map<Target, Catalogue> all = new TreeMap<>();
    wings.forEach(
        (target, wing) -> {
          Map<Resource, Catalogue.Entry> entries = new TreeMap<>();
          entries.put(Resource.of(target), Catalogue.Entry.BARE);
          ask(() -> house.things(wing))
              .forEach(thing -> entries.put(resource(target, thing), Catalogue.Entry.BARE));
          all.put(target, new Catalogue(entries));
        });
    return all;
  }

  private static Resource resource(Target target, Thing thing) {
    String kind = thing.kind().equals("door") ? "" : thing.kind();
    return Resource.of(target, new Segment(kind, thing.name()));
  }

  @Override
  public Lock lock(String fingerprint) {
    Optional<String> other = told(() -> line.sit(LocksConnector.PORTER));
    if (other.isPresent()) return new Lock.Busy(other.get());
    boolean same = LocksConnector.print(inspect()).equals(fingerprint);
    return same ? new Lock.Held() : new Lock.Moved();
  }

  @Override
  public void run(Plan.Stage stage, Optional<Claim> claim, Consumer<Outcome> told) {
    String stop = line.isDead() ? "the line is dead: plan again" : "";
    if (stop.isEmpty() && claim.isPresent() && !claim(stage.target(), claim.get()))
      stop = Claim.overtaken(stage.target());
    for (Plan.Step step : stage.steps()) {
      if (!stop.isEmpty()) {
        told.accept(new Outcome.NotDone(step.id(), "not begun: " + stop));
        continue;
      }
      try {
        line.obey(step.statement());
        told.accept(new Outcome.Done(step.id(), clock.instant()));
      } catch (House.Refused refused) {
        stop = "step " + step.id() + " was not done";
        told.accept(new Outcome.NotDone(step.id(), refused.getMessage() + ": plan again"));
      } catch (Faults.Lost lost) {
        stop = "the line went dead in step " + step.id();
        told.accept(new Outcome.Unknown(step.id(), "the line went dead: plan again"));
      }
    }
  }

  @Override
  public Stream<Reach> probe(Probe probe) {
    LocksProbe asking = new LocksProbe(house, wings, catalogues(), probe.only());
    Map<String, House.Badge> badges = new TreeMap<>();
    ask(house::badges).forEach(badge -> badges.put(badge.name(), badge));
    Set<String> asked = probe.accounts().isEmpty() ? badges.keySet() : probe.accounts();
    return asked.stream()
        .map(name -> Optional.ofNullable(badges.get(name)).map(asking::of).orElse(nobody(name)));
  }

  private static Reach nobody(String name) {
    return new Reach(name, false, false, false, Set.of(), Set.of(), Map.of());
  }

  @Override
  public List<String> paths(String account, String action, Resource on) {
    String wing = wings.getOrDefault(on.target(), "");
    boolean opens = ask(() -> house.opens(account, LocksProbe.thing(wing, on), action));
    return opens ? List.of("a key of its own") : List.of();
  }

  @Override
  public void mark(Set<Target> targets, String head) {
    for (Target target : targets) {
      String wing = wings.get(target);
      if (wing == null) continue;
      told(
          () -> {
            house.plate(wing, head);
            return wing;
          });
    }
  }

  @Override
  public Set<Target> claim(Set<Target> targets, Claim claim) {
    Set<Target> others = new TreeSet<>(targets);
    others.removeIf(target -> claim(target, claim));
    return others;
  }

  private boolean claim(Target target, Claim claim) {
    String wing = wings.get(target);
    if (wing == null) return true;
    Optional<String> next = claim.over(target, Optional.ofNullable(ask(() -> house.plate(wing))));
    next.ifPresent(mark -> mark(Set.of(target), mark));
    return next.isPresent();
  }

  @Override
  public void close() {
    line.close();
  }

  private <T> T ask(Supplier<T> question) {
    return told(() -> line.ask(question));
  }

  /** An answer, or what went wrong as a failure of the target. */
  private <T> T told(Supplier<T> asking) {
    try {
      return asking.get();
    } catch (Faults.Lost lost) {
      throw new TargetFailure(
          Code.LOST, first, "the line went dead: plan again, what is done is found", lost);
    } catch (House.Refused refused) {
      throw new TargetFailure(
          Code.MISSING, first, refused.getMessage() + ": look what was changed there", refused);
    }
  }
}
