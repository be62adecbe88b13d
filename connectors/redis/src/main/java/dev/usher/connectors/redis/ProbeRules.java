package dev.usher.connectors.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an account of Redis 6.2 can do, which has no ACL DRYRUN: its rules by ACL GETUSER, read one
 * after the other as the manual has it, held against a command, with its categories by COMMAND, and
 * a key. Nothing of this is used to inspect, which goes by ACL LIST and ACL CAT.
 */
final class ProbeRules {
  private final Map<String, Set<String>> categories = new HashMap<>();

  ProbeRules(Wire wire) {
    if (!(wire.ask("COMMAND") instanceof List<?> all)) return;
    for (Object each : all) {
      if (!(each instanceof List<?> command) || command.size() < 7) continue;
      Set<String> some = new HashSet<>();
      if (command.get(6) instanceof List<?> named) named.forEach(one -> some.add("" + one));
      categories.put(String.valueOf(command.getFirst()), some);
    }
  }

  /** Patterns of keys that ACL GETUSER tells, without a sign in front. */
  static List<String> keys(@Nullable Object user) {
    return patterns(user, "keys", '~');
  }

  /** A list before 7; one text with signs from there on. */
  private static List<String> patterns(@Nullable Object user, String field, char sign) {
    Object told = Wire.field(user, field).orElse(List.of());
    List<String> all = new ArrayList<>();
    if (told instanceof List<?> some) some.forEach(one -> all.add("" + one));
    else
      for (String one : told.toString().split(" ")) {
        if (!one.isEmpty() && one.charAt(0) == sign) all.add(one.substring(1));
      }
    return all;
  }

  /**
   * Whether the account may say that.
   *
   * @param user as ACL GETUSER has it
   * @param name the command or its keys or channels
   */
  boolean can(Object user, Command command, Optional<String> name) {
    return isAllowed(String.valueOf(Wire.field(user, "commands").orElse("")), command.words())
        && (name.isEmpty() || isOpen(user, command, name.get()));
  }

  private static boolean isOpen(Object user, Command command, String name) {
    boolean isChannel = command.kind() == Command.Kind.CHANNEL;
    return patterns(user, isChannel ? "channels" : "keys", isChannel ? '&' : '~').stream()
        .anyMatch(
            pattern ->
                command.name().equals("psubscribe")
                    ? pattern.equals(name) || pattern.equals("*")
                    : Glob.parse(pattern).filter(glob -> glob.matches(name)).isPresent());
  }

  private boolean isAllowed(String rules, List<String> words) {
    boolean whole = false;
    boolean part = false;
    Set<String> mine = categories.getOrDefault(words.getFirst(), Set.of());
    String both = words.stream().limit(2).collect(Collectors.joining("|"));
    for (String rule : rules.split(" ")) {
      String what = rule.substring(Math.min(1, rule.length()));
      boolean gives = rule.startsWith("+");
      if (words.size() > 1 && what.equals(both)) {
        part = gives;
      } else if (what.equals(words.getFirst()) || what.equals("@all")) {
        whole = gives;
        part = false;
      } else if (mine.contains(what)) {
        whole = gives;
      }
    }
    return whole || part;
  }

  /** Commands that the table does not know. */
  Set<String> unknown() {
    Set<String> known =
        Commands.ALL.values().stream()
            .map(command -> Objects.requireNonNull(command.words().getFirst()))
            .collect(Collectors.toSet());
    return categories.keySet().stream()
        .filter(name -> !known.contains(name) && !ALWAYS.contains(name))
        .collect(Collectors.toSet());
  }

  /** No rule keeps anybody from the first four; the others are told to those who speak HTTP. */
  private static final Set<String> ALWAYS =
      Set.of("auth", "hello", "reset", "quit", "host:", "post");
}
