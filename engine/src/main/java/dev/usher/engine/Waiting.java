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
import java.util.stream.Collectors;

/**
 * Where an environment says {@code apply: on-approval}, what gives there waits for a yes to exactly
 * that. What only takes away waits for nobody.
 */
final class Waiting {
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
   * @param granted the approvals that these were to
   */
  record Permitted(
      PlanReport planned, List<String> waiting, List<Said> yeses, List<String> granted) {}

  /** A yes is to one time: once anything may have been done by it, it is used up. */
  void carried(Permitted permitted, ApplyReport applied) {
    boolean isBegun =
        applied.realms().stream()
            .flatMap(realm -> realm.outcomes().stream())
            .anyMatch(outcome -> !(outcome instanceof Outcome.NotDone));
    if (isBegun) permitted.granted().forEach(approvals::use);
  }

  /** What takes alone, and so waits for nobody. */
  PlanReport taking(Read read, Aim.ShutOut aim) {
    return planning.plan(read, Set.of(), aim, Progress.silent());
  }

  /** The plan for the aim, without the environments in which it waits. */
  Permitted permitted(Read read, Aim aim) {
    PlanReport planned = planning.plan(read, Set.of(), aim, Progress.silent());
    if (read.ground().isEmpty()) return new Permitted(planned, List.of(), List.of(), List.of());
    Ground ground = read.ground().get();
    Set<String> held = new TreeSet<>();
    List<String> waiting = new ArrayList<>();
    List<Said> yeses = new ArrayList<>();
    List<String> granted = new ArrayList<>();
    for (Policy.Environment environment : ground.policy().environments().values()) {
      if (!environment.onApproval()) continue;
      Optional<Request> request = request(planned, environment.name());
      if (request.isEmpty()) continue;
      if (approvals.isGranted(request.get().id())) {
        approvals.of(request.get().id()).flatMap(Waiting::yes).ifPresent(yeses::add);
        granted.add(request.get().id());
        continue;
      }
      approvals.ask(request.get(), ground.now());
      held.add(environment.name());
      waiting.add(
          "%s waits for a yes: approval %s".formatted(environment.name(), request.get().id()));
    }
    if (held.isEmpty()) return new Permitted(planned, List.of(), yeses, granted);
    Set<String> others = new TreeSet<>(ground.policy().environments().keySet());
    others.removeAll(held);
    return new Permitted(
        others.isEmpty() ? nothing(planned) : planning.plan(read, others, aim, Progress.silent()),
        waiting,
        yeses,
        granted);
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

  /** What would run there, if something of it gives. */
  private static Optional<Request> request(PlanReport planned, String environment) {
    for (Plan plan : planned.plans()) {
      List<Plan.Step> steps =
          plan.stages().stream()
              .filter(stage -> stage.target().environment().equals(environment))
              .flatMap(stage -> stage.steps().stream())
              .toList();
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
}
