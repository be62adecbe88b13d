package dev.usher.server.api;

import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.Progress;
import dev.usher.engine.Usher;
import dev.usher.engine.ports.KeptPlans.Kept;
import dev.usher.engine.ports.KeptPlans.Purpose;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.nio.file.Path;
import java.util.Optional;

/** One person's going and coming: at once, as a plan that is shown first, or on a date. */
final class Persons {
  private final Ground ground;
  private final Plans plans;
  private final Told told;
  private final Scheduled scheduled;

  Persons(Ground ground, Plans plans, Told told, Scheduled scheduled) {
    this.ground = ground;
    this.plans = plans;
    this.told = told;
    this.scheduled = scheduled;
  }

  Answer suspend(Caller caller, ServerRequest request, Fields body) {
    if (body.has("on"))
      return scheduled.say(caller, name(request), Optional.of(Kind.SUSPENDED), body);
    body.only("dryRun");
    PlanReport plan = ground.usher(caller).suspend(ground.policy(), name(request), quiet());
    return planned(caller, body, new Kept(plan, Purpose.SUSPEND));
  }

  Answer resume(Caller caller, ServerRequest request, Fields body) {
    if (body.has("on")) return scheduled.say(caller, name(request), Optional.empty(), body);
    body.only("dryRun");
    PlanReport plan = ground.usher(caller).resume(ground.policy(), name(request), quiet());
    return planned(caller, body, new Kept(plan, Purpose.RESUME));
  }

  /**
   * At once: shut out first, looked at after that. By the digest of a plan that was shown: exactly
   * that. Either way a receipt tells what is left.
   */
  Answer offboard(Caller caller, ServerRequest request, Fields body) {
    if (body.has("on"))
      return scheduled.say(caller, name(request), Optional.of(Kind.OFFBOARDED), body);
    body.only("dryRun", "successor", "digest");
    Usher usher = ground.usher(caller);
    Path policy = ground.policy();
    Optional<String> successor = body.text("successor");
    if (body.flag("dryRun"))
      return shown(
          new Kept(usher.offboard(policy, name(request), successor, quiet()), Purpose.OFFBOARD));
    Optional<PlanReport> plan =
        body.has("digest") ? Optional.of(plans.ofPerson(body, name(request))) : Optional.empty();
    ReceiptReport receipt =
        plan.isPresent()
            ? usher.receipt(policy, plan.get(), quiet())
            : usher.offboardAtOnce(policy, name(request), successor, _ -> {}, quiet());
    Questions.mustBeKnown(receipt.diagnostics());
    if (receipt.places().isEmpty()) Plans.mustBeFree(receipt.diagnostics());
    Optional<String> heir = plan.isPresent() ? plan.get().successor() : successor;
    told.of(Purpose.OFFBOARD, name(request), heir, caller.name());
    return Answer.of(receipt);
  }

  private Answer planned(Caller caller, Fields body, Kept made) {
    if (body.flag("dryRun")) return shown(made);
    Questions.mustBeKnown(made.plan().diagnostics());
    Plans.mustBeFree(made.plan().diagnostics());
    return plans.carriedOut(caller, made);
  }

  private Answer shown(Kept made) {
    Questions.mustBeKnown(made.plan().diagnostics());
    return plans.shown(made.plan(), made.purpose());
  }

  private static String name(ServerRequest request) {
    return request.path().pathParameters().get("name");
  }

  private static Progress quiet() {
    return Progress.silent();
  }
}
