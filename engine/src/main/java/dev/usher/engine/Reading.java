package dev.usher.engine;

import dev.usher.core.access.Joined;
import dev.usher.core.access.Narrow;
import dev.usher.core.access.Roster;
import dev.usher.core.access.Weighty;
import dev.usher.core.decide.Decision;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.meaning.Decider;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.Policy;
import dev.usher.core.model.SystemType;
import dev.usher.engine.follow.Directories;
import dev.usher.policy.PolicyReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** From the policy's text to the ground that use cases stand on. */
final class Reading {
  private final Function<Path, PolicyReader.Result> text;
  private final Directories directories;
  private final InstantSource clock;

  /**
   * @param directories asked anew at each reading
   */
  Reading(
      PolicyReader reader,
      Map<String, SystemType> types,
      Function<String, Optional<String>> variables,
      Directories directories,
      InstantSource clock) {
    this(folder -> reader.read(folder, types, variables), directories, clock);
  }

  private Reading(
      Function<Path, PolicyReader.Result> text, Directories directories, InstantSource clock) {
    this.text = text;
    this.directories = directories;
    this.clock = clock;
  }

  /** The same of folders that do not change: each is read once. */
  Reading shelved() {
    return new Reading(new ReadOnce(text), directories, clock);
  }

  /**
   * @param ground absent when the text has errors, which the diagnostics then tell
   */
  record Read(Optional<Ground> ground, List<Diagnostic> diagnostics) {}

  /** The text, and whom its directories know. */
  Read read(Path folder) {
    return read(folder, directories::everybody);
  }

  /**
   * The same, and of the people of directories these alone, at a cost that does not grow with all
   * the others. Whose name two have is nobody either way.
   */
  Read read(Path folder, Set<String> subjects) {
    return read(folder, () -> directories.of(subjects));
  }

  private Read read(Path folder, Supplier<Roster> people) {
    PolicyReader.Result reading = text.apply(folder);
    if (reading.policy().isEmpty()) return new Read(Optional.empty(), reading.diagnostics());
    Policy policy = reading.policy().get();
    boolean heard = policy.directories().isEmpty() || directories.areHeard();
    List<Diagnostic> diagnostics = new ArrayList<>(reading.diagnostics());
    if (heard && !policy.directories().isEmpty()) {
      Joined joined = Joined.of(policy, people.get());
      joined.diagnostics().stream().map(reading.located()).forEach(diagnostics::add);
      policy = joined.policy();
    }
    return new Read(
        Optional.of(Ground.of(policy, heard, reading.digest(), reading.located(), clock.instant())),
        diagnostics);
  }

  /** The text alone, where it has no errors: it names nobody of directories. */
  Optional<Policy> text(Path folder) {
    return text.apply(folder).policy();
  }

  /**
   * The policy as far as it may speak of these people, without a word on what is odd in it; empty
   * where it has errors, or directories are not heard.
   */
  Optional<Policy> narrowed(Path folder, Set<String> subjects) {
    Optional<Policy> policy = text(folder);
    if (policy.isEmpty() || policy.get().directories().isEmpty()) return policy;
    if (!directories.areHeard()) return Optional.empty();
    Roster people = directories.of(subjects);
    return policy.map(it -> Joined.some(Narrow.to(subjects, people, it), people));
  }

  /** The text alone, as it was at another time. */
  Optional<Ground> text(Path folder, Instant then) {
    PolicyReader.Result reading = text.apply(folder);
    return reading
        .policy()
        .map(policy -> Ground.of(policy, true, reading.digest(), reading.located(), then));
  }

  /** The text, and whether its own examples come out as written. */
  Read check(Path folder) {
    Read read = read(folder);
    if (read.ground().isEmpty()) return read;
    List<Diagnostic> all = new ArrayList<>(read.diagnostics());
    all.addAll(examples(read.ground().get()));
    all.addAll(unasked(read.ground().get()));
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

  /** Teams that a directory lets people into, of whom nobody is asked. */
  private List<Diagnostic> unasked(Ground ground) {
    return Weighty.byAttribute(ground.policy()).stream()
        .map(
            team ->
                new Diagnostic(
                    Severity.ERROR,
                    "where-unasked",
                    "team "
                        + team.name()
                        + " has a part in usher, approves, or may change a protected environment,"
                        + " and its where lets in whom a directory describes so: nobody is asked",
                    Optional.of(
                        "bind it to a group instead, whose newcomers wait for a yes, or name its"
                            + " members"),
                    Optional.of(team.at()),
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
