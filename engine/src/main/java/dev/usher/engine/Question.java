package dev.usher.engine;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Nearest;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what somebody asks: who, what, on what. Whatever is wrong with it is told at once. */
final class Question {
  private static final int SHOWN = 20;

  private final Ground ground;
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  Question(Ground ground) {
    this.ground = ground;
  }

  List<Diagnostic> diagnostics() {
    return List.copyOf(diagnostics);
  }

  boolean isClear() {
    return diagnostics.isEmpty();
  }

  void subject(String subject) {
    if (!ground.policy().subjects().containsKey(subject))
      unknown(
          "unknown-subject",
          "nobody is called "
              + subject
              + (ground.isHeard() ? "" : ", as far as is known without a server"),
          subject,
          subjects());
  }

  void environments(Collection<String> environments) {
    Collection<String> known = ground.policy().environments().keySet();
    for (String name : environments)
      if (!known.contains(name))
        unknown("unknown-environment", "there is no environment " + name, name, known);
  }

  private Collection<String> subjects() {
    return ground.policy().subjects().keySet();
  }

  /** The resource, where the address is one. */
  Optional<Resource> address(String address) {
    return switch (AddressParser.of(ground.policy()).resource(address)) {
      case Parsed.Wrong<Resource>(String code, String message, String hint, _, _) -> {
        diagnostics.add(Diagnostic.error(code, address + ": " + message, hint));
        yield Optional.empty();
      }
      case Parsed.Ok<Resource>(Resource resource) -> {
        if (ground.policy().connection(resource.target()).isPresent()) {
          named(resource);
          yield Optional.of(resource);
        }
        diagnostics.add(
            Diagnostic.error(
                "unknown-target",
                resource.target().system() + " is not in " + resource.target().environment(),
                "it is in "
                    + String.join(
                        ", ",
                        ground.system(resource.target()).in().keySet().stream()
                            .sorted()
                            .toList())));
        yield Optional.empty();
      }
    };
  }

  /** Of a system that cannot list what it holds there is what the policy names, and no more. */
  private void named(Resource resource) {
    SystemType type = ground.type(resource.target());
    Optional<String> key = type.namedBy(type.kindOf(resource));
    if (key.isEmpty()) return;
    String name = resource.path().getLast().name();
    Collection<String> there = ground.system(resource.target()).things(key.get()).keySet();
    if (there.contains(name)) return;
    String where = "`%s` of %s".formatted(key.get(), resource.target().system());
    unknown("unknown-thing", where + " names no " + name, name, there);
  }

  /** Whether the word is one that the resource's type knows. */
  void action(String word, Resource on) {
    SystemType type = ground.type(on.target());
    if (!type.words().contains(word))
      unknown("unknown-action", "there is no action " + word, word, type.words());
    else if (type.expand(word, type.kindOf(on)).isEmpty())
      diagnostics.add(
          Diagnostic.error(
              "no-such-action-here",
              "a " + type.kindOf(on) + " has no " + word,
              known(Objects.requireNonNull(type.kinds().get(type.kindOf(on))).actions())));
  }

  private static String known(Collection<String> names) {
    if (names.isEmpty()) return "the policy has none yet";
    String more = names.size() > SHOWN ? ", …" : "";
    return "known are: "
        + names.stream().sorted().limit(SHOWN).collect(Collectors.joining(", ", "", more));
  }

  private void unknown(String code, String message, String written, Collection<String> known) {
    String hint =
        Nearest.to(written, known).map(near -> "did you mean " + near + "?").orElse(known(known));
    diagnostics.add(Diagnostic.error(code, message, hint));
  }
}
