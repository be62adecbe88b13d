package dev.usher.engine.memory;

import dev.usher.core.model.Target;
import dev.usher.engine.memory.Holdings.Holding;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes down what is meant and what is carried out, for {@link Holdings} to tell. */
public interface MeantBook {

  /**
   * From then on that is meant there, and nothing else.
   *
   * @param holdings in that target
   * @param among of whom alone it is said, and since when; empty: of everybody
   * @param since when it was decided of everybody
   */
  void meant(
      Target target,
      Collection<Holding> holdings,
      Optional<Map<String, Instant>> among,
      Instant since);

  /**
   * From then on that is meant of these in those targets, and nothing else: all of it or nothing.
   *
   * @param holdings by target
   * @param among of whom, and since when
   */
  void meant(Map<Target, List<Holding>> holdings, Map<String, Instant> among);

  /** Whatever is meant there by now is carried out, of these alone or of everybody. */
  default void reached(Target target, Optional<Set<String>> among, Instant at) {
    reached(Set.of(target), among, at);
  }

  /** The same in all of them. */
  void reached(Collection<Target> targets, Optional<Set<String>> among, Instant at);

  /**
   * The policy that came into force at that time is carried out in the target as a whole.
   *
   * @param since when that policy came into force
   */
  void policyReached(Target target, Instant since, Instant at);

  /** Nothing is meant from then on in any other target. */
  void only(Set<Target> targets, Instant since);
}
