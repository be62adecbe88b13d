package dev.usher.engine;

import dev.usher.core.decide.Decision;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.meaning.Decider;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.SystemType;
import dev.usher.policy.PolicyReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** From the policy's text to the ground that use cases stand on. */
final class Reading {
  private final PolicyReader reader;
  private final Map<String, SystemType> types;
  private final Function<String, Optional<String>> variables;
  private final InstantSource clock;

  Reading(
      PolicyReader reader,
      Map<String, SystemType> types,
      Function<String, Optional<String>> variables,
      InstantSource clock) {
    this.reader = reader;
    this.types = types;
    this.variables = variables;
    this.clock = clock;
  }

  /**
   * @param ground absent when the text has errors, which the diagnostics then tell
   */
  record Read(Optional<Ground> ground, List<Diagnostic> diagnostics) {}

  /** The text alone. */
  Read read(Path folder) {
    PolicyReader.Result reading = reader.read(folder, types, variables);
    return new Read(
        reading
            .policy()
            .map(
                policy ->
                    Ground.of(policy, types, reading.digest(), reading.located(), clock.instant())),
        reading.diagnostics());
  }

  /** The text, and whether its own examples come out as written. */
  Read check(Path folder) {
    Read read = read(folder);
    if (read.ground().isEmpty()) return read;
    List<Diagnostic> all = new ArrayList<>(read.diagnostics());
    all.addAll(examples(read.ground().get()));
    return new Read(read.ground(), all);
  }

  private static List<Diagnostic> examples(Ground ground) {
    return new Decider(ground.derivation(), ground.now())
        .unmet(ground.policy().expects()).stream()
            .map(
                unmet ->
                    new Diagnostic(
                        Severity.ERROR,
                        "expect-unmet",
                        "%s %s %s %s: %s"
                            .formatted(
                                unmet.subject(),
                                unmet.expect().can()
                                    ? "should be able to"
                                    : "should not be able to",
                                unmet.word(),
                                unmet.expect().on(),
                                told(unmet.decision())),
                        Optional.of(
                            "change what grants and roles give, or the example if it is out of date"),
                        Optional.of(unmet.expect().at()),
                        Optional.empty()))
            .map(ground.located())
            .toList();
  }

  private static String told(Decision decision) {
    return switch (decision) {
      case Decision.All(var why, _) -> "it can, by " + why;
      case Decision.Part(var missing, var why) ->
          "it can in part, by " + why + "; without " + String.join(", ", missing);
      case Decision.None(String nearest) -> "it cannot; " + nearest;
    };
  }

  /** A broken never as an error at its line. */
  static Diagnostic broken(Nevers.Broken broken) {
    String why = broken.never().why();
    return new Diagnostic(
        Severity.ERROR,
        "never-broken",
        "%s could %s %s, which must never be%s: %s"
            .formatted(
                broken.subject(),
                broken.word(),
                broken.on(),
                why.isEmpty() ? "" : " (" + why + ")",
                broken.why()),
        Optional.of("take the grant back, or narrow it; a plan that only takes away may still run"),
        Optional.of(broken.never().at()),
        Optional.empty());
  }
}
