package dev.usher.connectors.redis;

import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Runs one stage: its first step alone, then twice as many at once each time, so that what is wrong
 * shows early and ten thousand accounts do not take ten thousand waits. Steps of one batch stand in
 * MULTI and EXEC, by which none is done when one of them is no command at all; one that fails later
 * does not undo the others, and each is told as it is. In REVOKE an account has several steps that
 * build on each other: these go one by one.
 *
 * <p>Where each batch is to be in the ACL file as soon as it is done, ACL SAVE is its last command.
 */
final class RedisRun {
  private static final int MOST_AT_ONCE = 256;
  private static final String NOT_BEGUN = "not begun: a step before it was not done";

  private final Wire wire;
  private final String admin;
  private final InstantSource clock;
  private final boolean saves;
  private Batch next = new Batch(List.of(), List.of());

  /**
   * Some steps.
   *
   * @param commands none when one of the steps is no command; of several the last is EXEC
   */
  private record Batch(List<Step> steps, List<List<String>> commands) {}

  /**
   * @param saves whether each batch is saved with it
   */
  RedisRun(Wire wire, String admin, InstantSource clock, boolean saves) {
    this.wire = wire;
    this.admin = admin;
    this.clock = clock;
    this.saves = saves;
  }

  void run(Stage stage, Consumer<Outcome> told) {
    List<Step> steps = stage.steps();
    int done = 0;
    boolean goesOn = true;
    next = batch(steps, 0, 1);
    while (goesOn && done < steps.size()) {
      Batch now = next;
      int from = done + now.steps.size();
      int size = stage.phase() == Phase.REVOKE ? 1 : Math.min(2 * now.steps.size(), MOST_AT_ONCE);
      goesOn = run(now, () -> next = batch(steps, from, size), told);
      done = from;
    }
    steps.subList(done, steps.size()).forEach(step -> notDone(step, NOT_BEGUN, told));
  }

  private Batch batch(List<Step> all, int from, int size) {
    List<Step> steps = all.subList(from, Math.min(all.size(), from + size));
    List<List<String>> commands = new ArrayList<>(steps.size() + 3);
    boolean together = saves || steps.size() > 1;
    try {
      if (together) commands.add(List.of("MULTI"));
      for (Step step : steps) commands.add(Words.of(step.statement()));
      if (saves) commands.add(List.of("ACL", "SAVE"));
      if (together) commands.add(List.of("EXEC"));
      return new Batch(steps, commands);
    } catch (IllegalArgumentException noCommand) {
      return new Batch(steps, List.of());
    }
  }

  /**
   * Whether all of them are done.
   *
   * @param meanwhile what is done while the server is at work
   */
  private boolean run(Batch now, Runnable meanwhile, Consumer<Outcome> told) {
    List<?> answers;
    try {
      answers = wire.all(now.commands, meanwhile);
    } catch (TargetFailure lost) {
      String why = String.valueOf(lost.getMessage());
      now.steps.forEach(step -> told.accept(new Outcome.Unknown(step.id(), why)));
      return false;
    }
    if (now.steps.size() == 1 && answers.isEmpty()) {
      notDone(now.steps.getFirst(), "this is no line of a command: plan again", told);
      return false;
    }
    if (answers.size() == 1) return tell(now.steps, answers, told);
    if (!answers.isEmpty() && answers.getLast() instanceof List<?> each) {
      return tell(now.steps, each, told);
    }
    if (now.steps.size() > 1) return oneByOne(now.steps, told);
    // Why EXEC was refused is the first that was.
    Object refused =
        answers.stream().filter(JedisDataException.class::isInstance).findFirst().orElseThrow();
    return tell(now.steps, List.of(refused), told);
  }

  /** Nothing of the batch was done. */
  private boolean oneByOne(List<Step> some, Consumer<Outcome> told) {
    boolean goesOn = true;
    for (Step step : some) {
      if (goesOn) goesOn = run(batch(List.of(step), 0, 1), () -> {}, told);
      else notDone(step, NOT_BEGUN, told);
    }
    return goesOn;
  }

  private boolean tell(
      List<Step> some, List<? extends @Nullable Object> answers, Consumer<Outcome> told) {
    Instant now = clock.instant();
    boolean all = true;
    for (int i = 0; i < some.size(); i++) {
      if (answers.get(i) instanceof JedisDataException error) {
        all = false;
        notDone(some.get(i), RedisErrors.why(admin, error) + ": plan again", told);
      } else {
        told.accept(new Outcome.Done(some.get(i).id(), now));
      }
    }
    return all;
  }

  private static void notDone(Step step, String why, Consumer<Outcome> told) {
    told.accept(new Outcome.NotDone(step.id(), why));
  }
}
