package dev.usher.policy.section;

import dev.usher.core.model.SystemType;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The words of {@code do:} and {@code can:}, held against what they are said of. */
final class Actions {
  private static final int MANY = 40;

  private final Map<String, SystemType> systems;
  private final Problems problems;

  Actions(Map<String, SystemType> systems, Problems problems) {
    this.systems = systems;
    this.problems = problems;
  }

  /** The words that some system knows, each once. */
  Set<String> known(List<Node.Scalar> written) {
    Set<String> words = new TreeSet<>();
    systems.values().stream().distinct().forEach(type -> words.addAll(type.words()));
    Set<String> known = new LinkedHashSet<>();
    for (Node.Scalar each : written) {
      if (!words.contains(each.value())) {
        if (systems.isEmpty()) continue;
        problems.error(
            "unknown-action",
            each.at(),
            "there is no action `" + Words.shown(each.value()) + "`",
            Words.instead(each.value(), words));
      } else if (!known.add(each.value())) {
        problems.error(
            "duplicate-entry",
            each.at(),
            "`" + each.value() + "` is in this list already",
            "drop it here");
      }
    }
    return known;
  }

  /** Reports each word that means nothing on any of the kinds, and each kind without any word. */
  void check(
      List<Node.Scalar> words,
      List<Node.Scalar> addresses,
      List<Map<SystemType, Set<String>>> kinds) {
    if (kinds.isEmpty() || kinds.stream().anyMatch(Map::isEmpty)) return;
    List<Node.Scalar> meant = new ArrayList<>();
    for (Node.Scalar word : words) {
      if (kinds.stream().anyMatch(each -> applies(word.value(), each))) meant.add(word);
      else nothing(word, kinds);
    }
    for (int i = 0; i < kinds.size() && !meant.isEmpty(); i++) {
      Map<SystemType, Set<String>> here = kinds.get(i);
      if (meant.stream().noneMatch(word -> applies(word.value(), here))) {
        problems.error(
            "no-such-action",
            addresses.get(i).at(),
            "none of "
                + Words.listed(meant.stream().map(Node.Scalar::value).toList())
                + " can be done on "
                + article(here),
            hint(here));
      }
    }
  }

  private void nothing(Node.Scalar word, List<Map<SystemType, Set<String>>> kinds) {
    Map<SystemType, Set<String>> first = kinds.getFirst();
    boolean known = systems.values().stream().anyMatch(type -> type.words().contains(word.value()));
    if (!known) return;
    problems.error(
        "no-such-action",
        word.at(),
        article(first) + " has no `" + Words.shown(word.value()) + "`",
        hint(first));
  }

  static boolean applies(String word, Map<SystemType, Set<String>> kinds) {
    return kinds.entrySet().stream()
        .anyMatch(
            each ->
                each.getValue().stream()
                    .anyMatch(kind -> !each.getKey().expand(word, kind).isEmpty()));
  }

  /** The actions there are; the bundles, where actions are too many to choose from. */
  private static String hint(Map<SystemType, Set<String>> kinds) {
    Set<String> actions = all(kinds);
    if (actions.isEmpty())
      return others(kinds).stream()
          .findFirst()
          .map(kind -> "write its kind in front, as in " + kind + ":NAME")
          .orElse("nothing can be done to it");
    if (actions.size() <= MANY) return "it has " + Words.listed(actions);
    Set<String> bundles = new TreeSet<>();
    kinds.forEach(
        (type, names) ->
            type.bundles().keySet().stream()
                .filter(
                    bundle -> names.stream().anyMatch(kind -> !type.expand(bundle, kind).isEmpty()))
                .forEach(bundles::add));
    return "it has single actions, and bundles of them: " + Words.all(bundles);
  }

  /** The kinds that are written in front of a name. */
  private static TreeSet<String> others(Map<SystemType, Set<String>> kinds) {
    TreeSet<String> others = new TreeSet<>();
    kinds
        .keySet()
        .forEach(type -> type.levels().forEach(level -> others.addAll(level.otherKinds())));
    return others;
  }

  private static Set<String> all(Map<SystemType, Set<String>> kinds) {
    Set<String> all = new TreeSet<>();
    kinds.forEach(
        (type, names) ->
            names.forEach(
                kind -> {
                  SystemType.Kind known = type.kinds().get(kind);
                  if (known != null) all.addAll(known.actions());
                }));
    return all;
  }

  private static String article(Map<SystemType, Set<String>> kinds) {
    Set<String> names = new TreeSet<>();
    kinds.values().forEach(names::addAll);
    return names.isEmpty() ? "this" : "a " + String.join(" or ", names.stream().limit(3).toList());
  }

  /** Whether the type's words for looking and using are all that this action is. */
  static boolean isHarmless(SystemType type, String kind, String action) {
    return type.expand("read", kind).contains(action)
        || type.expand("use", kind).contains(action)
        || type.passage().getOrDefault(kind, "").equals(action);
  }
}
