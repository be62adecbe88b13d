package dev.usher.connectors.redis;

import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Steps on their way into stages: one for each phase and target, and none is a transaction. */
final class Drafts {
  private record Draft(String command, List<Effect> effects, Risk risk) {}

  private final Map<Phase, Map<Target, List<Draft>>> drafts = new EnumMap<>(Phase.class);
  private final List<Stage> stages = new ArrayList<>();
  private int steps;

  void add(Phase phase, Target target, Risk risk, List<Effect> effects, String command) {
    drafts
        .computeIfAbsent(phase, _ -> new TreeMap<>())
        .computeIfAbsent(target, _ -> new ArrayList<>())
        .add(new Draft(command, List.copyOf(effects), risk));
  }

  boolean isEmpty() {
    return drafts.isEmpty();
  }

  /**
   * All in order.
   *
   * @param first commands before all others, in stages of their own
   * @param last commands behind all others
   * @param saved what the last ones change
   */
  List<Stage> stages(Target target, List<String> first, List<String> last, List<Effect> saved) {
    List<Phase> phases = List.copyOf(drafts.keySet());
    stage(phases.isEmpty() ? Phase.GRANT : phases.getFirst(), target, bare(first, List.of()));
    drafts.forEach((phase, here) -> here.forEach((where, some) -> stage(phase, where, some)));
    stage(phases.isEmpty() ? Phase.GRANT : phases.getLast(), target, bare(last, saved));
    return List.copyOf(stages);
  }

  private static List<Draft> bare(List<String> commands, List<Effect> effects) {
    List<Draft> some = new ArrayList<>();
    for (String command : commands) {
      some.add(new Draft(command, some.isEmpty() ? effects : List.of(), Risk.NONE));
    }
    return some;
  }

  private void stage(Phase phase, Target target, List<Draft> some) {
    if (some.isEmpty()) return;
    List<Step> all = new ArrayList<>(some.size());
    for (Draft draft : some) {
      all.add(new Step(++steps, draft.command(), draft.effects(), draft.risk()));
    }
    stages.add(new Stage(stages.size() + 1, phase, target, false, List.copyOf(all)));
  }
}
