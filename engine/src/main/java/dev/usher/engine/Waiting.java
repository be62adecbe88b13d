package dev.usher.engine;

import dev.usher.core.ledger.Canonical;
import dev.usher.core.model.Policy;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.approval.Approvals;
import dev.usher.engine.approval.Approvals.Approval;
import dev.usher.engine.approval.Approvals.Request;
import dev.usher.engine.follow.Said;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.PlanReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where an environment says {@code apply: on-approval}, what gives there waits for a yes to exactly
 * that. What only takes away waits for nobody.
 */
final class Waiting {
  private static final String TAKES_FIRST =
      "%s: what is to be theirs no more goes first, then it is asked for the rest";

  private final Planning planning;
  private final Approvals approvals;

  Waiting(Planning planning, Approvals approvals) {
    this.planning = planning;
    this.approvals = approvals;
  }

  /**
   * @param planned what may be done now
   * @param waiting what may not yet, one line each
   * @param yeses by whose yes some of it may
   * @param granted what these were to
   */
  record Permitted(
      PlanReport planned, List<String> waiting, List<Said> yeses, List<Request> granted) {}

  /** A yes is to one time: once anything may have been done by it, it is used up. */
  void carried(Permitted permitted, ApplyReport applied) {
    for (Request one : permitted.granted())
      if (isBegun(one, permitted.planned(), applied)) approvals.use(one.id());
  }

  /** Where nobody knows what was done, it may have been done. */
  void lost(Permitted permitted) {
    permitted.granted().forEach(one -> approvals.use(one.id()));
  }

  /** Of a realm that is not told of nobody knows. */
  private static boolean isBegun(Request request, PlanReport planned, ApplyReport applied) {
    Set<Integer> theirs =
        planned.plans().stream()
            .filter(plan -> plan.realm().equals(request.realm()))
            .flatMap(plan -> steps(plan, request.environment()).stream())
            .map(Plan.Step::id)
            .collect(Collectors.toSet());
    return applied.realms().stream()
        .filter(realm -> realm.realm().equals(request.realm()))
        .findFirst()
        .map(
            realm ->
                realm.outcomes().stream()
                    .filter(outcome -> theirs.contains(outcome.step()))
                    .anyMatch(outcome -> !(outcome instanceof Outcome.NotDone)))
        .orElse(true);
  }

  /** What takes alone, and so waits for nobody. */
  PlanReport taking(Read read, Aim.ShutOut aim) {
    return planning.plan(read, Where.EVERYWHERE, aim, Progress.silent());
  }

  /** The plan for the aim, without what gives in the environments in which it waits. */
  Permitted permitted(Read read, Aim aim) {
    Function<Where, PlanReport> plan = where -> planning.plan(read, where, aim, Progress.silent());
    return read.ground().isEmpty()
        ? new Permitted(plan.apply(Where.EVERYWHERE), List.of(), List.of(), List.of())
        : permitted(read.ground().get(), plan, aim instanceof Aim.Moved, Set.of(), List.of());
  }

  /** The same of what is planned for people. */
  Permitted permitted(Ground ground, Function<Where, PlanReport> plan) {
    return permitted(ground, plan, true, Set.of(), List.of());
  }

