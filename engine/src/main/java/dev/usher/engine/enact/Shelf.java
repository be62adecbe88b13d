package dev.usher.engine.enact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A server's own copies of policies, a folder each, which nobody else may look into. They are there
 * whole or not at all, and do not change. A server that starts makes them anew.
 */
public final class Shelf {
  private static final String HALF = ".half-";
  private static final String OURS = "[0-9a-f]{64}|\\.half-.*";

  /** Who still works with an earlier one is not left without it. */
  private static final int KEPT = 5;

  private final Path home;

  /** The latest is last. */
  private final Deque<Path> made = new ArrayDeque<>();

  /**
   * @param home this server's alone; made where it is missing
   * @throws UncheckedIOException when it cannot be written to
   */
  public Shelf(Path home) {
    this.home = home.toAbsolutePath().normalize();
    try {
      Files.createDirectories(this.home);
      if (this.home.getFileSystem().supportedFileAttributeViews().contains("posix"))
        Files.setPosixFilePermissions(this.home, PosixFilePermissions.fromString("rwx------"));
      try (Stream<Path> left = Files.list(this.home)) {
        for (Path one : left.toList()) if (one.getFileName().toString().matches(OURS)) remove(one);
      }
    } catch (IOException failure) {
      throw unwritable(failure);
    }
  }

  /** Gives the folder that holds exactly that. */
  synchronized Path folder(PolicyTree tree) {
    Path folder = home.resolve(tree.digest());
    try {
      if (!made.remove(folder) || !Files.isDirectory(folder))
        Files.move(half(tree), folder, StandardCopyOption.ATOMIC_MOVE);
      made.addLast(folder);
      if (made.size() > KEPT) remove(made.removeFirst());
      return folder;
    } catch (IOException failure) {
      throw unwritable(failure);
    }
  }

  /** Lets somebody look at it in a folder, and takes that away. */
  <T> T tried(PolicyTree tree, Function<Path, T> look) {
    try {
      Path half = half(tree);
      try {
        return look.apply(half);
      } finally {
        remove(half);
      }
    } catch (IOException failure) {
      throw unwritable(failure);
    }
  }

  private Path half(PolicyTree tree) throws IOException {
    Path half = Files.createTempDirectory(home, HALF);
    try {
      tree.writeInto(half);
      return half;
    } catch (IOException | RuntimeException failure) {
      try {
        remove(half);
      } catch (IOException left) {
        failure.addSuppressed(left);
      }
      throw failure;
    }
  }

  private static void remove(Path tree) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(tree)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) Files.deleteIfExists(one);
  }

  private UncheckedIOException unwritable(IOException failure) {
    return new UncheckedIOException(
        "a policy cannot be put into "
            + home
            + "; see that usher may write there and the disk has room",
        failure);
  }
}
