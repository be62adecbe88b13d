package dev.usher.core.check;

import dev.usher.core.check.Line.Said;
import dev.usher.core.model.Name;
import dev.usher.core.model.Names;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType.Level;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The resources that have a name in the policy, in the order of their addresses. */
final class Named {
  private final Estate.Found[] all;
  private final List<Place> places = new ArrayList<>();

  /**
   * Those of one target, each by its place among all.
   *
   * @param ways what may come along with something below
   * @param byRole what a role's permissions mean, by its number
   * @param wide roles whose permissions have wildcards: all may be theirs
   */
  private record Place(BitSet all, BitSet ways, Map<Integer, int[]> byRole, Set<Integer> wide) {}

  Named(Estate estate, List<Rules> rules) {
    List<Estate.Found> found = new ArrayList<>();
    // In their order already here, so that what is listed together lies together in memory.
    for (String whole : wholes(rules)) {
      Estate.Found its = estate.find(whole);
      if (its == null) continue;
      found.add(its);
      for (String column : its.thing().columns()) {
        Estate.Found part = estate.find(whole + "." + Names.quote(column));
        if (part != null) found.add(part);
      }
    }
    found.sort(Comparator.comparing(Estate.Found::address));
    all = found.toArray(Estate.Found[]::new);
    for (int place = 0; place < rules.size(); place++) places.add(place(place, rules.get(place)));
  }

  private Place place(int number, Rules rules) {
    Set<Integer> wide = new HashSet<>();
    for (Line line : rules.all())
      if (line.said() instanceof Said.Permission(int role, _) && !isSpelledOut(line.whole()))
        wide.add(role);
    BitSet here = new BitSet();
    BitSet ways = new BitSet();
    Map<Integer, IntStream.Builder> theirs = new HashMap<>();
    for (int i = 0; i < all.length; i++) {
      if (all[i].place() != number) continue;
      here.set(i);
      Thing thing = all[i].thing();
      if (rules.type().passage().containsKey(thing.kind())) ways.set(i);
      for (int role : thing.roles())
        if (!wide.contains(role)) theirs.computeIfAbsent(role, _ -> IntStream.builder()).add(i);
    }
    Map<Integer, int[]> byRole = new HashMap<>();
    theirs.forEach((role, some) -> byRole.put(role, some.build().toArray()));
    return new Place(here, ways, byRole, wide);
  }

  /** All that the holder may have something of in that target. */
  void addTo(BitSet perhaps, int number, Holding holding) {
    Place place = places.get(number);
    for (int role : holding.roles())
      if (place.wide().contains(role)) {
        perhaps.or(place.all());
        return;
      }
    perhaps.or(place.ways());
    for (int role : holding.roles()) {
      int[] some = place.byRole().get(role);
      if (some != null) for (int one : some) perhaps.set(one);
    }
  }

  Estate.Found get(int number) {
    return all[number];
  }

  /** The first one whose address is greater. */
  int behind(String address) {
    int low = 0;
    int high = all.length;
    while (low < high) {
      int middle = low + high >>> 1;
      if (all[middle].address().compareTo(address) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private static List<String> wholes(List<Rules> rules) {
    return rules.stream()
        .flatMap(one -> wholes(one).stream())
        .map(Resource::toString)
        .sorted()
        .distinct()
        .toList();
  }

  private static Set<Resource> wholes(Rules rules) {
    Set<Resource> wholes = new HashSet<>(List.of(Resource.of(rules.target())));
    for (Line line : rules.all())
      if (isSpelledOut(line.whole()) && line.whole().mayReach(rules.target()))
        spell(rules, line.whole(), 2, List.of(), wholes);
    Level first = rules.type().levels().getFirst();
    rules
        .named()
        .forEach(
            (kind, names) -> {
              String written = kind.equals(first.defaultKind()) ? "" : kind;
              for (String name : names)
                wholes.add(Resource.of(rules.target(), new Segment(written, name)));
            });
    return wholes;
  }

  /** A step of each name, down to the end; what is on the way has a name too. */
  private static void spell(
      Rules rules, Pattern pattern, int step, List<Segment> path, Set<Resource> found) {
    found.add(Resource.of(rules.target(), path.toArray(Segment[]::new)));
    if (step == pattern.steps().size()) return;
    if (pattern.steps().get(step) instanceof Step.One(String kind, Name.OneOf some))
      for (String name : some.names()) {
        List<Segment> longer = new ArrayList<>(path);
        longer.add(new Segment(kind, name));
        spell(rules, pattern, step + 1, longer, found);
      }
  }

  /** Whether it has no wildcard below its target. */
  private static boolean isSpelledOut(Pattern pattern) {
    List<Step> steps = pattern.steps();
    if (steps.size() < 2 || steps.getFirst() instanceof Step.Deep) return false;
    if (steps.get(1) instanceof Step.Deep) return false;
    return steps.stream()
        .skip(2)
        .allMatch(step -> step instanceof Step.One(_, Name name) && name instanceof Name.OneOf);
  }
}
