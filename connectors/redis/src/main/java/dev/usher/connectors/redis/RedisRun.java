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
 */
final class RedisRun {
  private static final int MOST_AT_ONCE = 256;

  private final Wire wire;
  private final String admin;
  private final InstantSource clock;

  RedisRun(Wire wire, String admin, InstantSource clock) {
    this.wire = wire;
    this.admin = admin;
    this.clock = clock;
  }

  void run(Stage stage, Consumer<Outcome> told) {
    List<Step> steps = stage.steps();
    int size = 1;
    int from = 0;
    boolean goesOn = true;
    while (goesOn && from < steps.size()) {
      List<Step> some = steps.subList(from, Math.min(steps.size(), from + size));
      goesOn = batch(some, told);
      from += some.size();
      if (stage.phase() != Phase.REVOKE) size = Math.min(2 * size, MOST_AT_ONCE);
    }
    for (Step step : steps.subList(from, steps.size())) {
      told.accept(new Outcome.NotDone(step.id(), "not begun: a step before it was not done"));
    }
  }

  /** Whether all of them are done. */
  private boolean batch(List<Step> some, Consumer<Outcome> told) {
    try {
      List<List<String>> commands = new ArrayList<>();
      commands.add(List.of("MULTI"));
      for (Step step : some) commands.add(Words.of(step.statement()));
      commands.add(List.of("EXEC"));
      if (some.size() == 1) {
        return tell(some, wire.all(commands.subList(1, 2)), told);
      }
      Object answer = wire.all(commands).getLast();
      if (answer instanceof List<?> each) return tell(some, each, told);
    } catch (TargetFailure lost) {
      some.forEach(
          step -> told.accept(new Outcome.Unknown(step.id(), String.valueOf(lost.getMessage()))));
      return false;
    } catch (IllegalArgumentException noCommand) {
      if (some.size() == 1) {
        told.accept(new Outcome.NotDone(some.getFirst().id(), noCommand + ": plan again"));
        return false;
      }
    }
    return oneByOne(some, told);
  }

  /** Nothing of the batch was done. */
  private boolean oneByOne(List<Step> some, Consumer<Outcome> told) {
    boolean goesOn = true;
    for (Step step : some) {
      if (goesOn) goesOn = batch(List.of(step), told);
      else told.accept(new Outcome.NotDone(step.id(), "not begun: a step before it was not done"));
    }
    return goesOn;
  }

  private boolean tell(
      List<Step> some, List<? extends @Nullable Object> answers, Consumer<Outcome> told) {
    Instant now = clock.instant();
    boolean all = true;
    for (int i = 0; i < some.size(); i++) {
      int id = some.get(i).id();
      if (answers.get(i) instanceof JedisDataException error) {
        all = false;
        told.accept(new Outcome.NotDone(id, RedisErrors.why(admin, error) + ": plan again"));
      } else {
        told.accept(new Outcome.Done(id, now));
      }
    }
    return all;
  }
}
