package dev.usher.testkit.fake;

import dev.usher.core.model.Cause;
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
import java.util.Set;
import java.util.TreeMap;

/** Steps on their way into stages: one for each phase and wing, and none is a transaction. */
final class LocksDrafts {
  private record Draft(String command, List<Effect> effects, Risk risk) {}

  private final Map<Phase, Map<Target, List<Draft>>> drafts = new EnumMap<>(Phase.class);

  void add(Phase phase, Target target, Risk risk, List<Effect> effects, String command) {
    drafts
        .computeIfAbsent(phase, _ -> new TreeMap<>())
        .computeIfAbsent(target, _ -> new ArrayList<>())
        .add(new Draft(command, List.copyOf(effects), risk));
  }

  static Effect effect(Effect.Kind kind, LocksFact fact, Set<Cause> causes) {
    String group =
        switch (fact) {
          case LocksFact.Badge _ -> "badges";
          case LocksFact.Barred _ -> "kept out";
          case LocksFact.Key key -> "keys of " + key.badge();
          case LocksFact.Stranger _ -> "strangers";
        };
    return new Effect(kind, fact.target(), group, fact.prose(), causes, fact.about());
  }

  List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    int step = 0;
    for (var phase : drafts.entrySet()) {
      for (var here : phase.getValue().entrySet()) {
        List<Step> steps = new ArrayList<>();
        for (Draft draft : here.getValue()) {
          steps.add(new Step(++step, draft.command(), draft.effects(), draft.risk()));
        }
        stages.add(
            new Stage(stages.size() + 1, phase.getKey(), here.getKey(), false, List.copyOf(steps)));
      }
    }
    return List.copyOf(stages);
  }
}
