package dev.usher.policy.section;

import dev.usher.core.model.Policy;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Setting;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a system says beside what every system says: its type's own settings. */
final class Settings {
  private final Problems problems;

  Settings(Problems problems) {
    this.problems = problems;
  }

  /** Each setting that is said, as a list of words. */
  Map<String, List<String>> words(Fields fields, SystemType type) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    type.settings()
        .forEach(
            (key, setting) -> {
              if (!fields.has(key)) return;
              switch (setting) {
                case Setting.Names _ -> all.put(key, values(fields.texts(key)));
                case Setting.Choice(List<String> values) ->
                    all.put(key, choice(fields, key, values));
                case Setting.Text _ -> all.put(key, values(one(fields, key, "write one text")));
                case Setting.Things _ -> {}
              }
            });
    return all;
  }

  /** Each setting that names things, as {@link Policy.System#things} has it. */
  Map<String, Map<String, List<String>>> things(Fields fields, SystemType type) {
    Map<String, Map<String, List<String>>> all = new LinkedHashMap<>();
    type.settings()
        .forEach(
            (key, setting) -> {
              if (setting instanceof Setting.Things) {
                fields.node(key).ifPresent(node -> all.put(key, things(node, key)));
              }
            });
    return all;
  }

  private Map<String, List<String>> things(Node node, String key) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    switch (node) {
      case Node.Broken _ -> {}
      case Node.Keyed keyed ->
          keyed
              .entries()
              .forEach(
                  (name, entry) -> {
                    List<Node.Scalar> texts = Fields.texts(entry.value(), name, problems);
                    if (!texts.isEmpty()) all.put(name, values(texts));
                  });
      case Node.Scalar _, Node.Many _ ->
          problems.error(
              "not-a-map",
              node.at(),
              "`" + key + "` is a map: each name, and behind it what that is in the system",
              "write " + key + ": { orders: \"orders:*\" }");
    }
    return all;
  }

  private List<String> choice(Fields fields, String key, List<String> values) {
    List<Node.Scalar> written = one(fields, key, "write one of " + String.join(", ", values));
    for (Node.Scalar each : written) {
      if (!values.contains(each.value())) {
        problems.error(
            "bad-setting",
            each.at(),
            "`" + key + "` cannot be `" + Words.shown(each.value()) + "`",
            Words.instead(each.value(), values));
      }
    }
    return values(written);
  }

  private List<Node.Scalar> one(Fields fields, String key, String hint) {
    List<Node.Scalar> written = fields.texts(key);
    Optional<Node.Scalar> second = written.stream().skip(1).findFirst();
    second.ifPresent(
        each -> problems.error("bad-setting", each.at(), "`" + key + "` is one word", hint));
    return written;
  }

  private static List<String> values(List<Node.Scalar> written) {
    return written.stream().map(Node.Scalar::value).distinct().toList();
  }
}
