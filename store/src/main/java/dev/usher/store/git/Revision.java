package dev.usher.store.git;

import dev.usher.engine.enact.PolicyTree;
import dev.usher.engine.enact.SourceFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A folder of policy as it was in a commit of the repository that it lies in. Nothing is fetched,
 * written or run.
 */
public final class Revision {
  private Revision() {}

  /**
   * @param folder of the repository's working tree; need not be there any more
   * @param revision as Git has it (gitrevisions(7)): {@code main}, {@code HEAD~1}, a commit's id
   * @throws SourceFailure for what cannot be had, with what to do
   */
  public static PolicyTree tree(Path folder, String revision) {
    Unconfigured.install();
    Path place = folder.toAbsolutePath().normalize();
    Path tree =
        top(place)
            .orElseThrow(
                () ->
                    new SourceFailure(
                        "%s lies in no Git repository that %s could be a revision of; for a folder write ./%s"
                            .formatted(folder, revision, revision)));
    FileRepositoryBuilder found = new FileRepositoryBuilder().findGitDir(tree.toFile());
    try (Repository repository = found.setMustExist(true).build();
        RevWalk walk = new RevWalk(repository)) {
      if (repository.isBare())
        throw new SourceFailure(folder + " lies in a repository without a working tree");
      Path top = repository.getWorkTree().toPath().toAbsolutePath().normalize();
      String below = top.relativize(place).toString().replace('\\', '/');
      return CommittedTree.of(
          repository, walk.parseCommit(commit(repository, revision)), below, revision);
    } catch (MissingObjectException | IncorrectObjectTypeException gone) {
      throw new SourceFailure(
          revision + " is no commit that is here; fetch it: git fetch origin " + revision, gone);
    } catch (IOException failure) {
      throw new SourceFailure(
          "the repository of %s cannot be read (%s)"
              .formatted(folder, failure.getClass().getSimpleName()),
          failure);
    }
  }

  /** Nothing within a working tree is taken for a repository, whatever somebody committed there. */
  private static Optional<Path> top(Path place) {
    for (Path at = place; at != null; at = at.getParent())
      if (Files.exists(at.resolve(".git"))) return Optional.of(at);
    return Optional.empty();
  }

  private static ObjectId commit(Repository repository, String revision) throws IOException {
    try {
      ObjectId id = repository.resolve(revision + "^{commit}");
      if (id != null) return id;
    } catch (AmbiguousObjectException | RevisionSyntaxException unclear) {
      throw new SourceFailure(
          revision
              + " is no revision; write a branch, a tag or a commit, or a folder as ./"
              + revision,
          unclear);
    }
    throw new SourceFailure(
        revision
            + " is no revision that is here; in a shallow clone fetch it first: git fetch origin "
            + revision
            + "; a folder is written ./"
            + revision);
  }
}
