package dev.usher.policy.section;

import dev.usher.core.model.Policy;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Setting;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a system says beside what every system says: its type's own settings. */
final class Settings {
  private static final String THINGS = "{ orders: \"orders:*\" }";
  private static final String CARRIERS = "{ analyst: reporting_ro }";

  private final Defined defined;
  private final Problems problems;

  Settings(Defined defined, Problems problems) {
    this.defined = defined;
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
                case Setting.Flag _ -> {
                  if (fields.flag(key)) all.put(key, List.of("true"));
                }
                case Setting.Text _ -> all.put(key, values(one(fields, key, "write one text")));
                case Setting.Things _, Setting.Carriers _, Setting.Kinds _ -> {}
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
              switch (setting) {
                case Setting.Things _ ->
                    fields.node(key).ifPresent(node -> all.put(key, things(node, key, THINGS)));
                case Setting.Carriers _ ->
                    fields.node(key).ifPresent(node -> all.put(key, carriers(node, key)));
                case Setting.Names _,
                    Setting.Choice _,
                    Setting.Flag _,
                    Setting.Text _,
                    Setting.Kinds _ -> {}
              }
            });
    return all;
  }

  /** Each carries one role, and only roles that there are. */
  private Map<String, List<String>> carriers(Node node, String key) {
    Map<String, List<String>> all = things(node, key, CARRIERS);
    if (!(node instanceof Node.Keyed keyed)) return all;
    keyed.entries().values().forEach(entry -> defined.role(entry.key()));
    Map<String, String> carried = new HashMap<>();
    all.forEach(
        (role, carriers) -> {
          Node.Entry entry = keyed.entries().get(role);
          String other = carried.putIfAbsent(carriers.getFirst(), role);
          if (entry == null || carriers.size() == 1 && other == null) return;
          problems.error(
              "bad-setting",
              entry.value().at(),
              other == null
                  ? "a role is carried by one role"
                  : "`" + Words.shown(carriers.getFirst()) + "` carries `" + other + "` already",
              "write each once: " + CARRIERS);
        });
    return all;
  }

  private Map<String, List<String>> things(Node node, String key, String example) {
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
              "write " + key + ": " + example);
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
