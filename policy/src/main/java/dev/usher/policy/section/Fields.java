package dev.usher.policy.section;

import dev.usher.core.model.Nearest;
import dev.usher.core.model.Source;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Plain;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One map of the policy whose keys are fixed: a grant, a system, a person. */
final class Fields {
  private static final String NOTHING = "there is nothing to say of it: write {}";
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

  private final String what;
  private final Map<String, Node.Entry> entries;
  private final Source at;
  private final Problems problems;

  private Fields(String what, Map<String, Node.Entry> entries, Source at, Problems problems) {
    this.what = what;
    this.entries = entries;
    this.at = at;
    this.problems = problems;
  }

  /**
   * The map's fields; unknown keys are reported. Nothing at all is an empty map.
   *
   * @param what it is, with its article: {@code a grant}
   * @return absent when it is no map; reported
   */
  static Optional<Fields> of(Node node, String what, List<String> keys, Problems problems) {
    return switch (node) {
      case Node.Broken _ -> Optional.empty();
      case Node.Scalar scalar when scalar.isNull() ->
          Optional.of(new Fields(what, Map.of(), scalar.at(), problems));
      case Node.Keyed keyed -> {
        for (Node.Entry entry : keyed.entries().values()) {
          if (!keys.contains(entry.key().value())) unknown(entry, what, keys, problems);
        }
        yield Optional.of(new Fields(what, keyed.entries(), keyed.at(), problems));
      }
      case Node.Scalar _, Node.Many _ -> {
        problems.error(
            "not-a-map",
            node.at(),
            what + " is written as a map",
            keys.isEmpty() ? NOTHING : "write { " + keys.getFirst() + ": … }; " + canHave(keys));
        yield Optional.empty();
      }
    };
  }

  private static void unknown(Node.Entry entry, String what, List<String> keys, Problems problems) {
    String key = entry.key().value();
    // It may be a secret under a name that nobody thought of.
    if (keys.contains("admin")) problems.secret(entry.value());
    problems.error(
        "unknown-key",
        entry.key().at(),
        what + " has no `" + Words.shown(key) + "`",
        key.equals("<<")
            ? "YAML 1.2 merges no maps: write the keys out"
            : Nearest.to(key, keys)
                .map(near -> "did you mean `" + near + "`?")
                .orElseGet(() -> canHave(keys)));
  }

  private static String canHave(List<String> keys) {
    return keys.isEmpty() ? NOTHING : "it can have " + String.join(", ", keys);
  }

  Source at() {
    return at;
  }

  /** The key's place, or the whole map's where the key is not there. */
  Source at(String key) {
    Node.Entry entry = entries.get(key);
    return entry == null ? at : entry.key().at();
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  Optional<Node> node(String key) {
    return Optional.ofNullable(entries.get(key)).map(Node.Entry::value);
  }

  /** Reports a key that has to be there and is not. */
  void require(String key, String hint) {
    if (!has(key)) {
      problems.error("missing-key", at, what + " needs `" + key + "`", hint);
    }
  }

  /** The key's text; absent when it is not there, or is no text (reported). */
  Optional<Node.Scalar> text(String key) {
    return node(key).flatMap(node -> text(node, "`" + key + "`", problems));
  }

  /** One text or a list of them. */
  List<Node.Scalar> texts(String key) {
    return node(key).map(node -> texts(node, key, problems)).orElse(List.of());
  }

  /** One text or a list of them. */
  static List<Node.Scalar> texts(Node node, String key, Problems problems) {
    if (!(node instanceof Node.Many many)) {
      return text(node, "`" + key + "`", problems).stream().toList();
    }
    List<Node.Scalar> all = new ArrayList<>();
    for (Node item : many.items()) {
      text(item, "each entry of `" + key + "`", problems).ifPresent(all::add);
    }
    return all;
  }

  /** A list of texts that has at least one entry. */
  List<Node.Scalar> someTexts(String key, String hint) {
    require(key, hint);
    if (node(key)
        .filter(node -> node instanceof Node.Many many && many.items().isEmpty())
        .isPresent()) {
      problems.error("empty-list", at(key), "`" + key + "` is empty", hint);
    }
    return texts(key);
  }

  /** The key's true or false; false when it is not there. */
  boolean flag(String key) {
    Optional<Node> node = node(key);
    if (node.isEmpty() || node.get() instanceof Node.Broken) return false;
    if (node.get() instanceof Node.Scalar scalar
        && scalar.isPlain()
        && Plain.of(scalar.value()) == Plain.BOOLEAN) {
      return scalar.value().equalsIgnoreCase("true");
    }
    problems.error(
        "not-a-flag", node.get().at(), "`" + key + "` is true or false", "write true or false");
    return false;
  }

  /** The key's word, one of these; absent when it is not there, or is none of them (reported). */
  Optional<String> choice(String key, List<String> values) {
    Optional<Node.Scalar> written = text(key);
    if (written.isEmpty()) return Optional.empty();
    String word = written.get().value();
    if (values.contains(word)) return Optional.of(word);
    problems.error(
        "bad-setting",
        written.get().at(),
        "`" + key + "` cannot be `" + Words.shown(word) + "`",
        Words.instead(word, values));
    return Optional.empty();
  }

  /**
   * The key's whole number; absent when it is not there, or is none from least to most (reported).
   */
  Optional<Integer> number(String key, int least, int most) {
    Optional<Node> node = node(key);
    if (node.isEmpty() || node.get() instanceof Node.Broken) return Optional.empty();
    if (node.get() instanceof Node.Scalar scalar
        && scalar.isPlain()
        && DIGITS.matcher(scalar.value()).matches()) {
      int number = Integer.parseInt(scalar.value());
      if (number >= least && number <= most) return Optional.of(number);
    }
    problems.error(
        "bad-number",
        node.get().at(),
        "`%s` is a whole number from %d to %d".formatted(key, least, most),
        "write such a number, without quotes");
    return Optional.empty();
  }

  /** A scalar that is a text to YAML; else reported, with what to write. */
  static Optional<Node.Scalar> text(Node node, String what, Problems problems) {
    return switch (node) {
      case Node.Broken _ -> Optional.empty();
      case Node.Scalar scalar -> {
        Plain plain = scalar.isPlain() ? Plain.of(scalar.value()) : Plain.TEXT;
        if (plain == Plain.TEXT) yield Optional.of(scalar);
        if (plain == Plain.NULL) {
          problems.error("empty-text", scalar.at(), what + " is empty", "write a text, or drop it");
        } else {
          problems.error(
              "yaml-trap",
              scalar.at(),
              what
                  + " is a text, and `"
                  + Words.shown(scalar.value())
                  + "` is "
                  + plain.words()
                  + " to YAML",
              "put it in double quotes: \"" + Words.shown(scalar.value()) + "\"");
        }
        yield Optional.empty();
      }
      case Node.Many many -> {
        problems.error(
            "not-a-text", many.at(), what + " is one text, not a list", "write one text");
        yield Optional.empty();
      }
      case Node.Keyed keyed -> {
        problems.error(
            "yaml-trap",
            keyed.at(),
            what + " is a text, and text that begins with `{` is a map to YAML",
            "put it in double quotes");
        yield Optional.empty();
      }
    };
  }
}
