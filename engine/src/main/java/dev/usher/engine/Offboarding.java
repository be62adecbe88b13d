package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Native;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.engine.report.ReceiptReport.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Carries somebody's offboarding out, and looks again what is left of them. */
final class Offboarding {
  private final Reading reading;
  private final Planning planning;
  private final Applying applying;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final InstantSource clock;

  Offboarding(
      Reading reading,
      Planning planning,
      Applying applying,
      Map<String, Connector<?>> connectors,
      AdminSecrets secrets,
      Duration limit,
      InstantSource clock) {
    this.reading = reading;
    this.planning = planning;
    this.applying = applying;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.clock = clock;
  }

  /** A plan, and what came of it. */
  private record Carried(PlanReport planned, ApplyReport applied) {
    /** What became of the steps at one realm that belong to such phases. */
    Stream<Outcome> outcomes(String realm, Predicate<Phase> phases) {
      Set<Integer> steps =
          planned.plans().stream()
              .filter(plan -> plan.realm().equals(realm))
              .flatMap(plan -> plan.stages().stream())
              .filter(stage -> phases.test(stage.phase()))
              .flatMap(stage -> stage.steps().stream())
              .map(Plan.Step::id)
              .collect(Collectors.toSet());
      return applied.realms().stream()
          .filter(one -> one.realm().equals(realm))
          .flatMap(one -> one.outcomes().stream())
          .filter(outcome -> steps.contains(outcome.step()));
    }

    /** Whether it found somebody to shut out there: what only makes sure of it tells nothing. */
    boolean findsIn(String realm) {
      return planned.plans().stream()
          .filter(plan -> plan.realm().equals(realm))
          .flatMap(plan -> plan.stages().stream())
          .filter(stage -> shuts(stage.phase()))
          .flatMap(stage -> stage.steps().stream())
          .anyMatch(step -> !step.effects().isEmpty());
    }
  }

  /**
   * @param planned an offboarding
   */
  ReceiptReport offboard(Path folder, PlanReport planned, Progress progress) {
    String subject =
        planned
            .subject()
            .orElseThrow(() -> new IllegalArgumentException("the plan is nobody's offboarding"));
    Instant began = clock.instant();
    ApplyReport applied = applying.apply(folder, planned, progress);
    return receipt(reading.read(folder), subject, began, List.of(new Carried(planned, applied)));
  }

  /**
   * Shuts the person out before a look at all else that is to be taken from them, all by the policy
   * as it was read once.
   */
  ReceiptReport offboard(
      Path folder,
      String subject,
      Optional<String> successor,
      Consumer<PlanReport> shown,
      Progress progress) {
    Instant began = clock.instant();
    Read read = reading.read(folder);
    List<Carried> carried = new ArrayList<>();
    for (Aim aim :
        List.of(
            new Aim.ShutOut(subject, Optional.empty(), successor),
            new Aim.Offboard(subject, successor))) {
      PlanReport planned = planning.plan(read, Where.EVERYWHERE, aim, progress);
      List<Diagnostic> wrong = planned.diagnostics().stream().filter(Diagnostic::isError).toList();
      if (!wrong.isEmpty() && carried.isEmpty())
        return new ReceiptReport(subject, began, wrong, List.of(), planned.failures());
      if (wrong.isEmpty() && planned.hasChanges()) shown.accept(planned);
      ApplyReport applied =
          wrong.isEmpty()
              ? applying.carry(
                  folder, read.ground().orElseThrow(), planned, Extent.of(planned), progress)
              : new ApplyReport(wrong, List.of(), planned.failures());
      carried.add(new Carried(planned, applied));
    }
    return receipt(read, subject, began, carried);
  }

  private ReceiptReport receipt(Read read, String subject, Instant began, List<Carried> carried) {
    Set<Failure> failures = new LinkedHashSet<>();
    Set<Diagnostic> diagnostics = new LinkedHashSet<>();
    for (Carried one : carried) {
      failures.addAll(one.applied().failures());
      diagnostics.addAll(one.applied().diagnostics());
    }
    diagnostics.addAll(read.ground().isEmpty() ? read.diagnostics() : List.of());
    List<Place> found = new ArrayList<>();
    if (read.ground().isPresent()) {
      Ground ground = read.ground().get();
      Site.All all = Site.of(ground.policy(), connectors);
      Gathered<Place> places =
          SideBySide.each(all.sites(), site -> place(site, ground, subject, began, carried));
      failures.addAll(all.failures());
      Set<String> told = failures.stream().map(Failure::where).collect(Collectors.toSet());
      places.failures().stream().filter(one -> !told.contains(one.where())).forEach(failures::add);
      found.addAll(places.results());
    }
    return new ReceiptReport(
        subject, began, List.copyOf(diagnostics), found, List.copyOf(failures));
  }

  private <N extends Native> Place place(
      Site<N> site, Ground ground, String subject, Instant began, List<Carried> carried) {
    String realm = site.realm().key();
    Set<String> accounts = new TreeSet<>();
    site.targets().forEach(target -> accounts.add(ground.policy().accountName(target, subject)));
    List<String> residue = new ArrayList<>();
    try (Session<N> session = site.open(secrets, limit);
        var answers = session.probe(new Probe(accounts, Optional.empty(), true))) {
      answers.filter(Reach::exists).map(Offboarding::residue).forEach(residue::add);
    }
    List<Instant> gone = done(carried, realm, _ -> true);
    List<Instant> shut = shut(carried, realm);
    return new Place(realm, accounts, gone.size(), after(began, shut), after(began, gone), residue);
  }

  /** By the first plan; a later one counts where somebody was still in. */
  private static List<Instant> shut(List<Carried> carried, String realm) {
    List<Instant> shut = new ArrayList<>();
    for (Carried one : carried) {
      if (shut.isEmpty() || one.findsIn(realm)) {
        shut.addAll(done(List.of(one), realm, Offboarding::shuts));
      }
    }
    return shut;
  }

  private static boolean shuts(Phase phase) {
    return phase == Phase.CLOSE || phase == Phase.END_SESSIONS;
  }

  /** An account that usher did not make is none of the person's that it could take. */
  private static String residue(Reach reach) {
    String account = "the account " + reach.account();
    if (!reach.ours()) return account + " is there, and usher did not make it";
    return account + (reach.opens() ? " can still log in" : " is there, closed: see usher plan");
  }

  /** When the steps of such phases were done. */
  private static List<Instant> done(List<Carried> carried, String realm, Predicate<Phase> phases) {
    return carried.stream()
        .flatMap(one -> one.outcomes(realm, phases))
        .flatMap(
            outcome ->
                outcome instanceof Outcome.Done(_, Instant at) ? Stream.of(at) : Stream.empty())
        .toList();
  }

  private static Optional<Duration> after(Instant began, List<Instant> done) {
    return done.stream().max(Instant::compareTo).map(at -> Duration.between(began, at));
  }
}
