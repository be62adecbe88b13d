package dev.usher.cli.server;

import dev.usher.core.model.Nearest;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Maps, lists and texts of a file; what is none is told. */
record Entries(Problems problems) {

  /** A list of texts; empty where it is none (reported). */
  List<String> texts(Node.Entry entry) {
    List<String> all = new ArrayList<>();
    if (!(entry.value() instanceof Node.Many many)) {
      problems.error(
          "not-a-list",
          entry.value().at(),
          "`" + entry.key().value() + "` is a list",
          "write [one, another]");
      return all;
    }
    for (Node one : many.items())
      text(new Node.Entry(entry.key(), one)).ifPresent(text -> all.add(text.value()));
    return all;
  }

  /** A text; absent where it is none (reported). */
  Optional<Node.Scalar> text(Node.Entry entry) {
    return switch (entry.value()) {
      case Node.Broken _ -> Optional.empty();
      case Node.Scalar scalar when !scalar.isNull() -> Optional.of(scalar);
      case Node.Scalar _, Node.Many _, Node.Keyed _ -> {
        problems.error(
            "not-a-text",
            entry.value().at(),
            "`" + entry.key().value() + "` is a text",
            "put it in double quotes");
        yield Optional.empty();
      }
    };
  }

  /** What a map has; nothing where it is none (reported). */
  Iterable<Node.Entry> of(Optional<Node> node, String what, List<String> keys) {
    return switch (node.orElse(null)) {
      case null -> List.of();
      case Node.Broken _ -> List.of();
      case Node.Keyed keyed -> keyed.entries().values();
      case Node.Scalar scalar when scalar.isNull() -> List.of();
      case Node.Scalar _, Node.Many _ -> {
        problems.error(
            "not-a-map",
            node.get().at(),
            what + " is a map",
            "it can have " + String.join(", ", keys));
        yield List.of();
      }
    };
  }

  /** What it says may be a secret under a name that nobody thought of. */
  void unknown(Node.Entry entry, List<String> keys) {
    problems.secret(entry.value());
    problems.error(
        "unknown-key",
        entry.key().at(),
        "there is no such key here",
        Nearest.to(entry.key().value(), keys)
            .map(near -> "did you mean `" + near + "`?")
            .orElse("there are " + String.join(", ", keys)));
  }
}
