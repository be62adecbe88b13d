package dev.usher.connectors.redis;

import dev.usher.connectors.redis.CommandRules.Allowed;
import dev.usher.connectors.redis.Rules.Keys;
import dev.usher.core.model.Resource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What rules come to on the things that the policy names, and what they say beyond those. */
final class Standing {
  private final Things things;
  private final CommandRules rules;
  private final Map<List<Rules.Set>, Comes> known = new HashMap<>();

  Standing(Things things, CommandRules rules) {
    this.things = things;
    this.rules = rules;
  }

  /**
   * @param held by thing; never empty
   * @param server what may be done to the server itself, beside being connected
   * @param beyond rules that usher would not write
   */
  record Comes(Map<Resource, Actions> held, Set<String> server, Set<String> beyond) {}

  /** The same on its way. */
  private record Found(Map<Resource, Set<String>> held, Set<String> server, Set<String> beyond) {}

  /** What an account's rules come to. Many accounts have the same. */
  Comes to(List<Rules.Set> sets) {
    return known.computeIfAbsent(sets, this::evaluate);
  }

  private Comes evaluate(List<Rules.Set> sets) {
    Found comes = new Found(new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
    for (Rules.Set set : sets) {
      Allowed allowed = rules.allowed(set.commands());
      boolean isRoot = set == sets.getFirst();
      if (isRoot) allowed.missing().forEach(one -> comes.beyond.add("-" + one));
      allowed.odd().forEach(one -> comes.beyond.add("+" + one));
      Set<String> used = new HashSet<>();
      keys(set, allowed, comes, used);
      channels(set, allowed, comes, used);
      for (String action : allowed.actions()) {
        switch (kind(action)) {
          case SERVER -> comes.server.add(action);
          case KEYS, CHANNEL -> {
            if (!used.contains(action)) comes.beyond.add("+" + action);
          }
          case CONNECT, POWER -> {}
        }
      }
      if (!isRoot && used.isEmpty()) comes.beyond.add("a selector of no use");
    }
    Map<Resource, Actions> held = new TreeMap<>();
    comes.held.forEach((thing, some) -> held.put(thing, Actions.on(thing, some)));
    return new Comes(held, comes.server, comes.beyond);
  }

  private static Command.Kind kind(String action) {
    return Objects.requireNonNull(Commands.ALL.get(action)).kind();
  }

  private void keys(Rules.Set set, Allowed allowed, Found comes, Set<String> used) {
    Set<String> idle = new TreeSet<>();
    set.keys().forEach(each -> idle.add(each.pattern()));
    things
        .keys()
        .forEach(
            (thing, patterns) -> {
              Set<String> can = new HashSet<>();
              for (String action : allowed.actions()) {
                if (kind(action) != Command.Kind.KEYS) continue;
                Command command = Objects.requireNonNull(Commands.ALL.get(action));
                if (patterns.stream().allMatch(one -> opens(set.keys(), one, command))) {
                  can.add(action);
                } else if (patterns.stream().anyMatch(one -> isNamed(set.keys(), one))) {
                  // Works on some of its keys, or with some options. Usher never writes such a set.
                  comes.beyond.add("+" + action + " on a part of " + thing);
                }
              }
              if (can.isEmpty()) return;
              patterns.forEach(idle::remove);
              used.addAll(can);
              comes.held.computeIfAbsent(thing, _ -> new HashSet<>()).addAll(can);
            });
    idle.forEach(pattern -> comes.beyond.add("~" + pattern));
  }

  private static boolean isNamed(List<Keys> keys, String pattern) {
    return keys.stream()
        .anyMatch(one -> one.pattern().equals(pattern) || one.pattern().equals("*"));
  }

  /** Whether the keys of that pattern are open for what the command does. */
  private static boolean opens(List<Keys> keys, String pattern, Command command) {
    boolean some = false;
    boolean read = false;
    boolean write = false;
    for (Keys each : keys) {
      if (!each.pattern().equals(pattern) && !each.pattern().equals("*")) continue;
      some = true;
      read |= each.read();
      write |= each.write();
    }
    return some && (read || !command.reads()) && (write || !command.writes());
  }

  private void channels(Rules.Set set, Allowed allowed, Found comes, Set<String> used) {
    Set<String> idle = new TreeSet<>(set.channels());
    boolean all = idle.contains("*");
    Set<String> can = new HashSet<>(allowed.actions());
    can.removeIf(action -> kind(action) != Command.Kind.CHANNEL);
    things
        .channels()
        .forEach(
            (thing, patterns) -> {
              if (can.isEmpty() || !all && !set.channels().containsAll(patterns)) return;
              patterns.forEach(idle::remove);
              used.addAll(can);
              comes.held.computeIfAbsent(thing, _ -> new HashSet<>()).addAll(can);
            });
    idle.forEach(pattern -> comes.beyond.add("&" + pattern));
  }
}
