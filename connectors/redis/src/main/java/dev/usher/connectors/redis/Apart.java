package dev.usher.connectors.redis;

import dev.usher.connectors.redis.Command.Kind;
import dev.usher.connectors.redis.CommandRules.Allowed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of an account that was there before usher, apart: what is usher's to change, and what
 * no policy can say, which stays. That goes into selectors of its own, with the patterns that it
 * has: so nothing of the one comes to the other, whatever a policy gives or takes. Before Redis 7
 * there are none, and nothing can be kept.
 *
 * @param said what a policy may say, and what only drift can have brought; what is done to the
 *     server, and all that comes along, in the first
 * @param lacks what comes along elsewhere and the account does not have: SELECT, say, where it is
 *     to stay in one database
 * @param kept selectors, without their parentheses
 */
record Apart(List<Rules.Set> said, Set<String> lacks, List<String> kept) {

  static Apart of(List<Rules.Set> sets, Standing standing, CommandRules rules) {
    List<Rules.Set> said = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    Set<String> lacks = new TreeSet<>(rules.of(Kind.CONNECT));
    Set<String> server = new TreeSet<>(lacks);
    for (Rules.Set set : sets) {
      Allowed allowed = rules.allowed(set.commands());
      lacks.retainAll(allowed.missing());
      Set<String> given = new TreeSet<>();
      standing.to(List.of(set)).held().values().forEach(one -> given.addAll(one.names()));
      Set<String> rest = new TreeSet<>(allowed.odd());
      for (String action : allowed.actions()) {
        if (isOf(Kind.SERVER, action)) server.add(action);
        // Without a channel a command of channels does nothing.
        else if (!given.contains(action) && (isOf(Kind.KEYS, action) || !set.channels().isEmpty()))
          rest.add(action);
      }
      Set<String> stays = new TreeSet<>(rest);
      stays.removeIf(one -> !rules.dialect().has7() || CommandRules.CHANGES.contains(one));
      if (!stays.isEmpty()) kept.add(set.text(added(stays)));
      rest.removeAll(stays);
      given.addAll(rest);
      if (!given.isEmpty() || said.isEmpty()) said.add(of(set, given));
    }
    List<String> first = new ArrayList<>(said.getFirst().commands());
    first.addAll(added(server));
    said.set(0, new Rules.Set(first, said.getFirst().keys(), said.getFirst().channels()));
    return new Apart(said, lacks, kept);
  }

  /** Those commands of it, with such patterns as they go by. */
  private static Rules.Set of(Rules.Set set, Set<String> commands) {
    boolean channels = commands.stream().anyMatch(one -> isOf(Kind.CHANNEL, one));
    boolean keys = commands.stream().anyMatch(one -> !isOf(Kind.CHANNEL, one));
    return new Rules.Set(
        added(commands), keys ? set.keys() : List.of(), channels ? set.channels() : List.of());
  }

  private static List<String> added(Collection<String> commands) {
    return commands.stream().map(one -> "+" + one).toList();
  }

  private static boolean isOf(Kind kind, String command) {
    return Commands.ALL.containsKey(command)
        && Objects.requireNonNull(Commands.ALL.get(command)).kind() == kind;
  }
}
