package dev.usher.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No secret is in anything that the tests of all modules have printed or logged: none of those that
 * they plant, and nothing that has the shape of one.
 */
class LeaksTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /**
   * A secret of a test is a constant of such a name, a name of a variable is none; or what stands
   * behind an account: {@code admin + ":of the admin"}.
   */
  private static final Pattern PLANTED =
      Pattern.compile(
          "(?:SECRET|PASSWORD|HOOK|TOKEN|FIRST|ADMIN|DROWNED|MAIL|WRONG)[A-Z_]*"
              + " = \"((?![A-Z_]+\")[^\"\\\\]{8,})\"|\\+ \":([a-z][a-z ]{7,})\"");

  private static final Map<String, Pattern> SHAPES =
      Map.of(
          "a token of usher's", Pattern.compile("usher_[A-Za-z0-9]{43}"),
          "a webhook's secret", Pattern.compile("whsec_[A-Za-z0-9+/]{20,}"),
          "a password as PostgreSQL keeps it", Pattern.compile("SCRAM-SHA-256\\$\\d+:\\S{20,}"),
          "a private key", Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----"),
          "a bearer's header", Pattern.compile("(?i)authorization: *bearer [a-z0-9._~+/-]{16,}"),
          "a password in a URL", Pattern.compile("(?:jdbc:)?[a-z]+://[^\\s/:@\"]+:[^\\s/:@\"]+@"));

  @Test
  void whatTheTestsHavePrintedHoldsNoSecret() throws IOException {
    List<Path> printed = printed(ROOT);
    assumeThat(printed).as("nothing has been tested here: run mvn verify").isNotEmpty();
    Map<String, Pattern> secrets = secrets();
    assertThat(secrets).hasSizeGreaterThan(SHAPES.size() + 5);
    assertThat(found(printed, secrets)).isEmpty();
  }

  /** What is looked for is found. */
  @Test
  void aSecretIsFoundWhereverItIsPrinted(@TempDir Path folder) throws IOException {
    Path reports = Files.createDirectories(folder.resolve("one/target/surefire-reports"));
    Path output = reports.resolve("dev.usher.SomeTest-output.txt");
    Files.writeString(output, "all is well at jdbc:postgresql://127.0.0.1:5432/shop\n");
    assertThat(printed(folder)).containsExactly(output);
    assertThat(found(printed(folder), secrets())).isEmpty();
    Files.writeString(
        output,
        """
        Authorization: Bearer abcdefghijklmnopqrst
        https://ann:sesame@example.org/
        and correct horse battery staple
        the password of the admin, and the-first-administrator-of-all-0123456789
        """);
    assertThat(found(printed(folder), secrets()))
        .extracting(line -> line.substring(line.lastIndexOf(": ") + 2))
        .contains("a bearer's header", "a password in a URL", "\"correct horse battery staple\"")
        .contains("\"of the admin\"", "\"the-first-administrator-of-all-0123456789\"");
  }

  /** What tests said and logged, in each module that has been tested. */
  private static List<Path> printed(Path root) throws IOException {
    try (Stream<Path> all = Files.find(root, 6, (file, _) -> isPrinted(file))) {
      return all.sorted().toList();
    }
  }

  private static boolean isPrinted(Path file) {
    return file.getParent().endsWith("target/surefire-reports")
        && file.toString().endsWith("-output.txt");
  }

  private static Map<String, Pattern> secrets() throws IOException {
    Map<String, Pattern> secrets = new TreeMap<>(SHAPES);
    try (Stream<Path> all =
        Files.find(ROOT, 20, (file, _) -> file.toString().endsWith(".java") && isTest(file))) {
      for (Path source : all.toList()) {
        Matcher matcher = PLANTED.matcher(Files.readString(source));
        while (matcher.find()) {
          String secret = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
          secrets.put('"' + secret + '"', Pattern.compile(secret, Pattern.LITERAL));
        }
      }
    }
    return secrets;
  }

  private static boolean isTest(Path file) {
    return file.startsWith(ROOT.resolve("testkit")) || file.toString().contains("/src/test/java/");
  }

  /** In which file, and what; never the secret's line itself. */
  private static List<String> found(List<Path> printed, Map<String, Pattern> secrets)
      throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : printed) {
      // Whatever bytes a program prints.
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      secrets.forEach(
          (what, pattern) -> {
            if (pattern.matcher(text).find()) found.add(file.getFileName() + ": " + what);
          });
    }
    return found;
  }
}
