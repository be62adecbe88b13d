package dev.usher.engine.enact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.policy.PolicyBounds;
import dev.usher.policy.PolicyReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a policy, and no others. */
class PolicyTreeTest {
  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void file(String path, String text) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(folder.resolve(path), text);
  }

  @Test
  void digestIsTheOneOfTheReader() throws IOException {
    file("b.yaml", "people: {}\n");
    file("a/z.yml", "teams: {}\n");
    file("a.yaml", "roles: {}\n");
    file("README.md", "no policy");
    file(".git/c.yaml", "hidden: {}\n");
    file("a/.d.yaml", "hidden: {}\n");
    PolicyTree tree = new FolderSource(folder).head(Optional.empty()).tree();
    assertThat(tree.files()).containsOnlyKeys("a.yaml", "a/z.yml", "b.yaml");
    assertThat(tree.digest())
        .isEqualTo(
            new PolicyReader(InstantSource.system())
                .read(folder, Map.of(), _ -> Optional.empty())
                .digest());
  }

  @Test
  void aHugeFileIsNotEvenRead() {
    PolicyTree.Builder tree = new PolicyTree.Builder();
    assertThatThrownBy(
            () ->
                tree.add(
                    "huge.yaml",
                    PolicyBounds.LARGEST_FILE + 1,
                    () -> {
                      throw new IOException("it was read");
                    }))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining("huge.yaml")
        .hasMessageContaining("16 MiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/a.yaml", "a//b.yaml", "a\\b.yaml", "a\nb.yaml"})
  void aPathThatIsNoneIsRefused(String path) {
    assertThatThrownBy(() -> new PolicyTree.Builder().add(path, 1, () -> bytes("x")))
        .isInstanceOf(SourceFailure.class);
  }

  /** In Java both names would be one, and one of the files be left out. */
  @Test
  void namesThatAreNotUtf8AreRefused() throws Exception {
    // By their bytes: Java writes no such name.
    assertThat(
            new ProcessBuilder(
                    "sh",
                    "-c",
                    "echo 'people: {}' > \"$(printf 'b\\344r.yaml')\";"
                        + " echo 'teams: {}' > \"$(printf 'b\\366r.yaml')\"")
                .directory(folder.toFile())
                .start()
                .waitFor())
        .isZero();
    assertThatThrownBy(() -> new FolderSource(folder).head(Optional.empty()))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining("is not UTF-8")
        .hasMessageContaining("rename it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.yaml", "a/../../b.yaml", "./a.yaml"})
  void nothingLeadsOutOfTheFolder(String path) throws IOException {
    PolicyTree.Builder tree = new PolicyTree.Builder();
    tree.add(path, 1, () -> bytes("x"));
    assertThat(tree.build().files()).isEmpty();
  }
}
