package dev.usher.connectors.postgres.arrange;

import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Steps on their way into stages: one stage for each phase and target, and behind it one for each
 * thing that is locked for everybody while it changes. Roles belong to the cluster and are changed
 * in its first target, whose stage comes first where access is taken and last where it is given, so
 * that nobody is let in before what they are let in to is right.
 */
public final class Drafts {
  /**
   * Roles made or dropped in one transaction: it holds a lock for each until its end, and a server
   * has room for some thousands (max_locks_per_transaction).
   */
  private static final int AT_ONCE = 1000;

  private record Draft(boolean makes, String statement, List<Effect> effects, Risk risk) {}

  private final Target first;

  /** By phase, target, and what they are apart for: empty for all the rest. */
  private final Map<Phase, Map<Target, Map<String, List<Draft>>>> drafts =
      new EnumMap<>(Phase.class);

  /** What steps are apart for that are each by itself. */
  private final Set<String> alone = new HashSet<>();

  Drafts(Target first) {
    this.first = first;
  }

  /** A statement about roles. */
  void add(Phase phase, String statement, List<Effect> effects, Risk risk) {
    add(phase, first, statement, effects, risk);
  }

  /**
   * A statement that makes a role; all of them come before the others of their part. From 16 on,
   * who makes a role is a member of it: were each marked at once, PostgreSQL would find out after
   * each anew all that usher's account is a member of.
   */
  void make(int number, String statement, List<Effect> effects) {
    put(Phase.CREATE, first, part(number), new Draft(true, statement, effects, Risk.NONE));
  }

  /**
   * A statement that marks or drops a role.
   *
   * @param number of the role among all that are made or dropped; those of one stay together
   */
  void add(Phase phase, int number, String statement, List<Effect> effects, Risk risk) {
    add(phase, first, part(number), statement, effects, risk);
  }

  private static String part(int number) {
    return number < AT_ONCE ? "" : "%09d".formatted(number / AT_ONCE);
  }

  void add(Phase phase, Target target, String statement, List<Effect> effects, Risk risk) {
    add(phase, target, "", statement, effects, risk);
  }

  /**
   * In a transaction of its own, with all that is apart for the same.
   *
   * @param apart what for
   */
  void add(
      Phase phase, Target target, String apart, String statement, List<Effect> effects, Risk risk) {
    put(phase, target, apart, new Draft(false, statement, List.copyOf(effects), risk));
  }

  private void put(Phase phase, Target target, String apart, Draft draft) {
    drafts
        .computeIfAbsent(phase, _ -> new TreeMap<>())
        .computeIfAbsent(target, _ -> new TreeMap<>())
        .computeIfAbsent(apart, _ -> new ArrayList<>())
        .add(draft);
  }

  /** By itself, as no part of a transaction: so are all that are apart for the same. */
  void alone(
      Phase phase, Target target, String apart, String statement, List<Effect> effects, Risk risk) {
    alone.add(apart);
    add(phase, target, apart, statement, effects, risk);
  }

  /** The same, with nothing to tell. */
  void alone(Phase phase, Target target, String apart, String statement) {
    alone(phase, target, apart, statement, List.of(), Risk.NONE);
  }

  List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    int step = 0;
    for (Map.Entry<Phase, Map<Target, Map<String, List<Draft>>>> phase : drafts.entrySet()) {
      List<Target> order = new ArrayList<>(phase.getValue().keySet());
      if (order.remove(first)) {
        if (phase.getKey() == Phase.GRANT) order.addLast(first);
        else order.addFirst(first);
      }
      for (Target target : order) {
        for (Map.Entry<String, List<Draft>> apart :
            phase.getValue().getOrDefault(target, Map.of()).entrySet()) {
          List<Step> steps = new ArrayList<>();
          for (Draft draft : inOrder(apart.getValue())) {
            steps.add(new Step(++step, draft.statement(), draft.effects(), draft.risk()));
          }
          boolean atomic = !alone.contains(apart.getKey());
          stages.add(
              new Stage(stages.size() + 1, phase.getKey(), target, atomic, List.copyOf(steps)));
        }
      }
    }
    return stages;
  }

  private static List<Draft> inOrder(List<Draft> some) {
    return some.stream().sorted(Comparator.comparing(draft -> !draft.makes())).toList();
  }
}
