package dev.usher.engine;

import dev.usher.core.ledger.Deed;
import dev.usher.core.model.Policy;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whom and what a plan is about, as the policy calls them: what history is told by. */
final class About {
  private About() {}

  /** Systems know accounts; people are asked for by their names. */
  static List<Stage> subjects(List<Stage> stages, Policy policy) {
    return stages.stream()
        .map(
            stage ->
                new Stage(
                    stage.id(),
                    stage.phase(),
                    stage.target(),
                    stage.atomic(),
                    stage.steps().stream().map(step -> subjects(step, policy)).toList()))
        .toList();
  }

  private static Step subjects(Step step, Policy policy) {
    return new Step(
        step.id(),
        step.statement(),
        step.effects().stream().map(effect -> subjects(effect, policy)).toList(),
        step.risk());
  }

  private static Effect subjects(Effect effect, Policy policy) {
    return new Effect(
        effect.kind(),
        effect.target(),
        effect.group(),
        effect.prose(),
        effect.before(),
        effect.causes(),
        effect.about().stream()
            .map(
                name ->
                    name.contains("/")
                        ? name
                        : policy.subjectOf(effect.target(), name).orElse(name))
            .collect(Collectors.toSet()));
  }

  /** What a stage does, for the ledger. */
  static List<Deed> deeds(Stage stage) {
    return stage.steps().stream()
        .flatMap(step -> step.effects().stream())
        .map(
            effect ->
                new Deed(
                    effect.kind().name().toLowerCase(Locale.ROOT),
                    effect.prose() + " in " + effect.target(),
                    effect.before(),
                    new TreeSet<>(effect.about())))
        .toList();
  }
}
