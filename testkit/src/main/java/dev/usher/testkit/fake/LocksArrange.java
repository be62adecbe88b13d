package dev.usher.testkit.fake;

import static dev.usher.testkit.fake.LocksDrafts.effect;

import dev.usher.connectors.api.Realm;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Effect.Kind;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.testkit.fake.LocksFact.Badge;
import dev.usher.testkit.fake.LocksFact.Barred;
import dev.usher.testkit.fake.LocksFact.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Changes as commands. As each is carried out by itself, what is still to do must be seen after
 * every one of them: a badge comes blocked and with its mark, it is marked as not swept out before
 * keys are melted, and it keeps its mark until it is shredded.
 */
final class LocksArrange {
  private final boolean sweeps;
  private final Map<Target, String> wings = new TreeMap<>();

  /** Marks as they are when the steps so far have run. */
  private final Map<String, LocksMark> marks = new TreeMap<>();

  private final Set<String> open = new HashSet<>();
  private final LocksDrafts drafts = new LocksDrafts();

  private final Map<String, Map<Target, Effect>> coming = new TreeMap<>();
  private final Map<String, Map<Target, Effect>> leaving = new TreeMap<>();
  private final Map<String, Effect> opening = new TreeMap<>();
  private final Map<String, Map<Target, Effect>> closing = new TreeMap<>();
  private final Set<String> closed = new HashSet<>();
  private final Map<Target, Map<String, List<Change.Remove<LocksFact>>>> losing = new TreeMap<>();
  private final List<Change.Add<LocksFact>> getting = new ArrayList<>();

