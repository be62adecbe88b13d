package dev.usher.engine.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionFileTest {
  @TempDir private Path folder;

  private static List<String> subjects(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceAll(".*\"id\":\"([a-z]+)\"},\"action.*", "$1"))
        .toList();
  }

  @Test
  void itIsItsOwnersAloneAndGoesOnAtItsEnd() throws IOException {
    Path path = folder.resolve("decisions");
    try (DecisionFile file = DecisionFile.open(path)) {
      file.write(Some.lines("ann", "ben"));
    }
    try (DecisionFile file = DecisionFile.open(path)) {
      file.write(Some.lines("cay"));
    }
    assertThat(subjects(path)).containsExactly("ann", "ben", "cay");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void whoMovesItAwayFindsANewOne() throws IOException {
    Path path = folder.resolve("decisions");
    Path old = folder.resolve("decisions.1");
    try (DecisionFile file = DecisionFile.open(path)) {
      file.write(Some.lines("ann"));
      Files.move(path, old);
      file.write(Some.lines("ben"));
      Files.move(path, folder.resolve("decisions.2"));
      Files.createFile(path);
      file.write(Some.lines("cay"));
      Files.delete(path);
      file.write(Some.lines("dan"));
    }
    assertThat(subjects(old)).containsExactly("ann");
    assertThat(subjects(folder.resolve("decisions.2"))).containsExactly("ben");
    assertThat(subjects(path)).containsExactly("dan");
  }

  @Test
  void aLineThatWasCutOffSpoilsNoOther() throws IOException {
    Path path = Files.writeString(folder.resolve("decisions"), "{\"kind\":\"deci");
    try (DecisionFile file = DecisionFile.open(path)) {
      file.write(Some.lines("ann"));
    }
    assertThat(subjects(path)).containsExactly("{\"kind\":\"deci", "ann");
  }

  @Test
  void whereThereIsNoFolderItCannotBeOpened() {
    assertThatThrownBy(() -> DecisionFile.open(folder.resolve("nowhere/decisions")))
        .isInstanceOf(IOException.class);
  }
}
