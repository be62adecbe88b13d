package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Carries somebody's offboarding out, and looks again what is left of them. */
final class Offboarding {
  private final Reading reading;
  private final Applying applying;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final InstantSource clock;

  Offboarding(
      Reading reading,
      Applying applying,
      Map<String, Connector<?>> connectors,
      AdminSecrets secrets,
      Duration limit,
      InstantSource clock) {
    this.reading = reading;
    this.applying = applying;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.clock = clock;
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
    Read read = reading.read(folder);
    if (read.ground().isEmpty())
      return new ReceiptReport(subject, began, read.diagnostics(), List.of(), applied.failures());
    Ground ground = read.ground().get();
    Map<String, Plan> plans = new HashMap<>();
    planned.plans().forEach(plan -> plans.put(plan.realm(), plan));
    Map<String, ApplyReport.Realm> done = new HashMap<>();
    applied.realms().forEach(realm -> done.put(realm.realm(), realm));
    Site.All all = Site.of(ground.policy(), connectors);
    Gathered<Place> places =
        SideBySide.each(
            all.sites(),
            site -> {
              String key = site.realm().key();
              Optional<Plan> plan = Optional.ofNullable(plans.get(key));
              List<Outcome> outcomes =
                  Optional.ofNullable(done.get(key))
                      .map(ApplyReport.Realm::outcomes)
                      .orElse(List.of());
              return place(site, ground, subject, began, plan, outcomes);
            });
    List<Failure> failures = new ArrayList<>(applied.failures());
    all.failures().stream().filter(one -> !failures.contains(one)).forEach(failures::add);
    Set<String> told = failures.stream().map(Failure::where).collect(Collectors.toSet());
    places.failures().stream().filter(one -> !told.contains(one.where())).forEach(failures::add);
    return new ReceiptReport(subject, began, applied.diagnostics(), places.results(), failures);
  }

  private <N extends Native> Place place(
      Site<N> site,
      Ground ground,
      String subject,
      Instant began,
      Optional<Plan> plan,
      List<Outcome> outcomes) {
    Set<String> accounts = new TreeSet<>();
    site.targets().forEach(target -> accounts.add(ground.policy().accountName(target, subject)));
    List<String> residue = new ArrayList<>();
    try (Session<N> session = site.open(secrets, limit);
        var answers = session.probe(new Probe(accounts, Optional.empty(), true))) {
      answers.filter(Reach::exists).map(Offboarding::residue).forEach(residue::add);
    }
    return new Place(
        site.realm().key(),
        accounts,
        outcomes.stream().filter(Outcome.Done.class::isInstance).count(),
        after(began, plan, outcomes, Offboarding::shuts),
        after(began, plan, outcomes, _ -> true),
        residue);
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

  /** When the last step of these phases was done. */
  private static Optional<Duration> after(
      Instant began, Optional<Plan> plan, List<Outcome> outcomes, Predicate<Phase> phases) {
    Set<Integer> steps =
        plan.stream()
            .flatMap(one -> one.stages().stream())
            .filter(stage -> phases.test(stage.phase()))
            .flatMap(stage -> stage.steps().stream())
            .map(Plan.Step::id)
            .collect(Collectors.toSet());
    return outcomes.stream()
        .filter(outcome -> outcome instanceof Outcome.Done && steps.contains(outcome.step()))
        .map(outcome -> ((Outcome.Done) outcome).at())
        .max(Instant::compareTo)
        .map(at -> Duration.between(began, at));
  }
}
