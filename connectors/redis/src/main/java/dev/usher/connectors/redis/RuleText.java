package dev.usher.connectors.redis;

import dev.usher.connectors.redis.Command.Kind;
import dev.usher.core.model.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules that give just what is held, whole: they begin by taking everything, and name every
 * command by itself, so that none comes in with a category when a module brings it. Things with the
 * same actions go together; the first of those with the server's own commands, each other into a
 * selector.
 */
final class RuleText {
  private final Things things;
  private final boolean has7;
  private final CommandRules rules;
  private final Map<List<Object>, String> known = new HashMap<>();

  RuleText(Things things, CommandRules rules) {
    this.things = things;
    this.has7 = rules.dialect().has7();
    this.rules = rules;
  }

  /** As words of one line. */
  String of(State state) {
    return known.computeIfAbsent(
        List.of(Map.copyOf(state.held), Set.copyOf(state.lacks), List.copyOf(state.kept)),
        _ -> Words.line(words(new TreeMap<>(state.held), state)));
  }

  /**
   * @param like what was there before usher stays as it is
   */
  private List<String> words(Map<Resource, Actions> held, State like) {
    List<String> words =
        new ArrayList<>(List.of("resetkeys", "resetchannels", "-@all", "sanitize-payload"));
    if (has7) words.add("clearselectors");
    rules.of(Kind.CONNECT).stream()
        .filter(command -> !like.lacks.contains(command))
        .forEach(command -> words.add("+" + command));
    Set<String> server = new TreeSet<>();
    held.forEach(
        (thing, actions) -> {
          if (thing.path().isEmpty()) server.addAll(actions.names());
        });
    server.forEach(command -> words.add("+" + command));
    List<String> selectors = new ArrayList<>();
    for (boolean keys : List.of(true, false)) {
      List<String> groups = groups(held, keys);
      if (groups.isEmpty()) continue;
      words.addAll(Words.of(groups.getFirst()));
      groups.subList(1, groups.size()).forEach(group -> selectors.add("(" + group + ")"));
    }
    like.kept.forEach(group -> selectors.add("(" + group + ")"));
    words.addAll(selectors);
    return words;
  }

  /** One text for each set of actions, in the order of the things. */
  private List<String> groups(Map<Resource, Actions> held, boolean keys) {
    Map<Set<String>, List<String>> groups = new LinkedHashMap<>();
    held.forEach(
        (thing, actions) -> {
          if (thing.path().isEmpty() || things.isKeys(thing) != keys) return;
          groups
              .computeIfAbsent(new TreeSet<>(actions.names()), _ -> new ArrayList<>())
              .addAll(things.patterns(thing));
        });
    List<String> texts = new ArrayList<>();
    groups.forEach(
        (commands, patterns) -> {
          List<String> words = new ArrayList<>();
          String sign = keys ? keySign(commands) : "&";
          // Behind * Redis takes no other.
          if (patterns.contains("*")) words.add(sign + "*");
          else patterns.forEach(pattern -> words.add(sign + pattern));
          commands.forEach(command -> words.add("+" + command));
          texts.add(String.join(" ", words));
        });
    return texts;
  }

  /** No wider than the commands need. What needs neither half is content with reading. */
  private String keySign(Set<String> commands) {
    if (!has7) return "~";
    boolean reads = commands.stream().anyMatch(one -> command(one).reads());
    boolean writes = commands.stream().anyMatch(one -> command(one).writes());
    return writes ? reads ? "~" : "%W~" : "%R~";
  }

  private static Command command(String name) {
    return Objects.requireNonNull(Commands.ALL.get(name));
  }
}
