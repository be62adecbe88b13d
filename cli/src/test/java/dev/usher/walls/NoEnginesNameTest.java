package dev.usher.walls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What all types of system share speaks of none of them, and connectors look alike. */
class NoEnginesNameTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ENGINES =
      Pattern.compile("postgres|mariadb|mysql|redis|scram|pg_", Pattern.CASE_INSENSITIVE);

  /** What every connector has a file for, behind its own name. */
  private static final List<String> SHAPE =
      List.of(
          "AdminScript",
          "Arrange",
          "Compile",
          "Connector",
          "Credential",
          "Drafts",
          "Errors",
          "Fact",
          "Fingerprint",
          "Inspect",
          "Mark",
          "Names",
          "Probe",
          "Session",
          "Standing",
          "Type",
          "Url",
          "WriterLock");

  @Test
  void coreAndEngineAndTheInterfaceNameNoEngine() throws IOException {
    List<String> found = new ArrayList<>();
    for (String room : List.of("core", "engine", "connectors/api")) {
      for (Path file : sources(ROOT.resolve(room + "/src/main/java"))) {
        Files.readAllLines(file).stream()
            .filter(line -> ENGINES.matcher(line).find())
            .forEach(line -> found.add(file.getFileName() + ": " + line.strip()));
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void connectorsHaveTheSameFiles() throws IOException {
    List<Path> connectors;
    try (Stream<Path> folders = Files.list(ROOT.resolve("connectors"))) {
      connectors =
          folders
              .filter(folder -> Files.exists(folder.resolve("pom.xml")) && !folder.endsWith("api"))
              .toList();
    }
    assertThat(connectors).isNotEmpty();
    for (Path connector : connectors) {
      List<String> names =
          sources(connector.resolve("src/main/java")).stream()
              .map(file -> file.getFileName().toString())
              .toList();
      for (String part : SHAPE) {
        assertThat(names)
            .as(connector.getFileName().toString())
            .anyMatch(name -> name.endsWith(part + ".java"));
      }
    }
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
