package dev.usher.cli.server;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Nearest;
import dev.usher.core.model.Source;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was said for each key, by whom it counts.
 *
 * @param folder of the file, to which its paths are relative; the working folder where there is
 *     none
 */
record Layers(Map<Key, Said> said, Path folder) {
  private static final String VARIABLE = "USHER_SERVER_";
  private static final String FILE = "USHER_SERVER_CONFIG";

  /**
   * @param flags by key
   * @param named the file, as a flag says it; else a variable may
   */
  static Layers of(
      Map<Key, String> flags,
      Map<String, String> variables,
      Optional<Path> named,
      Problems problems) {
    Map<Key, Said> said = new EnumMap<>(Key.class);
    Optional<Path> file =
        named.or(
            () ->
                Optional.of(variables.getOrDefault(FILE, ""))
                    .filter(text -> !text.isEmpty())
                    .map(Path::of));
    file.ifPresent(path -> file(path, said, problems));
    for (Key key : Key.values()) {
      String value = variables.getOrDefault(key.variable(), "");
      if (!value.isEmpty()) said.put(key, Said.with(key.variable(), value));
    }
    flags.forEach((key, value) -> said.put(key, Said.with(key.options().getLast(), value)));
    Path folder = file.map(path -> path.toAbsolutePath().getParent()).orElse(Path.of(""));
    return new Layers(Map.copyOf(said), folder);
  }

  boolean has(Key key) {
    return said.containsKey(key);
  }

  private static void file(Path path, Map<Key, Said> said, Problems problems) {
    switch (YamlFile.read(path, problems).orElse(null)) {
      case null -> {}
      case Node.Keyed keyed ->
          keyed.entries().values().forEach(entry -> entry(entry, said, problems));
      case Node.Broken _ -> {}
      case Node.Scalar scalar when scalar.isNull() -> {}
      case Node.Scalar _, Node.Many _ ->
          problems.error(
              "not-a-map",
              new Source(path.toString(), 1, 1),
              "a server's file is a map",
              "write listen: 127.0.0.1:8470, and so on; it can have "
                  + String.join(", ", Key.words()));
    }
  }

  private static void entry(Node.Entry entry, Map<Key, Said> said, Problems problems) {
    String word = entry.key().value();
    Optional<Key> key = Key.of(word);
    if (key.isEmpty()) {
      // It may be a secret under a name that nobody thought of.
      problems.secret(entry.value());
      problems.error(
          "unknown-key",
          entry.key().at(),
          "a server has no such key",
          Nearest.to(word, Key.words())
              .map(near -> "did you mean `" + near + "`?")
              .orElse("it can have " + String.join(", ", Key.words())));
      return;
    }
    if (key.get().isReference()) problems.secret(entry.value());
    switch (entry.value()) {
      case Node.Scalar scalar when !scalar.isNull() ->
          said.put(key.get(), new Said(scalar.value(), "", Optional.of(scalar.at())));
      case Node.Broken _ -> {}
      case Node.Scalar _, Node.Many _, Node.Keyed _ ->
          problems.error(
              "not-a-text",
              entry.value().at(),
              "`" + word + "` is a text",
              "write " + word + ": " + key.get().value());
    }
  }

  /**
   * Variables that are called nearly as a key is. Something else may be called so (Kubernetes names
   * variables by services), so it is no error.
   */
  static List<Diagnostic> strays(Map<String, String> variables) {
    List<String> known = Arrays.stream(Key.values()).map(Key::variable).toList();
    return variables.keySet().stream()
        .filter(name -> name.startsWith(VARIABLE) && !name.equals(FILE) && !known.contains(name))
        .sorted()
        .flatMap(name -> Nearest.to(name, known).map(near -> stray(name, near)).stream())
        .toList();
  }

  private static Diagnostic stray(String name, String near) {
    return new Diagnostic(
        Severity.WARNING,
        "unknown-key",
        name + ": no key of a server is called so",
        Optional.of("did you mean " + near + "?"),
        Optional.empty(),
        Optional.empty());
  }
}
