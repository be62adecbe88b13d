package dev.usher.engine.enact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that somebody writes to. It has no history, and a change of several files is not one
 * change there: that is what a repository is for.
 */
public final class FolderSource implements PolicySource {
  private static final int TRIES = 5;

  private final Path folder;

  /** Of the last look. */
  private volatile String digest = "";

  public FolderSource(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public String name() {
    return folder.toString();
  }

  /**
   * Read until two readings are alike, so that no file of one state stands beside another's. Of
   * these the first may be the last look's: mostly nothing has changed.
   */
  @Override
  public Head head(Optional<String> applied) {
    try {
      String before = digest;
      for (int i = 0; i <= TRIES; i++) {
        PolicyTree now = read(folder);
        if (now.digest().equals(before)) return new Head(before, now, Set.of(), Lineage.UNTOLD);
        before = now.digest();
        digest = before;
      }
    } catch (IOException | UncheckedIOException failure) {
      throw new SourceFailure(
          "the policy in "
              + folder
              + " cannot be read ("
              + failure.getClass().getSimpleName()
              + "); see that the folder is there and usher may read it",
          failure);
    }
    throw new SourceFailure(
        "the policy in " + folder + " changes while it is read; it is looked at again");
  }

  static PolicyTree read(Path folder) throws IOException {
    PolicyTree.Builder tree = new PolicyTree.Builder();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
            return !each.equals(folder) && isHidden(each)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            String path = folder.relativize(each).toString().replace('\\', '/');
            if (attributes.isSymbolicLink() && !isHidden(each)) throw PolicyTree.Builder.link(path);
            if (attributes.isRegularFile())
              tree.add(path, attributes.size(), () -> Files.readAllBytes(each));
            return FileVisitResult.CONTINUE;
          }
        });
    return tree.build();
  }

  private static boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }
}
