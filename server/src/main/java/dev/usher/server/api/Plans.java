package dev.usher.server.api;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.Progress;
import dev.usher.engine.json.PlanFile;
import dev.usher.engine.json.PlanFile.NoPlan;
import dev.usher.engine.ports.KeptPlans;
import dev.usher.engine.ports.KeptPlans.Kept;
import dev.usher.engine.ports.KeptPlans.Purpose;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.DriftReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Query;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What apply would do, and that it is done. A plan holds statements that run as usher: one that a
 * caller brings is never carried out, only one that was shown here, by its digest.
 */
final class Plans {
  private final Ground ground;
  private final KeptPlans kept;
  private final Told told;

  Plans(Ground ground, KeptPlans kept, Told told) {
    this.ground = ground;
    this.kept = kept;
    this.told = told;
  }

  Answer plan(Caller caller, ServerRequest request, Fields body) {
    body.only("environments");
    return shown(
        ground.usher(caller).plan(ground.policy(), body.texts("environments"), Progress.silent()),
        Purpose.POLICY);
  }

  /** As a plan file, which {@code apply --plan} takes too. */
  Answer shown(PlanReport plan, Purpose purpose) {
    keep(new Kept(plan, purpose));
    return new Answer(200, PlanFile.text(plan));
  }

  private void keep(Kept shown) {
    if (isFree(shown.plan().diagnostics())) kept.keep(shown);
  }

  /** Who may apply is to mend it by that plan. */
  Answer drift(Caller caller, ServerRequest request) {
    new Query(request);
    DriftReport drift = ground.usher(caller).drift(ground.policy(), Progress.silent());
    if (caller.may(Scope.OPERATE)) keep(new Kept(drift.plan(), Purpose.POLICY));
    return Answer.ofMoment(drift, drift.at(Instant.EPOCH));
  }

  Answer apply(Caller caller, ServerRequest request, Fields body) {
    return carriedOut(caller, known(body.only("digest", "format", "report")));
  }

  /**
   * @throws dev.usher.server.http.ProblemException 409 when nothing of it may be done
   */
  Answer carriedOut(Caller caller, Kept shown) {
    ApplyReport report =
        ground.usher(caller).apply(ground.policy(), shown.plan(), Progress.silent());
    if (report.realms().isEmpty()) mustBeFree(report.diagnostics());
    PlanReport plan = shown.plan();
    plan.subject().ifPresent(one -> told.of(shown.purpose(), one, plan.successor(), caller.name()));
    return Answer.of(report);
  }

  /**
   * The plan that is meant by {@code digest}, where all of a plan file may stand beside it.
   *
   * @throws dev.usher.server.http.ProblemException 409 when none of it was shown here
   */
  Kept known(Fields body) {
    if (body.has("report")) mustBeWhole(body);
    String digest =
        body.text("digest")
            .orElseThrow(
                () ->
                    Problem.badRequest(
                            "Send the digest of a plan that POST /api/v1/plan has shown.")
                        .raised());
    return kept.find(digest)
        .orElseThrow(
            () ->
                new Problem(
                        409,
                        "plan-unknown",
                        "No such plan was shown",
                        "The server carries out what it has shown, for a day: plan again.")
                    .raised());
  }

  /**
   * Likewise, where it is that person's offboarding.
   *
   * @throws dev.usher.server.http.ProblemException 409 when it is another
   */
  PlanReport ofPerson(Fields body, String name) {
    Kept shown = known(body);
    boolean isTheirs = shown.plan().subject().filter(name::equals).isPresent();
    if (!isTheirs || shown.purpose() != Purpose.OFFBOARD)
      throw new Problem(
              409,
              "refused",
              "That cannot be done",
              "The plan is no offboarding of " + name + ": plan again with dryRun.")
          .raised();
    return shown.plan();
  }

  private static void mustBeWhole(Fields body) {
    try {
      PlanFile.parse(body.toString(), "The plan");
    } catch (NoPlan wrong) {
      throw Problem.badRequest(wrong.getMessage() + ".").raised();
    }
  }

  Answer verify(Caller caller, ServerRequest request, Fields body) {
    body.only("environments");
    return Answer.of(
        ground
            .usher(caller)
            .verify(ground.policy(), body.texts("environments"), Progress.silent()));
  }

  private static boolean isFree(List<Diagnostic> diagnostics) {
    return diagnostics.stream().noneMatch(Diagnostic::isError);
  }

  /**
   * @throws dev.usher.server.http.ProblemException 409 for the first error
   */
  static void mustBeFree(List<Diagnostic> diagnostics) {
    Optional<Diagnostic> error = diagnostics.stream().filter(Diagnostic::isError).findFirst();
    if (error.isEmpty()) return;
    Diagnostic found = error.get();
    throw new Problem(
            409,
            "refused",
            "That cannot be done",
            found.message() + found.hint().map(hint -> "; " + hint).orElse("") + ".")
        .with("diagnostic", found.code())
        .raised();
  }
}
