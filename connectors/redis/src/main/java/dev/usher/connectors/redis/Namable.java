package dev.usher.connectors.redis;

import dev.usher.connectors.redis.Command.Kind;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The patterns that accounts use and a policy can name, no two of which match one name: those first
 * that get along with most others.
 */
final class Namable {
  private static final int LONGEST_NAME = 90;

  private final Map<String, Glob> known = new HashMap<>();
  private final List<String> keys;
  private final List<String> channels;

  Namable(Collection<Rules> accounts, CommandRules rules) {
    keys = chosen(used(accounts, rules, true));
    channels = chosen(used(accounts, rules, false));
  }

  private static Set<String> used(Collection<Rules> accounts, CommandRules rules, boolean keys) {
    Kind kind = keys ? Kind.KEYS : Kind.CHANNEL;
    Set<String> all = new TreeSet<>();
    for (Rules account : accounts) {
      for (Rules.Set set : account.sets()) {
        boolean used =
            rules.allowed(set.commands()).actions().stream()
                .anyMatch(one -> Objects.requireNonNull(Commands.ALL.get(one)).kind() == kind);
        if (!used) continue;
        if (keys) set.keys().forEach(each -> all.add(each.pattern()));
        else all.addAll(set.channels());
      }
    }
    all.removeIf(pattern -> CompileChecks.refusal(pattern, keys).isPresent());
    return all;
  }

  private List<String> chosen(Set<String> all) {
    Map<String, Long> meets = new HashMap<>();
    for (String one : all) {
      meets.put(one, all.stream().filter(other -> overlap(one, other)).count());
    }
    List<String> chosen = new ArrayList<>();
    all.stream()
        .sorted(
            Comparator.comparing((String one) -> meets.getOrDefault(one, 0L))
                .thenComparing(Comparator.naturalOrder()))
        .forEach(
            one -> {
              if (chosen.stream().noneMatch(other -> overlap(one, other))) chosen.add(one);
            });
    return chosen.stream().sorted().toList();
  }

  private boolean overlap(String one, String other) {
    return glob(one).overlaps(glob(other));
  }

  private Glob glob(String pattern) {
    return known.computeIfAbsent(pattern, one -> Glob.parse(one).orElseThrow());
  }

  /** Each pattern as a thing. */
  Things things(Target target) {
    Map<Resource, List<String>> spaces = new TreeMap<>();
    named(keys).forEach((name, one) -> spaces.put(Resource.of(target, Segment.plain(name)), one));
    Map<Resource, List<String>> lines = new TreeMap<>();
    named(channels)
        .forEach((name, one) -> lines.put(Resource.of(target, new Segment("channel", name)), one));
    return new Things(List.of(target), spaces, lines, Map.of());
  }

  /** By the names of their things: {@code orders} for {@code orders:*}. */
  private static Map<String, List<String>> named(List<String> patterns) {
    Map<String, List<String>> named = new TreeMap<>();
    for (String pattern : patterns) {
      String plain = pattern.replaceAll("[^\\p{L}\\p{N}_]+", "-").replaceAll("^-+|-+$", "");
      named.put(free(plain.isEmpty() ? "all" : plain, named), List.of(pattern));
    }
    return named;
  }

  /** The name, as far as it may go, or that with a number behind it where it is taken. */
  static String free(String name, Map<String, ?> taken) {
    String first = name.substring(0, Math.min(name.length(), LONGEST_NAME));
    String free = first;
    for (int i = 2; taken.containsKey(free); i++) free = first + "-" + i;
    return free;
  }

  /** Why the first of an account's patterns that is no thing is none. */
  Optional<String> refusal(Rules account) {
    for (Rules.Set set : account.sets()) {
      for (Rules.Keys each : set.keys()) {
        Optional<String> why = refusal(each.pattern(), true);
        if (why.isPresent()) return why.map(text -> "no policy names ~" + each.pattern() + text);
      }
      for (String each : set.channels()) {
        Optional<String> why = refusal(each, false);
        if (why.isPresent()) return why.map(text -> "no policy names &" + each + text);
      }
    }
    return Optional.empty();
  }

  private Optional<String> refusal(String pattern, boolean keys) {
    List<String> chosen = keys ? this.keys : channels;
    if (chosen.contains(pattern)) return Optional.empty();
    return CompileChecks.refusal(pattern, keys)
        .map(why -> ": " + why)
        .or(
            () ->
                chosen.stream()
                    .filter(other -> overlap(pattern, other))
                    .findFirst()
                    .map(other -> " beside " + other + ", which has such names too"));
  }
}
