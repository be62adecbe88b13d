package dev.usher.store.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/** Folders with all that is in them. Links are not followed. */
final class Trees {
  private Trees() {}

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes its) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure)
              throws IOException {
            if (failure != null) throw failure;
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static void give(Path folder, UserPrincipal owner) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all::iterator)
        if (!Files.isSymbolicLink(path)) Files.setOwner(path, owner);
    }
  }
}
