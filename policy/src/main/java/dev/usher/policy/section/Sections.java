package dev.usher.policy.section;

import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All files as one document: maps of one section merged, lists one behind the other. */
public final class Sections {
  private static final List<String> MAPS =
      List.of(
          "usher",
          "environments",
          "systems",
          "directories",
          "people",
          "teams",
          "services",
          "roles");
  private static final List<String> LISTS = List.of("grants", "never", "expect");
  private static final List<String> KEYS =
      List.of(
          "timezone",
          "usher",
          "environments",
          "systems",
          "directories",
          "people",
          "teams",
          "services",
          "roles",
          "grants",
          "never",
          "expect");

  private final Map<String, Map<String, Node.Entry>> maps = new LinkedHashMap<>();
  private final Map<String, List<Node>> lists = new LinkedHashMap<>();
  private Optional<Node.Entry> timezone = Optional.empty();

  /**
   * @param roots of the files, in the order of their names
   */
  public Sections(List<Node> roots, Problems problems) {
    for (Node root : roots) {
      Fields.of(root, "a policy", KEYS, problems).ifPresent(fields -> take(root, fields, problems));
    }
  }

  /** A section that is a map, by name, in the order of the text. */
  public Map<String, Node.Entry> map(String section) {
    return maps.getOrDefault(section, Map.of());
  }

  /** A section that is a list. */
  public List<Node> list(String section) {
    return lists.getOrDefault(section, List.of());
  }

  public Optional<Node> timezone() {
    return timezone.map(Node.Entry::value);
  }

  private void take(Node root, Fields fields, Problems problems) {
    if (!(root instanceof Node.Keyed keyed)) return;
    MAPS.forEach(key -> fields.node(key).ifPresent(node -> takeMap(key, node, problems)));
    LISTS.forEach(key -> fields.node(key).ifPresent(node -> takeList(key, node, problems)));
    Node.Entry zone = keyed.entries().get("timezone");
    if (zone == null) return;
    if (timezone.isPresent()) {
      problems.error(
          "duplicate-key",
          zone.key().at(),
          "`timezone` is said already in " + timezone.get().key().at(),
          "keep one of the two");
    } else {
      timezone = Optional.of(zone);
    }
  }

  private void takeMap(String section, Node node, Problems problems) {
    switch (node) {
      case Node.Broken _ -> {}
      case Node.Scalar scalar when scalar.isNull() -> {}
      case Node.Keyed keyed -> {
        Map<String, Node.Entry> all = maps.computeIfAbsent(section, _ -> new LinkedHashMap<>());
        keyed.entries().forEach((name, entry) -> put(all, name, entry, problems));
      }
      case Node.Scalar _, Node.Many _ ->
          problems.error(
              "not-a-map",
              node.at(),
              "`" + section + "` is a map: each name, and behind it what it is",
              "write `" + section + ":` and below it, indented, `name: { … }`");
    }
  }

  private static void put(
      Map<String, Node.Entry> all, String name, Node.Entry entry, Problems problems) {
    Node.Entry first = all.putIfAbsent(name, entry);
    if (first == null) return;
    problems.error(
        "duplicate-key",
        entry.key().at(),
        "`" + Words.shown(name) + "` is defined already in " + first.key().at(),
        "keep one of the two");
  }

  private void takeList(String section, Node node, Problems problems) {
    switch (node) {
      case Node.Broken _ -> {}
      case Node.Scalar scalar when scalar.isNull() -> {}
      case Node.Many many ->
          lists.computeIfAbsent(section, _ -> new ArrayList<>()).addAll(many.items());
      case Node.Scalar _, Node.Keyed _ ->
          problems.error(
              "not-a-list", node.at(), "`" + section + "` is a list", "begin each entry with `- `");
    }
  }
}
