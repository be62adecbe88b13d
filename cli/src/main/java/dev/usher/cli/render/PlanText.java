package dev.usher.cli.render;

import dev.usher.cli.terminal.Ink;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.engine.report.PlanReport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A plan as Terraform prints one: by target what is added, changed and taken, why, what runs, and
 * one line that sums it up.
 *
 * @param all every effect and every cause, however many
 * @param statements also what runs, exactly
 */
public record PlanText(Ink ink, boolean all, boolean statements) {
  private static final int SHOWN = 3;

  /** Effects that are told together: of one target, kind and group. */
  private record Key(Effect.Kind kind, String group) {}

  private static final class Told {
    final List<String> prose = new ArrayList<>();
    final Set<Cause> causes = new TreeSet<>();
    final Set<Risk> risks = EnumSet.noneOf(Risk.class);
  }

  public String render(PlanReport report) {
    StringBuilder out = new StringBuilder();
    byTarget(report.plans()).forEach((target, groups) -> target(out, target, groups));
    if (statements) report.plans().forEach(plan -> statements(out, plan));
    report.plans().forEach(plan -> withoutTransactions(out, plan));
    out.append(NotesText.render(report.notes(), ink));
    out.append(summary(report)).append('\n');
    return out.toString();
  }

  private static Map<Target, Map<Key, Told>> byTarget(List<Plan> plans) {
    Map<Target, Map<Key, Told>> targets = new TreeMap<>();
    for (Plan plan : plans) {
      for (Plan.Stage stage : plan.stages()) {
        for (Plan.Step step : stage.steps()) {
          for (Effect effect : step.effects()) {
            Told told =
                targets
                    .computeIfAbsent(effect.target(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(new Key(effect.kind(), effect.group()), _ -> new Told());
            told.prose.add(effect.prose());
            told.causes.addAll(effect.causes());
            told.risks.add(step.risk());
          }
        }
      }
    }
    return targets;
  }

  private void target(StringBuilder out, Target target, Map<Key, Told> groups) {
    out.append(ink.strong(target.toString())).append('\n');
    groups.forEach((key, told) -> group(out, key, told));
    out.append('\n');
  }

  private void group(StringBuilder out, Key key, Told told) {
    boolean single = told.prose.size() == 1;
    String title = single ? told.prose.getFirst() : key.group() + ": " + count(told.prose.size());
    out.append("  ").append(sign(key.kind(), title)).append(risks(told.risks)).append('\n');
    if (!single) {
      int shown = all || told.prose.size() <= SHOWN + 1 ? told.prose.size() : SHOWN;
      for (String prose : told.prose.subList(0, shown)) {
        out.append("      ").append(prose).append('\n');
      }
      more(out, told.prose.size() - shown, "more; --all shows them");
    }
    List<Cause> causes = List.copyOf(told.causes);
    int shown = all || causes.size() <= SHOWN + 1 ? causes.size() : SHOWN;
    for (Cause cause : causes.subList(0, shown)) {
      out.append("      ").append(ink.faint("because " + cause)).append('\n');
    }
    more(out, causes.size() - shown, "more reasons; --all shows them");
  }

  private void more(StringBuilder out, int hidden, String what) {
    if (hidden > 0) {
      out.append("      ").append(ink.faint("… " + count(hidden) + " " + what)).append('\n');
    }
  }

  private String sign(Effect.Kind kind, String title) {
    return switch (kind) {
      case ADD -> ink.added("+ " + title);
      case CHANGE -> ink.changed("~ " + title);
      case TAKE -> ink.taken("- " + title);
    };
  }

  /** Only what wants a second look is marked: that adding widens and taking narrows is plain. */
  private String risks(Set<Risk> risks) {
    return risks.contains(Risk.OUTAGE) ? "  " + ink.bad("! may cause an outage") : "";
  }

  private void statements(StringBuilder out, Plan plan) {
    out.append(ink.strong("Statements for " + plan.realm() + ", in the order they run"))
        .append('\n');
    for (Plan.Stage stage : plan.stages()) {
      String how = stage.atomic() ? "one transaction" : "no transaction";
      out.append(
              ink.faint(
                  "  -- stage %d of %d: %s in %s, %s"
                      .formatted(
                          stage.id(),
                          plan.stages().size(),
                          phase(stage.phase()),
                          stage.target(),
                          how)))
          .append('\n');
      for (Plan.Step step : stage.steps()) {
        out.append(step.statement().stripTrailing().indent(2).stripTrailing());
        out.append(step.statement().stripTrailing().endsWith(";") ? "\n" : ";\n");
      }
    }
    out.append('\n');
  }

  /** What a crash could leave half done; nothing is said of what it could not. */
  private void withoutTransactions(StringBuilder out, Plan plan) {
    List<Plan.Stage> stages = plan.stages().stream().filter(stage -> !stage.atomic()).toList();
    if (stages.isEmpty()) return;
    out.append(ink.strong("Without transactions at " + plan.realm()))
        .append(": a crash leaves done what ran before it, and the next run does the rest\n");
    int shown = all || stages.size() <= SHOWN + 1 ? stages.size() : SHOWN;
    for (Plan.Stage stage : stages.subList(0, shown)) {
      int steps = stage.steps().size();
      out.append(
          "  stage %d of %d: %s in %s, %s %s\n"
              .formatted(
                  stage.id(),
                  plan.stages().size(),
                  phase(stage.phase()),
                  stage.target(),
                  count(steps),
                  steps == 1 ? "statement" : "statements"));
    }
    more(out, stages.size() - shown, "more; --all shows them");
    out.append('\n');
  }

  static String phase(Plan.Phase phase) {
    return switch (phase) {
      case CLOSE -> "close accounts";
      case END_SESSIONS -> "end sessions";
      case REVOKE -> "revoke";
      case REMOVE -> "remove";
      case CREATE -> "create";
      case GRANT -> "grant";
      case OPEN -> "open accounts";
    };
  }

  private String summary(PlanReport report) {
    if (report.hasErrors()) return ink.bad("No whole plan: see the errors.");
    if (!report.hasChanges()) {
      return ink.good("Nothing to do:") + " what usher manages is as the policy says.";
    }
    Map<Effect.Kind, Integer> kinds = new EnumMap<>(Effect.Kind.class);
    Map<Risk, Integer> risks = new EnumMap<>(Risk.class);
    for (Plan plan : report.plans()) {
      for (Plan.Stage stage : plan.stages()) {
        for (Plan.Step step : stage.steps()) {
          step.effects().forEach(effect -> kinds.merge(effect.kind(), 1, Integer::sum));
          risks.merge(step.risk(), 1, Integer::sum);
        }
      }
    }
    return ink.strong("Plan:")
        + " %s to add, %s to change, %s to take."
            .formatted(
                count(kinds.getOrDefault(Effect.Kind.ADD, 0)),
                count(kinds.getOrDefault(Effect.Kind.CHANGE, 0)),
                count(kinds.getOrDefault(Effect.Kind.TAKE, 0)))
        + risks(risks);
  }

  private String risks(Map<Risk, Integer> risks) {
    List<String> said = new ArrayList<>();
    int widens = risks.getOrDefault(Risk.WIDENS, 0);
    int narrows = risks.getOrDefault(Risk.NARROWS, 0);
    int outage = risks.getOrDefault(Risk.OUTAGE, 0);
    if (widens > 0)
      said.add(count(widens) + (widens == 1 ? " statement widens" : " statements widen"));
    if (narrows > 0) said.add(count(narrows) + (narrows == 1 ? " narrows" : " narrow"));
    if (outage > 0) said.add(ink.bad(count(outage) + " may cause an outage"));
    return said.isEmpty() ? "" : " Risks: " + String.join(", ", said) + ".";
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
