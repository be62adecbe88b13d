package dev.usher.store.git;

import dev.usher.engine.enact.PolicyTree;
import dev.usher.engine.enact.SourceFailure;
import java.io.IOException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/** A policy as it was committed. */
final class CommittedTree {
  private CommittedTree() {}

  /**
   * The bytes as they are there: no filter, no other ends of lines.
   *
   * @param folder of the repository; empty for all of it
   * @param name of where that is, to be shown
   */
  static PolicyTree of(Repository repository, RevCommit commit, String folder, String name)
      throws IOException {
    PolicyTree.Builder tree = new PolicyTree.Builder();
    try (TreeWalk walk = walk(repository, commit, folder, name);
        ObjectReader reader = repository.newObjectReader()) {
      while (walk.next()) {
        String path = walk.getPathString();
        if (path.startsWith(".") || path.contains("/.")) continue;
        if (walk.getFileMode(0).equals(FileMode.SYMLINK)) throw PolicyTree.Builder.link(path);
        if (walk.getFileMode(0).equals(FileMode.GITLINK))
          throw new SourceFailure(
              path + " is a submodule, and a policy has none; put its files themselves there");
        ObjectId file = walk.getObjectId(0);
        tree.add(
            path,
            reader.getObjectSize(file, Constants.OBJ_BLOB),
            () -> reader.open(file, Constants.OBJ_BLOB).getBytes());
      }
    }
    return tree.build();
  }

  private static TreeWalk walk(Repository repository, RevCommit commit, String folder, String name)
      throws IOException {
    if (folder.isEmpty()) {
      TreeWalk whole = new TreeWalk(repository);
      whole.addTree(commit.getTree());
      whole.setRecursive(true);
      return whole;
    }
    try (TreeWalk to = TreeWalk.forPath(repository, folder, commit.getTree())) {
      if (to == null || !to.getFileMode(0).equals(FileMode.TREE))
        throw new SourceFailure(
            name + " has no such folder; name one that is there, or none for all of it");
      TreeWalk below = new TreeWalk(repository);
      below.addTree(to.getObjectId(0));
      below.setRecursive(true);
      return below;
    }
  }
}
