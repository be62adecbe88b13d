package dev.usher.core.decide;

import dev.usher.core.model.Cause;
import java.util.List;

/** May this subject do this action on this resource? Only All is a yes; only None is a no. */
public sealed interface Decision {
  /**
   * All of it.
   *
   * @param implied whether it came with something else rather than by name
   */
  record All(Cause why, boolean implied) implements Decision {}

  /**
   * Some of it: some columns, some rows, some of the actions that the word stands for.
   *
   * @param missing what is not held: columns, {@code some rows}, actions
   */
  record Part(List<String> missing, Cause why) implements Decision {
    public Part {
      missing = List.copyOf(missing);
    }
  }

  /**
   * None of it.
   *
   * @param nearest what comes closest, or why nothing does; one sentence
   */
  record None(String nearest) implements Decision {}
}
