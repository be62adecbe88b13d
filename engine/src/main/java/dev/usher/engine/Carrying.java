package dev.usher.engine;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Past;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import dev.usher.engine.event.StageLine;
import dev.usher.engine.past.Succession;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.engine.report.Failure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Carries out the plan of one realm, whose lock is held, stage by stage: the ledger is told before
 * each what is about to be done, and after it what became of it. After the first stage that fails
 * nothing more is begun.
 */
final class Carrying {
  private final Session<?> session;
  private final Plan plan;
  private final Leave leave;
  private final Still still;
  private final Journal journal;
  private final Progress progress;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final Set<Target> touched = new TreeSet<>();
  private Optional<Entry> last = Optional.empty();

  /** How many stages have been begun. */
  private int next;

  Carrying(
      Session<?> session, Plan plan, Leave leave, Still still, Journal journal, Progress progress) {
    this.session = session;
    this.plan = plan;
    this.leave = leave;
    this.still = still;
    this.journal = journal;
    this.progress = progress;
  }

  /**
   * Carries out the stages of that round.
   *
   * @return whether there is more to do in a later one
   */
  boolean carry(Round round) {
    int of = leave.stages(plan);
    if (round == Round.CLOSING) look();
    while (failures.isEmpty() && next < of && round.has(plan.stages().get(next))) {
      Stage stage = plan.stages().get(next);
      progress.told(plan.realm(), told(stage), next++, of);
      carry(stage);
    }
    if (failures.isEmpty() && next < of) return true;
    mark();
    if (failures.isEmpty()
        && leave instanceof Leave.Taking(String why)
        && of < plan.stages().size())
      failures.add(new Failure(plan.realm(), "behind", plan.realm() + ": " + why));
    progress.told(plan.realm(), failures.isEmpty() ? "done" : "failed", of, of);
    return false;
  }

  /** Whether all is as it was when the plan was made; of a plan of doors alone, the doors. */
  private void look() {
    try {
      if (session.isStill(plan.fingerprint())) return;
      failures.add(
          new Failure(plan.realm(), "moved", "it has changed since the plan was made: plan again"));
    } catch (TargetFailure failure) {
      failures.add(SideBySide.failure(failure));
    }
  }

  /** One for each step of the plan. */
  List<Outcome> outcomes() {
    List<Outcome> all = new ArrayList<>(outcomes);
    List<Stage> left = plan.stages().subList(next, plan.stages().size());
    String why =
        leave instanceof Leave.Taking(String behind)
            ? behind
            : next == 0 ? "nothing was begun" : "an earlier stage failed";
    all.addAll(notDone(left, why));
    return all;
  }

  List<Failure> failures() {
    return failures;
  }

  private void carry(Stage stage) {
    Optional<String> objection = still.objection(stage);
    if (objection.isPresent()) {
      failures.add(new Failure(plan.realm(), "moved", objection.get()));
      outcomes.addAll(notDone(List.of(stage), objection.get()));
      return;
    }
    List<Outcome> here = new ArrayList<>();
    try {
      Entry intent =
          journal.intent(
              plan.realm(), told(stage), statements(stage), why(stage), About.deeds(stage));
      run(stage, here);
      if (here.stream().anyMatch(Outcome.Done.class::isInstance)) touched.add(stage.target());
      last = Optional.of(journal.answer(intent, What.RESULT, told(here)));
    } catch (LedgerFailure failure) {
      failures.add(new Failure(plan.realm(), "ledger", String.valueOf(failure.getMessage())));
    }
    rest(stage, here)
        .forEach(step -> here.add(new Outcome.NotDone(step.id(), "the ledger cannot be written")));
    outcomes.addAll(here);
  }

  private void run(Stage stage, List<Outcome> here) {
    try {
      session.run(stage, leave.claim(), here::add);
      rest(stage, here).forEach(step -> here.add(new Outcome.NotDone(step.id(), "not reached")));
    } catch (TargetFailure failure) {
      failures.add(SideBySide.failure(failure));
      rest(stage, here)
          .forEach(
              step ->
                  here.add(new Outcome.Unknown(step.id(), String.valueOf(failure.getMessage()))));
    }
    if (failures.isEmpty())
      here.stream()
          .map(Carrying::why)
          .flatMap(Optional::stream)
          .findFirst()
          .ifPresent(why -> failures.add(new Failure(stage.target().toString(), "not-done", why)));
  }

  /** The steps of which nothing has been told. */
  private static List<Step> rest(Stage stage, List<Outcome> here) {
    Set<Integer> told = new HashSet<>();
    here.forEach(outcome -> told.add(outcome.step()));
    return stage.steps().stream().filter(step -> !told.contains(step.id())).toList();
  }

  private static Optional<String> why(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done _ -> Optional.empty();
      case Outcome.NotDone(_, String why) -> Optional.of(why);
      case Outcome.Unknown(_, String why) -> Optional.of(why);
    };
  }

  /** The apply, if it has come to its end: what may have been done or not goes on perhaps. */
  Optional<Past> ended() {
    boolean isSure = outcomes.stream().noneMatch(Outcome.Unknown.class::isInstance);
    return leave instanceof Leave.Next(Succession succession) && isSure
        ? Optional.of(succession.past())
        : Optional.empty();
  }

  private void mark() {
    if (last.isEmpty() || touched.isEmpty()) return;
    try {
      leave.mark(session, touched, last.get().head());
    } catch (TargetFailure failure) {
      failures.add(SideBySide.failure(failure));
    }
  }

  /** One NotDone for each step. */
  static List<Outcome> notDone(List<Stage> stages, String why) {
    return stages.stream()
        .flatMap(stage -> stage.steps().stream())
        .<Outcome>map(step -> new Outcome.NotDone(step.id(), why))
        .toList();
  }

  private String told(Stage stage) {
    return new StageLine(
            stage.id(), plan.stages().size(), stage.phase(), stage.target(), stage.steps().size())
        .toString();
  }

  private static String told(List<Outcome> here) {
    long done = here.stream().filter(Outcome.Done.class::isInstance).count();
    if (done == here.size()) return "done";
    String why =
        here.stream()
            .map(Carrying::why)
            .flatMap(Optional::stream)
            .distinct()
            .limit(3)
            .collect(Collectors.joining("; "));
    return "%d of %d done: %s".formatted(done, here.size(), why);
  }

  private static List<String> statements(Stage stage) {
    return stage.steps().stream().map(Step::statement).toList();
  }

  private static List<String> why(Stage stage) {
    Set<Cause> causes = new TreeSet<>();
    stage.steps().forEach(step -> step.effects().forEach(effect -> causes.addAll(effect.causes())));
    return causes.stream().map(Cause::toString).toList();
  }
}
