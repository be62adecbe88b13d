package dev.usher.engine.enact;

import dev.usher.engine.enact.Revisions.Kept;
import dev.usher.engine.follow.InForce;
import java.util.Optional;

/** The policy in force as all servers' store has it, in a folder of this server's. */
public final class KeptInForce implements InForce {
  private final Revisions revisions;
  private final Shelf shelf;
  private volatile Optional<Shown> shown = Optional.empty();

  public KeptInForce(Revisions revisions, Shelf shelf) {
    this.revisions = revisions;
    this.shelf = shelf;
  }

  private record Shown(long number, Revision revision) {}

  /** Many ask at once, and nobody waits for another's answer from the store. */
  @Override
  public Optional<Revision> current() {
    return revisions.latest().map(this::shown);
  }

  private Revision shown(Kept kept) {
    Optional<Shown> last = shown;
    return last.filter(one -> one.number() == kept.number())
        .map(Shown::revision)
        .orElseGet(() -> show(kept));
  }

  private synchronized Revision show(Kept kept) {
    if (shown.filter(one -> one.number() == kept.number()).isEmpty())
      shown = Optional.of(new Shown(kept.number(), revision(kept)));
    return shown.orElseThrow().revision();
  }

  private Revision revision(Kept kept) {
    return new Revision(
        kept.about().revision(),
        shelf.folder(tree(revisions, kept)),
        kept.about().authors(),
        kept.about().at(),
        kept.about().acceptedBy());
  }

  /** Nothing that the store gives back is taken for what it was, unless it is. */
  static PolicyTree tree(Revisions revisions, Kept kept) {
    PolicyTree tree = revisions.tree(kept.number());
    if (!tree.digest().equals(kept.digest()))
      throw new IllegalStateException(
          "the files of policy %d in the store are not those that were put there: somebody changed them; put the head in force anew"
              .formatted(kept.number()));
    return tree;
  }
}
