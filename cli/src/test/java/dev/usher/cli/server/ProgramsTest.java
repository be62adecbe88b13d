package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.Wiring;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.report.ValidateReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A policy comes by pull requests, and names no program: not as a key, not as the place of an
 * account, not by a driver's parameter (docs/decisions/0072).
 */
class ProgramsTest {
  private static final String SYSTEM =
      "systems: { shop-db: { type: postgresql, schemas: [public], in: { prod: { %s } } } }";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "url: \"jdbc:postgresql://127.0.0.1/shop\", admin: \"command:touch MARK\"",
        "url: \"jdbc:postgresql://127.0.0.1/shop\", admin: \"exec:touch MARK\"",
        "url: \"jdbc:postgresql://127.0.0.1/shop\", admin: \"$(touch MARK)\"",
        "url: \"jdbc:postgresql://127.0.0.1/shop\", admin: \"env:X\", command: \"touch MARK\"",
        "url: \"jdbc:postgresql://127.0.0.1/shop?sslpasswordcallback=Evil\", admin: \"env:X\"",
        "url: \"jdbc:postgresql://127.0.0.1/shop?socketFactory=Evil\", admin: \"env:X\"",
        "url: \"jdbc:postgresql://127.0.0.1/shop?authenticationPluginClassName=Evil\", admin: \"env:X\"",
        "url: \"jdbc:postgresql://127.0.0.1/shop?loggerFile=MARK\", admin: \"env:X\"",
      })
  void noConnectionNamesAProgram(String connection) throws IOException {
    isRefused("environments: { prod: {} }\n" + SYSTEM.formatted(connection));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "store-key: \"command:touch MARK\"",
        "programs: [touch MARK]",
        "hooks: { apply: touch MARK }",
        "operator: { programs: [touch MARK] }",
        "secrets: { hook: \"command:touch MARK\" }",
        "directories: { okta: { type: scim, command: touch MARK } }",
        "people: !!java.lang.ProcessBuilder [[touch, MARK]]",
      })
  void noKeyNamesAProgram(String line) throws IOException {
    isRefused("environments: { prod: {} }\n" + line);
  }

  private void isRefused(String policy) throws IOException {
    Path mark = folder.resolve("mark");
    Path file =
        Files.writeString(folder.resolve("policy.yaml"), policy.replace("MARK", mark.toString()));
    ValidateReport report = Wiring.usher(Map.of()).validate(folder);
    assertThat(report.hasErrors()).as(Files.readString(file)).isTrue();
    assertThat(report.diagnostics())
        .as(Diagnostics.render(report.diagnostics()))
        .filteredOn(Diagnostic::isError)
        .anySatisfy(one -> assertThat(one.at().orElseThrow().line()).isEqualTo(2));
    assertThat(mark).doesNotExist();
  }
}
