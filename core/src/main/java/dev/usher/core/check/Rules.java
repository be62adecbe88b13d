package dev.usher.core.check;

import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.check.Line.Said;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What roles give and nevers forbid in one target, whoever has them. */
final class Rules {
  /** Of paths that are remembered: whoever asks for many named ones is to fill no room. */
  private static final int MOST = 10_000;

  private final Target target;
  private final SystemType type;
  private final Map<String, Set<String>> named;
  private final Map<String, Access.Role> roles;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<Forbidden> forbidden = new ArrayList<>();
  private final List<Line> all = new ArrayList<>();
  private final Lines lines;
  private final Map<Thing.Key, Integer> numbered = new ConcurrentHashMap<>();

  /** By number. There are no more than the policy tells apart. */
  private volatile Thing[] things = new Thing[16];

  private final Map<String, int[]> closures = new ConcurrentHashMap<>();

  /** By the path as far as the lines can tell it from others. */
  private final Map<List<Segment>, Integer> byAlike = new ConcurrentHashMap<>();

  /**
   * @param named names of the things that there are, by kind, of those kinds whose things the
   *     policy names
   * @param roles every role that gives something in the target, by name
   * @param nevers all of the policy, or those that may speak of the target
   */
  Rules(
      Target target,
      SystemType type,
      Map<String, Set<String>> named,
      Map<String, Access.Role> roles,
      List<Never> nevers) {
    this.target = target;
    this.type = type;
    this.named = named;
    this.roles = roles;
    roles.forEach(
        (name, role) -> {
          int number = numbers.size();
          numbers.put(name, number);
          for (Right right : role.rights()) {
            Said said = new Said.Permission(number, right);
            // What is left out tells resources apart like what is meant.
            for (Pattern on : right.on()) all.add(Line.of(all.size(), on, said));
            for (Pattern except : right.except()) all.add(Line.of(all.size(), except, said));
          }
        });
    for (Never never : nevers) {
      if (never.on().stream().noneMatch(on -> on.mayReach(target))) continue;
      boolean ofEveryone = never.who().stream().anyMatch(who -> !isSome(who));
      Forbidden one = new Forbidden(forbidden.size(), never, ofEveryone);
      forbidden.add(one);
      for (Pattern on : never.on()) all.add(Line.of(all.size(), on, new Said.Never(one)));
    }
    lines = new Lines(all, type.levels().size());
  }

  private static boolean isSome(Who who) {
    return switch (who) {
      case Who.One _, Who.OfTeam _ -> true;
      case Who.Everyone _, Who.Live _ -> false;
    };
  }

  Target target() {
    return target;
  }

  SystemType type() {
    return type;
  }

  Map<String, Set<String>> named() {
    return named;
  }

  /** Of a system that cannot list what it holds there is what the policy names, and no more. */
  boolean isThere(Resource on) {
    Set<String> names = named.get(type.kindOf(on));
    return names == null || names.contains(on.path().getLast().name());
  }

  Map<String, Access.Role> roles() {
    return roles;
  }

  /** The role's number; each of those that give something here has one. */
  int number(String role) {
    Integer number = numbers.get(role);
    if (number == null) throw new IllegalArgumentException(role + " gives nothing in " + target);
    return number;
  }

  /** The role and all that it includes, by number. */
  int[] closure(String role) {
    return closures.computeIfAbsent(
        role,
        _ ->
            new Access(target, type, Instant.EPOCH, roles, Map.of())
                .closure(Set.of(role)).stream().mapToInt(this::number).toArray());
  }

  List<Forbidden> forbidden() {
    return forbidden;
  }

  /** Each line that may speak of the target. */
  List<Line> all() {
    return all;
  }

  /** How many names tell things apart. */
  int names() {
    return lines.names();
  }

  /**
   * The number of what a resource is. A million things that no line names are one: the lines are
   * looked at for the first of them.
   */
  int number(Resource on) {
    if (on.column().isPresent()) return lookedUp(on);
    List<Segment> alike = lines.alike(on.path());
    Integer known = byAlike.get(alike);
    if (known != null) return known;
    int number = lookedUp(on);
    if (byAlike.size() < MOST) byAlike.put(alike, number);
    return number;
  }

  private int lookedUp(Resource on) {
    Thing thing = Thing.of(type, on, lines.of(on.whole()));
    Integer known = numbered.get(thing.key());
    return known == null ? numbered(thing) : known;
  }

  private synchronized int numbered(Thing thing) {
    Integer known = numbered.get(thing.key());
    if (known != null) return known;
    int number = numbered.size();
    Thing[] some = things;
    if (number == some.length) some = Arrays.copyOf(some, 2 * number);
    some[number] = thing;
    // Written anew each time, so that who reads it sees what was put into it.
    things = some;
    numbered.put(thing.key(), number);
    return number;
  }

  Thing thing(int number) {
    return things[number];
  }
}
