package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Policy;
import dev.usher.core.plan.Plan;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Carries out plans exactly as they are. */
final class Applying {
  private final Reading reading;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final Journals journals;

  Applying(
      Reading reading,
      Map<String, Connector<?>> connectors,
      AdminSecrets secrets,
      Duration limit,
      Journals journals) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.journals = journals;
  }

  ApplyReport apply(Path folder, PlanReport planned, Progress progress) {
    Read read = reading.read(folder);
    if (read.ground().isEmpty()) return refused(read.diagnostics());
    Ground ground = read.ground().get();
    Optional<Diagnostic> stale = stale(ground, planned);
    if (stale.isPresent()) return refused(List.of(stale.get()));

    Map<String, Site<?>> sites = new TreeMap<>();
    Site.of(ground.policy(), connectors).sites().forEach(one -> sites.put(one.realm().key(), one));
    Journal journal = journals.of(folder, planned.heads().values());
    List<Failure> failures = new ArrayList<>(planned.failures());
    Set<String> leftOpen = new HashSet<>();
    try {
      leftOpen.addAll(Closing.withoutPlan(sites.values(), planned, journal));
    } catch (LedgerFailure failure) {
      failures.add(new Failure("ledger", "ledger", String.valueOf(failure.getMessage())));
    }
    Map<String, Plan> plans = new TreeMap<>();
    for (Plan plan : planned.plans()) {
      if (sites.containsKey(plan.realm())) plans.put(plan.realm(), plan);
      else failures.add(new Failure(plan.realm(), "unknown", "the policy has no such realm"));
    }
    List<Errand> errands = new ArrayList<>();
    plans.forEach(
        (key, plan) ->
            errands.add(
                new Errand(
                    Objects.requireNonNull(sites.get(key)),
                    plan,
                    planned,
                    leftOpen.contains(key),
                    journal,
                    progress)));
    Set<Site<?>> faulty = run(errands, failures);
    errands.forEach(errand -> failures.addAll(errand.failures()));
    ApplyReport report =
        new ApplyReport(
            planned.diagnostics().stream().filter(Diagnostic::isError).toList(),
            errands.stream()
                .filter(errand -> !faulty.contains(errand.site()))
                .map(Errand::report)
                .toList(),
            failures);
    return report.isWhole() && planned.isOfEverything() && planned.hasChanges()
        ? recorded(report, journal, planned.policy())
        : report;
  }

  /** What drift is held against from then on. */
  private static ApplyReport recorded(ApplyReport report, Journal journal, String digest) {
    try {
      journal.applied(digest);
      return report;
    } catch (LedgerFailure failure) {
      Failure told = new Failure("ledger", "ledger", String.valueOf(failure.getMessage()));
      return new ApplyReport(report.diagnostics(), report.realms(), List.of(told));
    }
  }

  /**
   * Round after round, in each all realms side by side.
   *
   * @return where usher itself failed, so that nothing can be reported of it
   */
  private Set<Site<?>> run(List<Errand> errands, List<Failure> failures) {
    Set<Site<?>> faulty = new HashSet<>();
    try {
      for (Round round : Round.values()) {
        Map<Site<?>, Errand> asked = new LinkedHashMap<>();
        errands.stream()
            .filter(errand -> !errand.isOver())
            .forEach(errand -> asked.put(errand.site(), errand));
        Gathered<Site<?>> gathered =
            SideBySide.each(
                List.copyOf(asked.keySet()),
                site -> {
                  Objects.requireNonNull(asked.get(site)).run(round, secrets, limit);
                  return site;
                });
        failures.addAll(gathered.failures());
        faulty.addAll(asked.keySet());
        gathered.results().forEach(faulty::remove);
      }
    } finally {
      errands.forEach(Errand::close);
    }
    return faulty;
  }

  /** Why the plan is no longer what the policy means. */
  private static Optional<Diagnostic> stale(Ground ground, PlanReport planned) {
    if (!ground.digest().equals(planned.policy()))
      return Optional.of(
          Diagnostic.error(
              "policy-changed", "the policy has changed since the plan was made", "plan again"));
    return ground.policy().grants().stream()
        .filter(grant -> grant.holdsAt(planned.made()) != grant.holdsAt(ground.now()))
        .findFirst()
        .map(
            (Policy.Grant grant) ->
                new Diagnostic(
                    Diagnostic.Severity.ERROR,
                    "plan-overtaken",
                    "this grant has begun or ended since the plan was made",
                    Optional.of("plan again"),
                    Optional.of(grant.at()),
                    Optional.empty()))
        .map(ground.located());
  }

  private static ApplyReport refused(List<Diagnostic> diagnostics) {
    return new ApplyReport(diagnostics, List.of(), List.of());
  }
}
