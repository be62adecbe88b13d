package dev.usher.connectors.redis;

import dev.usher.connectors.redis.Command.Kind;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one server knows: its commands, which from 7 on have their parts as commands of their own,
 * and its categories.
 *
 * @param version as it says, such as {@code 7.0.15}
 * @param categories by name, with their commands as the server has them
 */
record Dialect(String version, Map<String, Set<String>> categories) {
  /** SORT … BY and GET read any key; only from 7 on they need keys to be open without limit. */
  private static final Set<String> UNBOUNDED_IN_6 = Set.of("sort");

  /** Whether there are selectors, and keys that are open for reading or writing alone. */
  boolean has7() {
    return major() >= 7;
  }

  boolean isOld() {
    return major() < 6 || version.startsWith("6.0.") || version.startsWith("6.1");
  }

  private int major() {
    String digits = version.replaceAll("[^0-9].*", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** Every command: each is fast or slow. */
  Set<String> commands() {
    Set<String> all = new TreeSet<>();
    categories.values().forEach(all::addAll);
    return all;
  }

  /** What an action stands for at a server of such commands; empty when it does not have it. */
  Set<String> commandsOf(String action, Set<String> all) {
    if (action.equals(RedisType.CONNECT)) {
      return Commands.of(Kind.CONNECT, _ -> true).stream()
          .flatMap(one -> commandsOf(one, all).stream())
          .collect(Collectors.toSet());
    }
    if (!has7()) {
      Command command = Commands.ALL.get(action);
      boolean known =
          command != null
              && command.in6()
              && all.contains(command.words().getFirst())
              && !UNBOUNDED_IN_6.contains(action);
      return known ? Set.of(action) : Set.of();
    }
    Set<String> some =
        all.stream().filter(one -> one.startsWith(action + "|")).collect(Collectors.toSet());
    if (all.contains(action)) some.add(action);
    return some;
  }
}
