package dev.usher.policy.section;

import dev.usher.core.condition.Value;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Plain;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Attributes of a subject, and the values of a row: what YAML says they are. */
final class Values {
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]{0,99}");

  private Values() {}

  /** Each by name; what cannot be one is reported and left out. */
  static Map<String, Value> read(Node node, String what, boolean lists, Problems problems) {
    Map<String, Value> values = new LinkedHashMap<>();
    switch (node) {
      case Node.Broken _ -> {}
      case Node.Scalar scalar when scalar.isNull() -> {}
      case Node.Keyed keyed -> {
        for (Node.Entry entry : keyed.entries().values()) {
          Node.Scalar name = entry.key();
          if (lists) checkName(name, problems);
          value(entry.value(), lists, problems).ifPresent(value -> values.put(name.value(), value));
        }
      }
      case Node.Scalar _, Node.Many _ ->
          problems.error("not-a-map", node.at(), "`" + what + "` is a map", "write { region: eu }");
    }
    return values;
  }

  /** Whether a condition can say it. */
  static void checkName(Node.Scalar name, Problems problems) {
    if (NAME.matcher(name.value()).matches()) return;
    problems.error(
        "bad-name",
        name.at(),
        "`" + Words.shown(name.value()) + "` is no name for an attribute",
        "write letters, digits and _, a letter first: conditions say subject.name");
  }

  private static Optional<Value> value(Node node, boolean lists, Problems problems) {
    return switch (node) {
      case Node.Broken _ -> Optional.empty();
      case Node.Scalar scalar -> scalar(scalar, problems);
      case Node.Many many when lists -> list(many, problems);
      case Node.Many _, Node.Keyed _ -> {
        problems.error(
            "bad-value",
            node.at(),
            lists
                ? "a value is a text, a number, true, false or a list of such"
                : "a value of a row is one text, number, true or false",
            "text that begins with `{` or `[` needs double quotes");
        yield Optional.empty();
      }
    };
  }

  private static Optional<Value> list(Node.Many many, Problems problems) {
    List<Value> values = new ArrayList<>();
    for (Node item : many.items()) {
      Optional<Value> value = value(item, false, problems);
      if (value.isEmpty()) continue;
      if (!values.isEmpty() && values.getFirst().getClass() != value.get().getClass()) {
        problems.error(
            "mixed-list",
            item.at(),
            "this list holds values of several types",
            "make all of them texts (in double quotes) or all of them numbers");
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(new Value.Many(values));
  }

  private static Optional<Value> scalar(Node.Scalar scalar, Problems problems) {
    String text = scalar.value();
    return switch (scalar.isPlain() ? Plain.of(text) : Plain.TEXT) {
      case TEXT -> Optional.of(new Value.Text(text));
      case NULL -> Optional.of(new Value.Null());
      case BOOLEAN -> Optional.of(new Value.Bool(text.equalsIgnoreCase("true")));
      case OLD_BOOLEAN -> {
        problems.error(
            "yaml-trap",
            scalar.at(),
            "`" + text + "` is a text to some readers of YAML and true or false to others",
            "write \"" + text + "\" in double quotes, or true or false");
        yield Optional.empty();
      }
      case INTEGER -> integer(scalar, problems);
      case DECIMAL -> decimal(scalar, problems);
    };
  }

  private static Optional<Value> integer(Node.Scalar scalar, Problems problems) {
    String text = scalar.value();
    try {
      long value =
          text.startsWith("0x")
              ? Long.parseLong(text.substring(2), 16)
              : text.startsWith("0o") ? Long.parseLong(text.substring(2), 8) : Long.parseLong(text);
      return Optional.of(new Value.Int(value));
    } catch (NumberFormatException _) {
      problems.error(
          "bad-value",
          scalar.at(),
          "this number does not fit in 64 bits",
          "put it in double quotes if it is a name and not a number");
      return Optional.empty();
    }
  }

  private static Optional<Value> decimal(Node.Scalar scalar, Problems problems) {
    String text = scalar.value();
    double value =
        text.chars().anyMatch(c -> c >= '0' && c <= '9') ? Double.parseDouble(text) : Double.NaN;
    if (Double.isFinite(value)) return Optional.of(new Value.Decimal(value));
    problems.error(
        "bad-value",
        scalar.at(),
        "this number is not finite: nothing compares with it",
        "write a finite number, or put it in double quotes");
    return Optional.empty();
  }
}
