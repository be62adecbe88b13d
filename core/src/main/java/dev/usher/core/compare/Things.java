package dev.usher.core.compare;

import dev.usher.core.access.Right;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * All things of one target that some rights can tell apart: each name that they mention where it
 * counts, and one that stands for all others. What holds of these holds of any thing.
 */
final class Things {
  /** Stands for every name that is not mentioned. */
  static final String ANY_OTHER = "(any other)";

  private final SystemType type;
  private final Target target;
  private final List<Right> rights;
  private final Ways mentions;
  private final Map<Resource, List<Right>> near = new HashMap<>();
  private final Map<Resource, List<String>> columns = new HashMap<>();
  private final Map<Resource, Map<Right, List<Resource>>> below = new HashMap<>();
  private final Map<Right, Set<Resource>> touched = new IdentityHashMap<>();
  private final Map<Set<Right>, Held> held = new IdentityHashMap<>();
  private final Map<Asked, Covering> covering = new HashMap<>();

  private record Asked(String action, Resource cell) {}

  /**
   * @param rights equal ones are one object
   */
  Things(SystemType type, Target target, Collection<Right> rights) {
    this.type = type;
    this.target = target;
    this.rights = List.copyOf(rights);
    Set<Pattern> patterns = new LinkedHashSet<>();
    for (Right right : rights) {
      patterns.addAll(right.on());
      patterns.addAll(right.except());
    }
    mentions = new Ways(patterns, target);
  }

  SystemType type() {
    return type;
  }

  Target target() {
    return target;
  }

  /** What somebody has who holds these of the rights; equal sets are one object. */
  Held held(Set<Right> some) {
    return held.computeIfAbsent(some, one -> new Held(one, this));
  }

  /** Each that one of these rights may touch, and all that is above one. */
  Set<Resource> touchedBy(Set<Right> some) {
    Set<Resource> found = new LinkedHashSet<>();
    some.forEach(right -> found.addAll(touched.computeIfAbsent(right, this::touchedBy)));
    return found;
  }

  private Set<Resource> touchedBy(Right right) {
    Set<Resource> found = new LinkedHashSet<>();
    Ways meant = new Ways(right.on(), target);
    walk(Resource.of(target), meant, meant.start(), mentions.start(), found);
    return found;
  }

  /** Down from the target, depth first. */
  private void walk(
      Resource here, Ways meant, BitSet wanted, BitSet mentioned, Set<Resource> found) {
    if (wanted.isEmpty()) return;
    if (meant.isMeant(wanted)) {
      found.addAll(here.ancestors());
      found.add(here);
    }
    Optional<SystemType.Level> level = type.level(here.path().size());
    if (level.isEmpty()) return;
    for (Segment segment : next(level.get(), mentioned)) {
      List<Segment> path = new ArrayList<>(here.path());
      path.add(segment);
      walk(
          new Resource(target, path, Optional.empty()),
          meant,
          meant.after(wanted, segment),
          mentions.after(mentioned, segment),
          found);
    }
  }

  private Collection<Segment> next(SystemType.Level level, BitSet mentioned) {
    Set<Segment> all = new TreeSet<>();
    all.add(Segment.plain(ANY_OTHER));
    level.otherKinds().forEach(kind -> all.add(new Segment(kind, ANY_OTHER)));
    mentions.mentioned(mentioned, level, all);
    return all;
  }

  /** Whether there is such a thing below, among those that these rights touch. */
  boolean anyBelow(Resource above, Set<Right> some, Predicate<Resource> such) {
    Map<Right, List<Resource>> all = below.computeIfAbsent(above, this::below);
    for (Right right : some)
      if (all.getOrDefault(right, List.of()).stream().anyMatch(such)) return true;
    return false;
  }

  private Map<Right, List<Resource>> below(Resource above) {
    Map<Right, List<Resource>> all = new IdentityHashMap<>();
    for (Right right : rights) {
      List<Resource> its = touchedBy(Set.of(right)).stream().filter(above::isAncestorOf).toList();
      if (!its.isEmpty()) all.put(right, its);
    }
    return all;
  }

  /** The rights that touch the thing. */
  List<Right> near(Resource whole) {
    return near.computeIfAbsent(
        whole, _ -> rights.stream().filter(right -> right.touches(whole)).toList());
  }

  /** Which of the rights near by are for that action on that cell. */
  Covering covering(String action, Resource cell) {
    return covering.computeIfAbsent(
        new Asked(action, cell), _ -> new Covering(type, near(cell.whole()), action, cell));
  }

  /** What an action on the thing is made of. */
  List<Resource> cells(Resource thing, String action) {
    if (!type.byColumn(type.kindOf(thing), action)) return List.of(thing);
    return columns.computeIfAbsent(thing, this::mentioned).stream().map(thing::column).toList();
  }

  private List<String> mentioned(Resource thing) {
    Set<String> names = new TreeSet<>(Set.of(ANY_OTHER));
    for (Right right : near(thing)) {
      right.on().forEach(pattern -> names.addAll(literals(pattern)));
      right.except().forEach(pattern -> names.addAll(literals(pattern)));
      right.columns().ifPresent(names::addAll);
    }
    return List.copyOf(names);
  }

  private static Set<String> literals(Pattern pattern) {
    return pattern.column().orElse(new Name.Any()) instanceof Name.OneOf(Set<String> names)
        ? names
        : Set.of();
  }
}
