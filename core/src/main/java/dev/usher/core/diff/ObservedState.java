package dev.usher.core.diff;

import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import java.util.Map;

/**
 * What is.
 *
 * @param catalogues what exists in each target where usher manages
 * @param facts each with whose it is, as the marks in the target say
 * @param heads head of the ledger at the last apply, by target; absent where there was none
 * @param holds who is kept out, as the targets' marks say
 */
public record ObservedState<N extends Native>(
    Map<Target, Catalogue> catalogues,
    Map<N, Origin> facts,
    Map<Target, String> heads,
    Holds holds) {

  /** Who made a fact. */
  public enum Origin {
    /** Usher's to change and to take away. */
    OURS,
    /** Somebody else's: reported and left alone. */
    FOREIGN,
    /** How things are, which a plan has to know: versions, owners. Never changed and not told. */
    CONTEXT
  }
}
