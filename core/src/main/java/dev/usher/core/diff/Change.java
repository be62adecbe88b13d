package dev.usher.core.diff;

import dev.usher.core.model.Cause;
import java.util.Set;

/** One difference, with its reasons. */
public sealed interface Change<N extends Native> {
  Set<Cause> causes();

  record Add<N extends Native>(N after, Set<Cause> causes) implements Change<N> {}

  record Replace<N extends Native>(N before, N after, Set<Cause> causes) implements Change<N> {}

  record Remove<N extends Native>(N before, Set<Cause> causes) implements Change<N> {}
}