  /**
   * Each plan may be of another look: what it is to do in an environment is held against the yes
   * anew, until all that is in one has it.
   *
   * @param isOfPeople whether what is to be theirs no more waits for nobody; a policy is one whole
   * @param held environments in which it waits
   * @param waiting told of them
   */
  private Permitted permitted(
      Ground ground,
      Function<Where, PlanReport> plan,
      boolean isOfPeople,
      Set<String> held,
      List<String> waiting) {
    PlanReport planned = plan.apply(Where.but(held));
    Set<String> all = new TreeSet<>(held);
    List<String> told = new ArrayList<>(waiting);
    List<Said> yeses = new ArrayList<>();
    List<Request> granted = new ArrayList<>();
    for (Policy.Environment environment : ground.policy().environments().values()) {
      if (!environment.onApproval() || held.contains(environment.name())) continue;
      Optional<Request> request = request(planned, environment.name());
      if (request.isEmpty()) continue;
      if (isOfPeople && takesFirst(planned, environment.name(), plan, held)) {
        all.add(environment.name());
        told.add(TAKES_FIRST.formatted(environment.name()));
        continue;
      }
      if (approvals.ask(request.get(), ground.now())) {
        approvals.of(request.get().id()).flatMap(Waiting::yes).ifPresent(yeses::add);
        granted.add(request.get());
        continue;
      }
      all.add(environment.name());
      told.add("%s waits for a yes: approval %s".formatted(environment.name(), request.get().id()));
    }
    if (all.equals(held)) return new Permitted(planned, waiting, yeses, granted);
    return !isOfPeople && all.containsAll(ground.policy().environments().keySet())
        ? new Permitted(nothing(planned), told, List.of(), List.of())
        : permitted(ground, plan, isOfPeople, all, told);
  }

  private static PlanReport nothing(PlanReport planned) {
    return new PlanReport(
        planned.made(),
        planned.policy(),
        planned.environments(),
        planned.subject(),
        planned.successor(),
        planned.diagnostics(),
        List.of(),
        planned.heads(),
        planned.notes(),
        planned.failures());
  }

  /**
   * What takes people out of roles waits for no yes: it is asked for the rest when that is done.
   */
  private static boolean takesFirst(
      PlanReport planned, String environment, Function<Where, PlanReport> plan, Set<String> held) {
    if (isWithout(planned, environment, Risk.NARROWS)) return false;
    Set<String> more = new TreeSet<>(held);
    more.add(environment);
    return !isWithout(plan.apply(Where.but(more)), environment, Risk.NARROWS);
  }

  private static boolean isWithout(PlanReport planned, String environment, Risk risk) {
    return planned.plans().stream()
        .flatMap(one -> steps(one, environment).stream())
        .noneMatch(step -> step.risk() == risk);
  }

  private static Optional<Said> yes(Approval approval) {
    return approval
        .verdict()
        .map(
            verdict ->
                new Said(
                    "%s, who said yes in %s"
                        .formatted(verdict.byWhom(), approval.request().environment()),
                    verdict.at()));
  }

  /** What would run there, if something of it gives. */
  private static Optional<Request> request(PlanReport planned, String environment) {
    for (Plan plan : planned.plans()) {
      List<Plan.Step> steps = steps(plan, environment);
      if (steps.stream().noneMatch(step -> step.risk() == Risk.WIDENS)) continue;
      List<String> statements =
          steps.stream().map(Plan.Step::statement).collect(Collectors.toList());
      Map<String, Object> bound = new LinkedHashMap<>();
      bound.put("realm", plan.realm());
      bound.put("environment", environment);
      bound.put("statements", statements);
      return Optional.of(
          new Request(Canonical.digest(bound), plan.realm(), environment, statements));
    }
    return Optional.empty();
  }

  /**
   * What is done for an environment, also elsewhere: accounts and memberships are in all databases
   * of a cluster, and changed in the first. What has no effect and gives nothing, such as a mark,
   * is in no request: which environment's it is nobody can tell, and it would be another plan once
   * others are done.
   */
  private static List<Plan.Step> steps(Plan plan, String environment) {
    return plan.stages().stream()
        .flatMap(stage -> stage.steps().stream().filter(step -> isOf(environment, stage, step)))
        .toList();
  }

  private static boolean isOf(String environment, Plan.Stage stage, Plan.Step step) {
    if (step.effects().isEmpty())
      return step.risk() == Risk.WIDENS && stage.target().environment().equals(environment);
    return step.effects().stream()
        .anyMatch(effect -> effect.target().environment().equals(environment));
  }
}
