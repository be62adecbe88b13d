package dev.usher.engine;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.api.Session;
import dev.usher.core.ledger.Head;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.engine.past.Succession;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How much of a plan may be carried out in a realm, for what stands in its marks. */
sealed interface Leave {
  /** All; nobody keeps count of who was there. */
  record Free() implements Leave {}

  /** All, as the next after those whom it follows. */
  record Next(Succession succession) implements Leave {}

  /** What takes away, for somebody else has gone on there. */
  record Taking(String why) implements Leave {}

  /** What each stage has to claim. */
  default Optional<Claim> claim() {
    return switch (this) {
      case Free(), Taking(String _) -> Optional.empty();
      case Next(Succession succession) -> Optional.of(succession.claim());
    };
  }

  /**
   * How many stages may be carried out. A plan can end behind any of its stages, as after a crash;
   * so what only takes is the part before the first that gives.
   */
  default int stages(Plan plan) {
    return switch (this) {
      case Free(), Next(Succession _) -> plan.stages().size();
      case Taking(String _) ->
          Math.toIntExact(plan.stages().stream().takeWhile(stage -> !Leave.gives(stage)).count());
    };
  }

  /** Whether somebody may come by something by it. */
  static boolean gives(Stage stage) {
    return stage.phase().compareTo(Phase.CREATE) >= 0
        || stage.steps().stream().anyMatch(step -> step.risk() == Risk.WIDENS);
  }

  /** Whoever was cut off there before and still lives finds every mark claimed, and stops. */
  default Optional<String> shutOff(Session<?> session, Stream<Target> all) {
    return switch (this) {
      case Free(), Taking(String _) -> Optional.empty();
      case Next(Succession succession) when !succession.isAfterCutOff() -> Optional.empty();
      case Next(Succession succession) ->
          session.claim(all.collect(Collectors.toSet()), succession.claim()).stream()
              .findFirst()
              .map(Claim::overtaken);
    };
  }

  /** The head goes into every target that was touched, so that no chain can be forged whole. */
  default void mark(Session<?> session, Set<Target> touched, Head head) {
    switch (this) {
      case Free() -> session.mark(touched, head.toString());
      case Next(Succession succession) -> session.claim(touched, succession.claim(head));
      // The mark is another's, and so is the chain that it speaks of.
      case Taking(String _) -> {}
    }
  }
}
