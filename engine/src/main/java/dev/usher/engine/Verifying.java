package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport.Note;
import dev.usher.engine.report.VerifyReport;
import dev.usher.engine.report.VerifyReport.Difference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether live access is what the policy says. Decisions by meaning are held against the systems'
 * own answers; nothing here compiles or compares native facts, so that a fault there is found here.
 */
final class Verifying {
  private final Reading reading;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;

  Verifying(
      Reading reading, Map<String, Connector<?>> connectors, AdminSecrets secrets, Duration limit) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
  }

  /** What came of one realm. */
  record Verified(
      long checked,
      int accounts,
      List<Difference> differences,
      List<Note> notes,
      Target first,
      Holds holds) {}

  VerifyReport verify(Path folder, Set<String> environments, Progress progress) {
    Read read = reading.check(folder);
    if (read.ground().isEmpty() || read.diagnostics().stream().anyMatch(Diagnostic::isError)) {
      return nothing(read.diagnostics());
    }
    Ground ground = read.ground().get();
    Optional<Diagnostic> unheard = ground.unheard(Severity.ERROR);
    if (unheard.isPresent()) return nothing(unheard.stream().toList());
    Question question = new Question(ground);
    question.environments(environments);
    if (!question.isClear()) return nothing(question.diagnostics());
    Site.All all = Site.of(ground.policy(), connectors);
    Gathered<Verified> gathered =
        SideBySide.each(
            all.sites().stream().filter(site -> site.isAsked(environments)).toList(),
            site -> verify(site, ground, environments, progress));
    List<Difference> differences = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    List<Failure> failures = new ArrayList<>(all.failures());
    failures.addAll(gathered.failures());
    Holds known = Holds.NONE;
    for (Verified verified : gathered.results()) known = known.and(verified.holds());
    known = ground.named(known);
    notes.addAll(Notes.keptOut(ground, new Aim.Everything(), known));
    for (Verified verified : gathered.results()) {
      differences.addAll(notKeptOut(known, verified));
      differences.addAll(verified.differences());
      notes.addAll(verified.notes());
    }
    return new VerifyReport(
        read.diagnostics(),
        gathered.results().stream().mapToLong(Verified::checked).sum(),
        gathered.results().stream().mapToInt(Verified::accounts).sum(),
        differences,
        notes,
        failures);
  }

  /** Who is kept out of one realm is to be kept out of all. */
  private static List<Difference> notKeptOut(Holds known, Verified here) {
    return known.subjects().stream()
        .filter(subject -> !here.holds().of(subject).equals(known.of(subject)))
        .map(
            subject ->
                new Difference(
                    "account",
                    here.first().toString(),
                    subject,
                    "",
                    "",
                    "",
                    subject
                        + " is "
                        + known.of(subject).orElseThrow().word()
                        + " elsewhere, and not here",
                    List.of()))
        .toList();
  }

  private static VerifyReport nothing(List<Diagnostic> diagnostics) {
    return new VerifyReport(diagnostics, 0, 0, List.of(), List.of(), List.of());
  }

  private <N extends Native> Verified verify(
      Site<N> site, Ground ground, Set<String> environments, Progress progress) {
    String key = site.realm().key();
    progress.told(key, "connecting", 0, 3);
    try (Session<N> session = site.open(secrets, limit)) {
      progress.told(key, "inspecting", 1, 3);
      Map<Target, Catalogue> catalogues = session.catalogues();
      progress.told(key, "asking", 2, 3);
      List<Reach> answers;
      try (var asked = session.probe(new Probe(Set.of(), Optional.empty(), false))) {
        answers = asked.toList();
      }
      Verified verified =
          new Proof(
                  site,
                  ground,
                  environments,
                  catalogues,
                  session.holds(),
                  site.admins(secrets),
                  session::paths)
              .of(answers, session.ways());
      progress.told(key, "verified", 3, 3);
      return verified;
    }
  }
}
