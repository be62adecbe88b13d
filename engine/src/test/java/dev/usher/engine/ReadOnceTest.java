package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.policy.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadOnceTest {
  @TempDir Path folder;
  private final List<Path> read = new ArrayList<>();
  private final ReadOnce once =
      new ReadOnce(
          there -> {
            read.add(there);
            return new PolicyReader(InstantSource.system())
                .read(there, Map.of(), _ -> Optional.empty());
          });

  private Path policy(String name, String text) throws IOException {
    Path there = Files.createDirectories(folder.resolve(name));
    Files.writeString(there.resolve("policy.yaml"), text);
    return there;
  }

  @Test
  void aFolderIsReadOnceUntilTwoOthersAreInUse() throws IOException {
    Path one = policy("one", "environments: { prod: {} }\n");
    Path two = policy("two", "environments: { dev: {} }\n");
    Path three = policy("three", "environments: { test: {} }\n");
    assertThat(once.apply(one)).isSameAs(once.apply(one));
    once.apply(two);
    once.apply(one);
    assertThat(read).containsExactly(one, two);
    once.apply(three);
    once.apply(one);
    assertThat(read).as("used before the third came").containsExactly(one, two, three);
    once.apply(two);
    assertThat(read).as("the one that was longest out of use").hasSize(4).endsWith(two);
  }

  @Test
  void whatHasErrorsIsReadAgain() throws IOException {
    Path one = policy("one", "environments: 7\n");
    assertThat(once.apply(one).policy()).isEmpty();
    policy("one", "environments: { prod: {} }\n");
    assertThat(once.apply(one).policy()).isPresent();
    assertThat(read).hasSize(2);
  }
}