  /**
   * @param sweeps whether people inside can be swept out
   */
  LocksArrange(Realm realm, boolean sweeps, ObservedState<LocksFact> observed) {
    this.sweeps = sweeps;
    realm
        .places()
        .forEach(place -> wings.put(place.target(), LocksConnector.wing(place.connection().url())));
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin != Origin.OURS || !(fact instanceof Badge badge)) return;
              LocksMark mark = marks.getOrDefault(badge.name(), LocksMark.none());
              marks.put(badge.name(), mark.with(badge.target(), badge.unswept()));
              if (badge.open()) open.add(badge.name());
            });
  }

  List<Plan.Stage> arrange(List<Change<LocksFact>> changes) {
    changes.forEach(this::sort);
    closing.forEach(this::shutOut);
    for (String badge : leaving.keySet()) if (isGone(badge)) close(badge);
    for (Map.Entry<Target, Map<String, List<Change.Remove<LocksFact>>>> here : losing.entrySet()) {
      here.getValue()
          .forEach(
              (badge, keys) -> {
                if (!isGone(badge)) revoke(here.getKey(), badge, keys);
              });
    }
    for (String badge : leaving.keySet()) if (isGone(badge)) shred(badge);
    coming.forEach(this::create);
    getting.forEach(this::cut);
    for (String badge : opened()) open(badge);
    changes.forEach(this::unbar);
    return drafts.stages();
  }

  private void sort(Change<LocksFact> change) {
    switch (change) {
      case Change.Add<LocksFact> add when add.after() instanceof Barred barred ->
          bar(barred, effect(Kind.ADD, barred, add.causes()));
      case Change.Add<LocksFact> add when add.after() instanceof Badge badge -> {
        if (!badge.open()) closed.add(badge.name());
        coming
            .computeIfAbsent(badge.name(), _ -> new TreeMap<>())
            .put(badge.target(), effect(Kind.ADD, badge, add.causes()));
      }
      case Change.Add<LocksFact> add -> getting.add(add);
      case Change.Replace<LocksFact>(LocksFact before, LocksFact after, var causes) -> {
        if (after instanceof Barred barred) bar(barred, effect(Kind.CHANGE, barred, causes));
        if (!(before instanceof Badge was) || !(after instanceof Badge badge)) return;
        Effect effect = effect(Kind.CHANGE, badge, causes);
        if (was.open() && !badge.open()) {
          closing.computeIfAbsent(badge.name(), _ -> new TreeMap<>()).put(badge.target(), effect);
        } else if (was.unswept()) {
          lost(badge.target(), badge.name());
        }
        if (!was.open() && badge.open()) opening.put(badge.name(), effect);
      }
      case Change.Remove<LocksFact>(LocksFact before, var causes) -> {
        if (before instanceof Badge badge) {
          leaving
              .computeIfAbsent(badge.name(), _ -> new TreeMap<>())
              .put(badge.target(), effect(Kind.TAKE, badge, causes));
          lost(badge.target(), badge.name());
        } else if (before instanceof Key key) {
          lost(key.target(), key.badge()).add(new Change.Remove<>(before, causes));
        }
      }
    }
  }

  private List<Change.Remove<LocksFact>> lost(Target target, String badge) {
    return losing
        .computeIfAbsent(target, _ -> new TreeMap<>())
        .computeIfAbsent(badge, _ -> new ArrayList<>());
  }

  /** Whether it is for no target any more. */
  private boolean isGone(String badge) {
    Set<Target> left = new HashSet<>(mark(badge).unswept().keySet());
    left.removeAll(leaving.getOrDefault(badge, Map.of()).keySet());
    return left.isEmpty() && leaving.containsKey(badge) && !coming.containsKey(badge);
  }

  private LocksMark mark(String badge) {
    return marks.getOrDefault(badge, LocksMark.none());
  }

  private void bar(Barred barred, Effect effect) {
    String[] words = {wing(barred), barred.hold().subject(), barred.hold().kind().word()};
    step(Phase.CLOSE, barred.target(), Risk.NARROWS, List.of(effect), "post", words);
  }

  /** After whoever was kept out is let in: what a crash leaves is the hold. */
  private void unbar(Change<LocksFact> change) {
    if (!(change instanceof Change.Remove<LocksFact>(Barred barred, var causes))) return;
    String[] words = {wing(barred), barred.hold().subject()};
    List<Effect> told = List.of(effect(Kind.TAKE, barred, causes));
    step(Phase.OPEN, barred.target(), Risk.WIDENS, told, "strip", words);
  }

  private String wing(Barred barred) {
    return wings.getOrDefault(barred.target(), "");
  }

  /** Who stays, and is not to come in: blocked and swept out, the mark saying which is done. */
  private void shutOut(String badge, Map<Target, Effect> targets) {
    Target first = targets.keySet().iterator().next();
    LocksMark swept = mark(badge);
    for (Target target : targets.keySet()) swept = swept.with(target, false);
    LocksMark unswept = swept.with(first, true);
    if (sweeps) engrave(Phase.CLOSE, first, badge, unswept);
    step(Phase.CLOSE, first, Risk.NARROWS, List.copyOf(targets.values()), "block", badge);
    if (!sweeps) return;
    step(Phase.END_SESSIONS, first, Risk.NARROWS, List.of(), "sweep", badge);
    engrave(Phase.END_SESSIONS, first, badge, swept);
  }

  private void close(String badge) {
    Target first = leaving.getOrDefault(badge, Map.of()).keySet().iterator().next();
    if (open.contains(badge)) step(Phase.CLOSE, first, Risk.NARROWS, List.of(), "block", badge);
    if (sweeps) step(Phase.END_SESSIONS, first, Risk.NARROWS, List.of(), "sweep", badge);
  }

  private void shred(String badge) {
    List<Effect> effects = new ArrayList<>(leaving.getOrDefault(badge, Map.of()).values());
    Target first = effects.getFirst().target();
    for (Map<String, List<Change.Remove<LocksFact>>> here : losing.values()) {
      here.getOrDefault(badge, List.of()).forEach(key -> effects.add(taken(key)));
    }
    step(Phase.REMOVE, first, Risk.NARROWS, effects, "shred", badge);
  }

  private void revoke(Target target, String badge, List<Change.Remove<LocksFact>> keys) {
    LocksMark before = mark(badge);
    if (sweeps && !keys.isEmpty()) engrave(Phase.REVOKE, target, badge, before.with(target, true));
    for (Change.Remove<LocksFact> each : keys) {
      if (!(each.before() instanceof Key key)) continue;
      step(Phase.REVOKE, target, Risk.NARROWS, List.of(taken(each)), "melt", key(key));
    }
    if (sweeps) sweep(target, badge);
    Optional<Effect> left = Optional.ofNullable(leaving.getOrDefault(badge, Map.of()).get(target));
    boolean stays = left.isEmpty() && before.unswept().containsKey(target);
    LocksMark after = stays ? before.with(target, false) : before.without(target);
    for (Target next : coming.getOrDefault(badge, Map.of()).keySet()) {
      after = after.with(next, false);
    }
    if (left.isPresent() || sweeps) {
      engrave(Phase.REVOKE, target, badge, after, left.stream().toArray(Effect[]::new));
    }
  }

  private void sweep(Target target, String badge) {
    String wing = wings.get(target);
    String[] names = wing == null ? new String[] {badge} : new String[] {badge, wing};
    step(Phase.REVOKE, target, Risk.NARROWS, List.of(), "sweep", names);
  }

  private void create(String badge, Map<Target, Effect> targets) {
    boolean isThere = marks.containsKey(badge);
    LocksMark mark = mark(badge);
    for (Target target : targets.keySet()) mark = mark.with(target, false);
    Target first = targets.keySet().iterator().next();
    List<Effect> effects = List.copyOf(targets.values());
    marks.put(badge, mark);
    step(
        Phase.CREATE, first, Risk.NONE, effects, isThere ? "engrave" : "issue", badge, mark.text());
  }

  private void cut(Change.Add<LocksFact> added) {
    if (!(added.after() instanceof Key key)) return;
    Effect effect = effect(Kind.ADD, key, added.causes());
    step(Phase.GRANT, key.target(), Risk.WIDENS, List.of(effect), "cut", key(key));
  }

  /** Badges that nobody gets in with, and ought to. */
  private Set<String> opened() {
    Set<String> all = new TreeSet<>(opening.keySet());
    all.addAll(coming.keySet());
    all.removeAll(open);
    all.removeAll(closed);
    return all;
  }

  private void open(String badge) {
    List<Effect> effects = new ArrayList<>();
    Optional.ofNullable(opening.get(badge)).ifPresent(effects::add);
    Target first = mark(badge).unswept().firstKey();
    step(Phase.OPEN, first, Risk.WIDENS, effects, "unblock", badge);
  }

  private void engrave(
      Phase phase, Target target, String badge, LocksMark mark, Effect... effects) {
    if (mark.equals(mark(badge)) && effects.length == 0) return;
    marks.put(badge, mark);
    step(phase, target, Risk.NONE, List.of(effects), "engrave", badge, mark.text());
  }

  private static Effect taken(Change.Remove<LocksFact> key) {
    return effect(Kind.TAKE, key.before(), key.causes());
  }

  private String[] key(Key key) {
    Resource on = key.on();
    String kind = on.path().getFirst().kind();
    return new String[] {
      key.badge(),
      wings.getOrDefault(on.target(), ""),
      kind.isEmpty() ? "door" : kind,
      on.path().getFirst().name(),
      key.action()
    };
  }

  private void step(
      Phase phase, Target target, Risk risk, List<Effect> effects, String verb, String... names) {
    drafts.add(phase, target, risk, effects, Command.of(verb, names));
  }
}
