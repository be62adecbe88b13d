package dev.usher.engine.enact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {
  @TempDir Path home;

  @Test
  void whatCannotBeWrittenLeavesNothingBehind() throws IOException {
    PolicyTree.Builder tree = new PolicyTree.Builder();
    tree.add("a/first.yaml", 1_000, () -> new byte[1_000]);
    // No file system that Java runs on takes a name of more than 255 bytes or letters.
    tree.add("b".repeat(300) + ".yaml", 1, () -> new byte[1]);
    PolicyTree unwritable = tree.build();
    Shelf shelf = new Shelf(home);
    assertThatThrownBy(() -> shelf.tried(unwritable, path -> path))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> shelf.folder(unwritable)).isInstanceOf(UncheckedIOException.class);
    assertThat(home).isEmptyDirectory();
  }
}
