package dev.usher.engine;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Policy;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.report.ValidateReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether a policy is right by itself; asks no live system. */
final class Validating {
  private final Reading reading;

  Validating(Reading reading) {
    this.reading = reading;
  }

  ValidateReport validate(Path folder) {
    Read read = check(folder);
    return new ValidateReport(
        read.diagnostics(),
        read.ground().map(ground -> counts(ground.policy())).orElse(Map.of()),
        read.ground().map(Ground::digest));
  }

  /** The text, its examples, and what must never be. */
  Read check(Path folder) {
    Read read = reading.check(folder);
    List<Diagnostic> diagnostics = new ArrayList<>(read.diagnostics());
    read.ground()
        .ifPresent(
            ground ->
                ground.nevers().brokenByText().stream()
                    .map(Reading::broken)
                    .map(ground.located())
                    .forEach(diagnostics::add));
    read.ground().ifPresent(ground -> diagnostics.addAll(Unnamed.open(ground)));
    read.ground().flatMap(ground -> ground.unheard(Severity.NOTE)).ifPresent(diagnostics::add);
    return new Read(read.ground(), diagnostics);
  }

  private static Map<String, Integer> counts(Policy policy) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("environments", policy.environments().size());
    counts.put("systems", policy.systems().size());
    counts.put("targets", policy.targets().size());
    int people =
        (int)
            policy.subjects().values().stream()
                .filter(subject -> subject.kind() == Policy.Subject.Kind.PERSON)
                .count();
    counts.put("people", people);
    counts.put("services", policy.subjects().size() - people);
    counts.put("teams", policy.teams().size());
    counts.put("roles", policy.roles().size());
    counts.put("grants", policy.grants().size());
    counts.put("never", policy.nevers().size());
    counts.put("expect", policy.expects().size());
    return counts;
  }
}
