package dev.usher.engine.follow;

import dev.usher.engine.approval.Approvals;
import dev.usher.engine.memory.Memory;
import dev.usher.engine.past.PastBook;
import java.util.Optional;

/**
 * What counts beside the policy's text: what a server has heard and been told.
 *
 * @param memory of what was meant and carried out before; nobody's without a server
 */
public record Heard(
    Directories directories,
    HoldBook holds,
    Approvals approvals,
    PastBook past,
    Optional<Memory> memory) {
  /** Without a server. */
  public static final Heard NOTHING =
      new Heard(Directories.NONE, HoldBook.NONE, Approvals.NONE, PastBook.NONE);

  /** Where nobody remembers. */
  public Heard(Directories directories, HoldBook holds, Approvals approvals, PastBook past) {
    this(directories, holds, approvals, past, Optional.empty());
  }
}
