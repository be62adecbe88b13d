package dev.usher.connectors.postgres.proof;

import dev.usher.connectors.api.Realm;
import dev.usher.core.access.Access;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that applies {@link Shop#after} and stops between two statements, on an
 * advisory lock that its parent holds, to be killed there.
 */
final class Crash {
  static final long BARRIER = 4711;

  private Crash() {}

  /** Arguments: account, prefix, stage and place in it (both from 0), then each target and URL. */
  public static void main(String[] args) {
    List<Realm.Place> places = new ArrayList<>();
    List<Access> meant = new ArrayList<>();
    for (int i = 4; i < args.length; i += 3) {
      var target = new dev.usher.core.model.Target(args[i], args[i + 1]);
      places.add(Estate.place(target, args[i + 2], Shop.SCHEMAS, true));
      meant.add(Shop.after(target, args[1]));
    }
    Applying applying =
        new Applying(Applying.realm(places), Applying.trusted(args[0]), Duration.ofSeconds(30));
    applying.open(
        session -> {
          Plan plan = applying.plan(session, meant).plan();
          return applying.run(
              session, stopping(plan, Integer.parseInt(args[2]), Integer.parseInt(args[3])));
        });
  }

  /** The plan with one step more, which waits. */
  private static Plan stopping(Plan plan, int stage, int place) {
    List<Stage> stages = new ArrayList<>(plan.stages());
    Stage chosen = stages.get(stage);
    List<Step> steps = new ArrayList<>(chosen.steps());
    steps.add(
        place, new Step(9999, "SELECT pg_advisory_lock(" + BARRIER + ")", List.of(), Risk.NONE));
    stages.set(
        stage, new Stage(chosen.id(), chosen.phase(), chosen.target(), chosen.atomic(), steps));
    return new Plan(plan.realm(), plan.fingerprint(), stages);
  }
}
