package dev.usher.engine;

import dev.usher.core.plan.Plan.Stage;
import java.util.Optional;

/** Whether what a plan was made on is still so, asked right before each of its stages. */
@FunctionalInterface
interface Still {
  /** Whoever plans by hand has the lock and the marks alone to go by. */
  Still UNASKED = _ -> Optional.empty();

  /** Why the stage is not to be begun any more. */
  Optional<String> objection(Stage stage);
}
