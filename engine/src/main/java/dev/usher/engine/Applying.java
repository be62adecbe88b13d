package dev.usher.engine;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Session.Lock;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.Native;
import dev.usher.core.ledger.Warrant;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.past.Succession;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Carries out plans exactly as they are. */
final class Applying {
  private final Reading reading;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final Journals journals;
  private final PastBook past;
  private final Still still;

  Applying(
      Reading reading,
      Map<String, Connector<?>> connectors,
      AdminSecrets secrets,
      Duration limit,
      Journals journals,
      PastBook past) {
    this(reading, connectors, secrets, limit, journals, past, Still.UNASKED);
  }

  private Applying(
      Reading reading,
      Map<String, Connector<?>> connectors,
      AdminSecrets secrets,
      Duration limit,
      Journals journals,
      PastBook past,
      Still still) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.journals = journals;
    this.past = past;
    this.still = still;
  }

  ApplyReport apply(Path folder, PlanReport planned, Progress progress) {
    Read read = reading.read(folder);
    if (read.ground().isEmpty()) return refused(read.diagnostics());
    Ground ground = read.ground().get();
    Optional<Diagnostic> stale =
        ground
            .unheard(Severity.ERROR)
            .filter(_ -> planned.subject().isEmpty())
            .or(() -> stale(ground, planned));
    if (stale.isPresent()) return refused(List.of(stale.get()));
    return carry(folder, ground, planned, Extent.of(planned), progress);
  }

  /** The same, on somebody's word. */
  Applying on(Warrant word) {
    return new Applying(reading, connectors, secrets, limit, journals.on(word), past, still);
  }

  /** The same, as long as that is so. */
  Applying asLongAs(Still so) {
    return new Applying(reading, connectors, secrets, limit, journals, past, so);
  }

  /** The same, giving up sooner. */
  Applying within(Duration sooner) {
    Duration less = sooner.compareTo(limit) < 0 ? sooner : limit;
    return new Applying(reading, connectors, secrets, less, journals, past, still);
  }

  /** What was planned on that very ground. */
  ApplyReport carry(
      Path folder, Ground ground, PlanReport planned, Extent extent, Progress progress) {
    Map<String, Site<?>> sites = new TreeMap<>();
    Site.of(ground.policy(), connectors).sites().stream()
        .filter(one -> extent.has(one.realm().key()))
        .forEach(one -> sites.put(one.realm().key(), one));
    Journal journal = journals.of(folder, planned.heads().values());
    List<Failure> failures = new ArrayList<>(planned.failures());
    Set<String> leftOpen = new HashSet<>();
    try {
      leftOpen.addAll(Closing.withoutPlan(sites.values(), planned, extent, journal));
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
                    extent,
                    leftOpen.contains(key),
                    marks(Objects.requireNonNull(sites.get(key)), planned),
                    past,
                    still,
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
    return report.isWhole() && extent.isOfPolicy() && planned.hasChanges()
        ? recorded(report, journal, planned.policy())
        : report;
  }

  private static List<String> marks(Site<?> site, PlanReport planned) {
    return site.targets().flatMap(one -> Stream.ofNullable(planned.heads().get(one))).toList();
  }

  /** Whether somebody was cut off there; who goes on is waited for. */
  boolean isCutOff(Ground ground, String realm) {
    return past.isCutOff(realm)
        && site(ground, realm)
            .map(site -> waited(site).isPresent() || past.isCutOff(realm))
            .orElse(false);
  }

  private <N extends Native> Optional<String> waited(Site<N> site) {
    try (Session<N> session = site.open(secrets, limit)) {
      return locked(session);
    } catch (TargetFailure failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }

  private static Optional<String> locked(Session<?> session) {
    // Whether it has moved is all the same: it is looked at behind this.
    return session.lock("") instanceof Lock.Busy(String who)
        ? Optional.of(who + " is writing there: it is looked at when that has ended")
        : Optional.empty();
  }

  /**
   * Makes sure that nobody goes on in a realm who was cut off there, and still lives perhaps: else
   * what is seen now may be changed by them behind the look.
   *
   * @return why it cannot be
   */
  Optional<String> shutOff(Ground ground, String realm) {
    return past.isCutOff(realm) ? site(ground, realm).flatMap(this::shutOff) : Optional.empty();
  }

  private Optional<Site<?>> site(Ground ground, String realm) {
    for (Site<?> site : Site.of(ground.policy(), connectors).sites())
      if (site.realm().key().equals(realm)) return Optional.of(site);
    return Optional.empty();
  }

  private <N extends Native> Optional<String> shutOff(Site<N> site) {
    String realm = site.realm().key();
    try (Session<N> session = site.open(secrets, limit)) {
      Optional<String> busy = locked(session);
      // Somebody may just have been at work, and come to an end.
      if (busy.isPresent() || !past.isCutOff(realm)) return busy;
      Optional<Succession> ours = past.begin(realm, List.of());
      if (ours.isEmpty()) return Optional.empty();
      Set<Target> others =
          session.claim(site.targets().collect(Collectors.toSet()), ours.get().claim());
      if (!others.isEmpty()) return Optional.of(Claim.overtaken(others.iterator().next()));
      past.end(realm, ours.get().past());
      return Optional.empty();
    } catch (TargetFailure failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
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
    if (!ground.stamp().equals(planned.policy()))
      return Optional.of(
          Diagnostic.error(
              "policy-changed",
              "the policy%s has changed since the plan was made"
                  .formatted(
                      ground.policy().directories().isEmpty()
                          ? ""
                          : ", or what its directories say of people,"),
              "plan again"));
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
