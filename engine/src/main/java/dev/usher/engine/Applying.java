package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Session.Lock;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Policy;
import dev.usher.core.plan.Plan;
import dev.usher.engine.Carrying.Carried;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  /** What became of one realm. */
  private record Applied(ApplyReport.Realm realm, List<Failure> failures) {}

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
    try {
      Closing.withoutPlan(sites.values(), planned, journal);
    } catch (LedgerFailure failure) {
      failures.add(new Failure("ledger", "ledger", String.valueOf(failure.getMessage())));
    }
    Map<String, Plan> plans = new TreeMap<>();
    for (Plan plan : planned.plans()) {
      if (sites.containsKey(plan.realm())) plans.put(plan.realm(), plan);
      else failures.add(new Failure(plan.realm(), "unknown", "the policy has no such realm"));
    }
    List<Site<?>> asked =
        plans.keySet().stream()
            .<Site<?>>map(key -> Objects.requireNonNull(sites.get(key)))
            .toList();
    Gathered<Applied> gathered =
        SideBySide.each(
            asked,
            site ->
                apply(
                    site,
                    Objects.requireNonNull(plans.get(site.realm().key())),
                    planned,
                    journal,
                    progress));
    failures.addAll(gathered.failures());
    gathered.results().forEach(applied -> failures.addAll(applied.failures()));
    return new ApplyReport(
        planned.diagnostics().stream().filter(Diagnostic::isError).toList(),
        gathered.results().stream().map(Applied::realm).toList(),
        failures);
  }

  /** The whole way, for one realm. */
  private <N extends Native> Applied apply(
      Site<N> site, Plan plan, PlanReport planned, Journal journal, Progress progress) {
    progress.told(plan.realm(), "connecting", 0, plan.stages().size());
    try (Session<N> session = site.open(secrets, limit)) {
      return switch (session.lock(plan.fingerprint())) {
        case Lock.Held _ -> {
          Closing.with(plan, planned, journal);
          Carried carried = new Carrying(session, plan, journal, progress).carry();
          yield new Applied(
              new ApplyReport.Realm(plan.realm(), carried.outcomes()), carried.failures());
        }
        case Lock.Moved _ ->
            notBegun(
                plan,
                new Failure(
                    plan.realm(), "moved", "it has changed since the plan was made: plan again"));
        case Lock.Busy(String who) ->
            notBegun(
                plan,
                new Failure(
                    plan.realm(),
                    "locked",
                    who + " is writing there: try again when it has ended"));
      };
    } catch (TargetFailure failure) {
      // What fails while it is carried out has been told: this is from connecting or the lock.
      return notBegun(plan, SideBySide.failure(failure));
    }
  }

  private static Applied notBegun(Plan plan, Failure failure) {
    return new Applied(
        new ApplyReport.Realm(plan.realm(), Carrying.notDone(plan.stages(), "nothing was begun")),
        List.of(failure));
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
