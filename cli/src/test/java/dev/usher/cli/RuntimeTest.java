package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the command line brings along. A module of ours that is here for tests alone would be left
 * out of what ships, though another module of ours needs it: no test would notice.
 */
class RuntimeTest {
  private static final Pattern DEPENDENCY =
      Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);

  @Test
  void none_of_our_modules_but_the_testkit_and_what_others_build_in_is_for_tests_alone()
      throws Exception {
    assertThat(DEPENDENCY.matcher(Files.readString(Path.of("pom.xml"))).results())
        .map(found -> found.group(1))
        .filteredOn(text -> text.contains("<groupId>dev.usher<"))
        .isNotEmpty()
        .filteredOn(text -> text.contains("<scope>test<"))
        .allMatch(
            text ->
                text.contains("<artifactId>usher-testkit<")
                    // The SDK's adapters, which no module of what ships needs.
                    || text.contains("<artifactId>usher-sdk-"));
  }
}
