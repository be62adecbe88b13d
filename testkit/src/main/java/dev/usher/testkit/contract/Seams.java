package dev.usher.testkit.contract;

import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where a plan can break off: between its stages, and within those that are not atomic. */
final class Seams {
  private Seams() {}

  /** After how many steps, from none to all but the last. */
  static List<Integer> of(Plan plan) {
    List<Integer> seams = new ArrayList<>();
    int steps = 0;
    for (Stage stage : plan.stages()) {
      for (int step = 0; step < stage.steps().size(); step++) {
        if (step == 0 || !stage.atomic()) seams.add(steps);
        steps++;
      }
    }
    return seams;
  }

  /** The first, the last, and one of the middle: within a stage, where there is one such. */
  static Set<Integer> some(Plan plan) {
    List<Integer> all = of(plan);
    List<Integer> within = new ArrayList<>(all);
    int steps = 0;
    for (Stage stage : plan.stages()) {
      within.remove(Integer.valueOf(steps));
      steps += stage.steps().size();
    }
    int middle = within.isEmpty() ? all.get(all.size() / 2) : within.get(within.size() / 2);
    return new TreeSet<>(List.of(all.getFirst(), middle, all.getLast()));
  }

  /** The plan's beginning, of that many steps. */
  static Plan before(Plan plan, int steps) {
    List<Stage> stages = new ArrayList<>();
    int left = steps;
    for (Stage stage : plan.stages()) {
      List<Step> some = stage.steps().subList(0, Math.min(left, stage.steps().size()));
      if (!some.isEmpty()) stages.add(with(stage, some));
      left -= some.size();
    }
    return new Plan(plan.realm(), plan.fingerprint(), stages);
  }

  static Stage with(Stage stage, List<Step> steps) {
    return new Stage(stage.id(), stage.phase(), stage.target(), stage.atomic(), steps);
  }
}
