package dev.usher.connectors.mariadb;

import dev.usher.core.diff.Change;
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

/** Steps on their way into stages: one for each phase and target, and none is a transaction. */
final class Drafts {
  private record Draft(String statement, List<Effect> effects, Risk risk) {}

  private final Map<Phase, Map<Target, List<Draft>>> drafts = new EnumMap<>(Phase.class);
  private final ArrangeNames names;

  Drafts(ArrangeNames names) {
    this.names = names;
  }

  void add(Phase phase, Target target, Risk risk, List<Effect> effects, String statement) {
    drafts
        .computeIfAbsent(phase, _ -> new TreeMap<>())
        .computeIfAbsent(target, _ -> new ArrayList<>())
        .add(new Draft(statement, effects.stream().map(this::named).toList(), risk));
  }

  private Effect named(Effect effect) {
    return new Effect(
        effect.kind(),
        effect.target(),
        names.in(effect.group()),
        names.in(effect.prose()),
        effect.before().map(names::in),
        effect.causes(),
        effect.about());
  }

  /** What a change does, in words. */
  static Effect effect(Change<MariaDbFact> change) {
    return switch (change) {
      case Change.Add<MariaDbFact>(MariaDbFact after, Set<Cause> causes) ->
          effect(Effect.Kind.ADD, after, causes);
      case Change.Replace<MariaDbFact>(MariaDbFact before, MariaDbFact after, var causes) ->
          effect(Effect.Kind.CHANGE, after, causes).was(before.prose());
      case Change.Remove<MariaDbFact>(MariaDbFact before, Set<Cause> causes) ->
          effect(Effect.Kind.TAKE, before, causes);
    };
  }

  static Effect effect(Effect.Kind kind, MariaDbFact fact, Set<Cause> causes) {
    String group =
        switch (fact) {
          case MariaDbFact.Account _ -> "accounts";
          case MariaDbFact.Barred _ -> "kept out";
          case MariaDbFact.Group _ -> "roles";
          case MariaDbFact.Granted one -> "members of " + one.role();
          case MariaDbFact.Held one -> "privileges of " + one.by();
          case RowFact.View _ -> "views";
          case RowFact.Line _ -> "attributes";
          case RowFact.Shape _,
              RowFact.HandsOn _,
              MariaDbFact.Beyond _,
              MariaDbFact.Stranger _,
              MariaDbFact.Carrier _,
              MariaDbFact.Definer _,
              MariaDbFact.Server _ ->
              "the server";
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
          steps.add(new Step(++step, draft.statement(), draft.effects(), draft.risk()));
        }
        stages.add(
            new Stage(stages.size() + 1, phase.getKey(), here.getKey(), false, List.copyOf(steps)));
      }
    }
    return List.copyOf(stages);
  }
}
