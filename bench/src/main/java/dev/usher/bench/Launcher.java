package dev.usher.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program as people start it: {@code ./usher}, in a process of its own. */
final class Launcher {
  private final Path program;
  private final Path workingFolder;
  private final List<String> javaOptions;

  /**
   * @param javaOptions beside the launcher's own, such as {@code -Xmx512m}
   */
  Launcher(Path workingFolder, List<String> javaOptions) {
    this.program = find(Path.of("").toAbsolutePath());
    this.workingFolder = workingFolder;
    this.javaOptions = javaOptions;
  }

  /** In this folder or one above: tests run in the module's. */
  private static Path find(Path folder) {
    Path launcher = folder.resolve("usher");
    if (Files.isRegularFile(launcher)) return launcher;
    Path above = folder.getParent();
    if (above == null) throw new IllegalStateException("no launcher here: run ./dev bench");
    return find(above);
  }

  /**
   * Runs it to its end.
   *
   * @throws IllegalStateException when it ends with another status, with all that it said
   */
  void expect(int status, String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = builder(arguments);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != status) {
      throw new IllegalStateException(
          "%s ended with %d:\n%s".formatted(builder.command(), process.exitValue(), said));
    }
  }

  /** Starts what goes on. */
  Process start(Map<String, String> environment, Path log, String... arguments) throws IOException {
    ProcessBuilder builder = builder(arguments).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingFolder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true);
    if (!javaOptions.isEmpty()) {
      builder.environment().put("JDK_JAVA_OPTIONS", String.join(" ", javaOptions));
    }
    return builder;
  }
}
