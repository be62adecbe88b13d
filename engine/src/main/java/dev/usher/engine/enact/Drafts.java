package dev.usher.engine.enact;

import dev.usher.engine.enact.Revisions.Kept;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Policies that are looked at beside the one that is followed: what somebody sends, and what was in
 * force before.
 */
public final class Drafts {
  private final Revisions revisions;
  private final Shelf shelf;

  public Drafts(Revisions revisions, Shelf shelf) {
    this.revisions = revisions;
    this.shelf = shelf;
  }

  /**
   * @param revision its name
   */
  public record Before(String revision, PolicyTree tree) {}

  /** What is in force now. */
  public Optional<Before> now() {
    return revisions.latest().map(this::before);
  }

  /** What was in force then. */
  public Optional<Before> at(Instant then) {
    return revisions.at(then).map(this::before);
  }

  private Before before(Kept kept) {
    return new Before(kept.about().revision(), KeptInForce.tree(revisions, kept));
  }

  /** Lets somebody look at it in a folder, and takes that away. */
  public <T> T tried(PolicyTree tree, Function<Path, T> look) {
    return shelf.tried(tree, look);
  }
}
