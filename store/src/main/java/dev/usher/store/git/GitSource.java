package dev.usher.store.git;

import dev.usher.engine.enact.PolicySource;
import dev.usher.engine.enact.SourceFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** A branch of a Git repository: its end is what stands there. */
public final class GitSource implements PolicySource {
  /** Of more commits than that nobody has read who wrote them. */
  private static final int MOST_COMMITS = 10_000;

  private final Remote remote;
  private final Supplier<Optional<String>> account;
  private final BareClone clone;

  /**
   * @param account {@code user:password}, asked for anew each time, where the other side wants one
   * @param home for a copy of the repository, this server's alone
   * @param limit longest silence of the other side
   */
  public GitSource(Remote remote, Supplier<Optional<String>> account, Path home, Duration limit) {
    this.remote = remote;
    this.account = account;
    this.clone = new BareClone(remote, home, limit);
  }

  @Override
  public String name() {
    return remote.name();
  }

  @Override
  public Head head(Optional<String> applied) {
    try (Repository repository = clone.open()) {
      ObjectId end = clone.fetch(repository, account.get());
      try (RevWalk walk = new RevWalk(repository)) {
        RevCommit head = walk.parseCommit(end);
        Set<String> authors = new TreeSet<>();
        if (remote.signers().isPresent())
          authors.add(new Signatures(remote.signers().get()).signer(repository, head));
        Optional<RevCommit> before = applied.flatMap(one -> commit(walk, one));
        boolean goesOn =
            applied.isEmpty() || (before.isPresent() && walk.isMergedInto(before.get(), head));
        authors.addAll(authors(walk, head, before));
        return new Head(
            head.name(),
            CommittedTree.of(repository, head, remote.folder(), remote.name()),
            authors,
            goesOn ? Lineage.GOES_ON : Lineage.BREAKS_OFF);
      }
    } catch (IOException failure) {
      throw new SourceFailure(
          "this server's copy of %s cannot be used (%s): see that the disk has room; or stop the server and remove the copy, and it is fetched anew"
              .formatted(remote.name(), failure.getClass().getSimpleName()),
          failure);
    }
  }

  /**
   * Absent where no such commit is there: it was a folder's, or has gone with a rewritten history.
   */
  private static Optional<RevCommit> commit(RevWalk walk, String revision) {
    if (!ObjectId.isId(revision)) return Optional.empty();
    try {
      return Optional.of(walk.parseCommit(ObjectId.fromString(revision)));
    } catch (MissingObjectException | IncorrectObjectTypeException none) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new SourceFailure("this server's copy of the repository is damaged", failure);
    }
  }

  /** Of all that the one that was applied did not have; of the head alone where that is unknown. */
  private static Set<String> authors(RevWalk walk, RevCommit head, Optional<RevCommit> before)
      throws IOException {
    Set<String> all = new TreeSet<>();
    if (before.isEmpty()) {
      add(all, head);
      return all;
    }
    walk.reset();
    walk.markStart(head);
    walk.markUninteresting(before.get());
    int commits = 0;
    for (RevCommit one : walk) {
      if (++commits > MOST_COMMITS)
        throw new SourceFailure(
            "more than "
                + MOST_COMMITS
                + " commits came at once, and nobody can say who wrote them; bring them in parts");
      add(all, one);
    }
    return all;
  }

  private static void add(Set<String> all, RevCommit commit) {
    for (PersonIdent one :
        new PersonIdent[] {commit.getAuthorIdent(), commit.getCommitterIdent()}) {
      all.add(one.getName());
      all.add(one.getEmailAddress());
    }
  }
}
