package dev.usher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.mariadb.MariaDbType;
import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.connectors.redis.RedisType;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.core.model.SystemType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code golden/NAME.yaml} is read together with {@code _estate.yaml} and must come out as
 * {@code golden/NAME.txt} says. Adding a case is adding a file. After a wanted change of texts run
 * with {@code -Dgolden.write=true} and look at the difference in Git.
 */
class GoldenTest {
  static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
  static final Map<String, SystemType> TYPES =
      Map.of(
          "postgresql",
          PostgresType.TYPE,
          "mariadb",
          MariaDbType.TYPE,
          "mysql",
          MariaDbType.MYSQL,
          "redis",
          RedisType.TYPE);
  private static final Map<String, String> VARIABLES = Map.of("USHER_VAR_HOST", "db.prod");

  static Stream<String> cases() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml") && !name.startsWith("_"))
          .map(name -> name.substring(0, name.length() - 5))
          .sorted()
          .toList()
          .stream();
    }
  }

  static PolicyReader.Result read(Path folder) {
    return new PolicyReader(CLOCK)
        .read(folder, TYPES, name -> Optional.ofNullable(VARIABLES.get(name)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesOutAsWritten(String name, @TempDir Path folder) throws IOException {
    byte[] text = Files.readAllBytes(GOLDEN.resolve(name + ".yaml"));
    Files.write(folder.resolve("case.yaml"), text);
    if (!new String(text, StandardCharsets.ISO_8859_1).startsWith("# alone")) {
      Files.copy(GOLDEN.resolve("_estate.yaml"), folder.resolve("_estate.yaml"));
    }
    List<Diagnostic> diagnostics = read(folder).diagnostics();
    String rendered =
        Diagnostics.render(
                diagnostics.stream()
                    .filter(
                        each ->
                            each.at().map(at -> !at.file().endsWith("_estate.yaml")).orElse(true))
                    .toList())
            .replace(folder + "/", "")
            .replace(folder.toString(), "FOLDER");
    Path expected = GOLDEN.resolve(name + ".txt");
    if (Boolean.getBoolean("golden.write")) Files.writeString(expected, rendered);
    assertThat(rendered).isEqualTo(Files.readString(expected)).doesNotContain("hunter2");
    assertThat(diagnostics).anyMatch(Diagnostic::isError);
  }

  @Test
  void thereAreEnoughOfThem() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(60);
  }
}
