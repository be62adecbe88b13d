package dev.usher.policy.section;

import dev.usher.core.model.Application;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.AttributeType;
import dev.usher.core.model.SystemType.Kind;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** An application's own resources: which kinds there are, what can be done to each. */
final class Applications {
  private static final String EXAMPLE = "write resources: { order: { actions: [read, refund] } }";
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

  private final Problems problems;

  Applications(Problems problems) {
    this.problems = problems;
  }

  /**
   * The type that such a system has by itself.
   *
   * @param system as written; what is wrong with its resources is reported
   */
  SystemType type(Node.Keyed system) {
    Map<String, Kind> kinds = new TreeMap<>();
    Node.Entry resources = system.entries().get(Application.RESOURCES);
    if (resources == null) {
      problems.incomplete();
      problems.error("missing-key", system.at(), "an application needs `resources`", EXAMPLE);
    } else {
      map(resources).forEach((name, entry) -> kind(entry).ifPresent(kind -> kinds.put(name, kind)));
    }
    return Application.of(kinds);
  }

  private Optional<Kind> kind(Node.Entry entry) {
    Node.Scalar name = entry.key();
    if (!isWord(name, "a kind of resource")) return Optional.empty();
    if (Application.BARE.kinds().containsKey(name.value())) {
      problems.error(
          "bad-name",
          name.at(),
          "`" + name.value() + "` is what a thing is of which nothing more is known",
          "call it by what it is, such as order");
      return Optional.empty();
    }
    Optional<Fields> fields =
        Fields.of(entry.value(), "a resource", List.of("actions", "attributes"), problems);
    if (fields.isEmpty()) return Optional.empty();
    Set<String> actions = new TreeSet<>();
    for (Node.Scalar action : fields.get().someTexts("actions", "write actions: [read, refund]"))
      if (isWord(action, "an action")) actions.add(action.value());
    return Optional.of(new Kind(actions, Set.of(), false, attributes(fields.get())));
  }

  private Map<String, AttributeType> attributes(Fields fields) {
    Map<String, AttributeType> all = new TreeMap<>();
    if (!fields.has("attributes")) return all;
    Optional<Node> node = fields.node("attributes");
    if (!(node.orElseThrow() instanceof Node.Keyed keyed)) {
      notAMap(node.get(), "attributes", "write attributes: { total: number, region: text }");
      return all;
    }
    for (Node.Entry entry : keyed.entries().values()) {
      Values.checkName(entry.key(), problems);
      Fields.text(entry.value(), "the type of an attribute", problems)
          .flatMap(this::type)
          .ifPresent(type -> all.put(entry.key().value(), type));
    }
    return all;
  }

  private Optional<AttributeType> type(Node.Scalar written) {
    Optional<AttributeType> found =
        Arrays.stream(AttributeType.values())
            .filter(one -> one.word().equals(written.value()))
            .findFirst();
    if (found.isEmpty())
      problems.error(
          "bad-setting",
          written.at(),
          "an attribute cannot be of type `" + Words.shown(written.value()) + "`",
          Words.instead(
              written.value(),
              Arrays.stream(AttributeType.values()).map(AttributeType::word).toList()));
    return found;
  }

  private Map<String, Node.Entry> map(Node.Entry entry) {
    if (entry.value() instanceof Node.Keyed keyed && !keyed.entries().isEmpty())
      return new LinkedHashMap<>(keyed.entries());
    if (!(entry.value() instanceof Node.Broken))
      notAMap(entry.value(), Application.RESOURCES, EXAMPLE);
    return Map.of();
  }

  private void notAMap(Node node, String key, String hint) {
    problems.error("not-a-map", node.at(), "`" + key + "` is a map with something in it", hint);
  }

  private boolean isWord(Node.Scalar name, String what) {
    if (WORD.matcher(name.value()).matches()) return true;
    problems.error(
        "bad-name",
        name.at(),
        "`" + Words.shown(name.value()) + "` is no name for " + what,
        "write small letters, digits, - and _, a letter first: order, line-item");
    return false;
  }
}
