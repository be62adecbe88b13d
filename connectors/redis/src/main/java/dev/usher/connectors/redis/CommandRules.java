package dev.usher.connectors.redis;

import dev.usher.connectors.redis.Command.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What rules such as {@code -@all +@read -keys} come to at one server, so that two texts of one
 * meaning are one: Redis 6.2 and 7.0 do not keep what was typed, they find a text anew.
 */
final class CommandRules {
  /** No rule keeps anybody from these. */
  private static final Set<String> ALWAYS = Set.of("auth", "hello", "reset", "quit");

  /**
   * Who may do one of these can change accounts, and give themselves everything: as Redis 7 calls
   * it, and as 6.2 where all of ACL is given.
   */
  static final Set<String> CHANGES = Set.of("acl|setuser", "acl");

  private final Dialect dialect;
  private final Set<String> commands;

  /** From Redis 7 on these are nothing by themselves. */
  private final Set<String> containers = new HashSet<>();

  private final Map<String, Set<String>> actions = new LinkedHashMap<>();
  private final Map<String, Allowed> known = new HashMap<>();

  /**
   * @param actions allowed, of every kind but CONNECT and POWER
   * @param missing what clients need and is not allowed
   * @param odd allowed and no action: what is in no policy, or is unknown
   */
  record Allowed(Set<String> actions, Set<String> missing, Set<String> odd) {}

  CommandRules(Dialect dialect) {
    this.dialect = dialect;
    this.commands = dialect.commands();
    for (String command : commands) {
      int bar = command.indexOf('|');
      if (bar > 0) containers.add(command.substring(0, bar));
    }
    Commands.ALL
        .keySet()
        .forEach(
            action -> {
              Set<String> here = dialect.commandsOf(action, commands);
              if (!here.isEmpty()) actions.put(action, here);
            });
  }

  Dialect dialect() {
    return dialect;
  }

  boolean knows(String action) {
    return action.equals(RedisType.CONNECT) || actions.containsKey(action);
  }

  /** Those actions of a kind that the server has. */
  Set<String> of(Kind kind) {
    Set<String> some = new TreeSet<>(Commands.of(kind, _ -> true));
    some.retainAll(actions.keySet());
    return some;
  }

  boolean canChangeAccounts(List<Rules.Set> sets) {
    return sets.stream()
        .flatMap(set -> allowed(set.commands()).odd().stream())
        .anyMatch(CHANGES::contains);
  }

  /** What the rules allow. */
  Allowed allowed(List<String> rules) {
    return known.computeIfAbsent(String.join(" ", rules), _ -> evaluate(rules));
  }

  private Allowed evaluate(List<String> rules) {
    Set<String> allowed = new HashSet<>();
    for (String rule : rules) apply(rule, allowed);
    Set<String> odd = new TreeSet<>(allowed);
    odd.removeAll(ALWAYS);
    odd.removeAll(containers);
    Set<String> found = new TreeSet<>();
    Set<String> missing = new TreeSet<>();
    actions.forEach(
        (action, here) -> {
          boolean all = here.stream().allMatch(one -> isAllowed(one, allowed));
          Kind kind = Objects.requireNonNull(Commands.ALL.get(action)).kind();
          if (!all && kind == Kind.CONNECT) missing.add(action);
          if (!all || kind == Kind.POWER) return;
          odd.removeAll(here);
          if (kind != Kind.CONNECT) found.add(action);
        });
    return new Allowed(Set.copyOf(found), Set.copyOf(missing), Set.copyOf(odd));
  }

  /**
   * A container as a whole is all of its parts, where these are no commands of their own; where
   * they are, it is nothing.
   */
  private boolean isAllowed(String command, Set<String> allowed) {
    if (allowed.contains(command) || containers.contains(command)) return true;
    int bar = command.indexOf('|');
    return bar > 0 && !dialect.has7() && allowed.contains(command.substring(0, bar));
  }

  private void apply(String rule, Set<String> allowed) {
    boolean gives = rule.startsWith("+") || rule.equals("allcommands");
    String what = rule.endsWith("commands") ? "@all" : rule.substring(1);
    if (what.equals("@all")) {
      allowed.clear();
      if (gives) allowed.addAll(commands);
    } else if (what.startsWith("@")) {
      dialect
          .categories()
          .getOrDefault(what.substring(1), Set.of())
          .forEach(one -> set(one, gives, allowed));
    } else {
      set(what, gives, allowed);
    }
  }

  private void set(String command, boolean gives, Set<String> allowed) {
    allowed.removeIf(one -> one.startsWith(command + "|"));
    if (!gives) {
      allowed.remove(command);
    } else {
      allowed.add(command);
      if (containers.contains(command))
        commands.stream().filter(one -> one.startsWith(command + "|")).forEach(allowed::add);
    }
  }
}
