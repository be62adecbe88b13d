package dev.usher.engine;

import dev.usher.core.model.Hold.Kind;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.engine.follow.HoldBook;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Nothing is given to whom a directory has let go, or somebody has kept out, since the plan was
 * made: a plan may take long, and who leaves is shut out beside it.
 */
final class StillThere implements Still {
  private final Path policy;
  private final Reading reading;
  private final HoldBook holds;
  private final Ground ground;
  private final Map<String, Optional<Kind>> before;

  /**
   * @param ground that the plan is made on, just read
   */
  StillThere(Path policy, Reading reading, HoldBook holds, Ground ground) {
    this.policy = policy;
    this.reading = reading;
    this.holds = holds;
    this.ground = ground;
    this.before = holds.said();
  }

  @Override
  public Optional<String> objection(Stage stage) {
    if (!Leave.gives(stage)) return Optional.empty();
    Set<String> there = new TreeSet<>();
    stage.steps().forEach(step -> step.effects().forEach(effect -> there.addAll(effect.about())));
    there.retainAll(ground.policy().subjects().keySet());
    if (there.isEmpty()) return Optional.empty();
    Optional<Ground> now = reading.read(policy, there).ground();
    return there.stream()
        .filter(one -> now.isEmpty() || !now.get().isNamed(one) || isOut(one))
        .findFirst()
        .map(one -> one + " has left since it was planned: it is planned again");
  }

  private boolean isOut(String subject) {
    Optional<Kind> now = holds.of(subject);
    return now.isPresent() && !now.equals(before.getOrDefault(subject, Optional.empty()));
  }
}
