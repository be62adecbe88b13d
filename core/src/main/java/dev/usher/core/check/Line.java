package dev.usher.core.check;

import dev.usher.core.access.Right;
import dev.usher.core.model.Pattern;
import java.util.Optional;

/**
 * One pattern of the policy, of those that tell resources apart.
 *
 * @param number no two lines have the same
 * @param whole the pattern without its column
 */
record Line(int number, Pattern whole, Said said) {

  /** What it stands in. */
  sealed interface Said {
    /** A permission of a role, in what it is on or what it leaves out. */
    record Permission(int role, Right right) implements Said {}

    record Never(Forbidden forbidden) implements Said {}
  }

  static Line of(int number, Pattern pattern, Said said) {
    return new Line(number, new Pattern(pattern.steps(), Optional.empty()), said);
  }
}
