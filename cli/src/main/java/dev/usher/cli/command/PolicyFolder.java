package dev.usher.cli.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that every command has which reads the policy. */
final class PolicyFolder {
  @Option(
      names = {"-p", "--policy"},
      paramLabel = "DIR",
      description = "The policy's folder; ./access unless said.")
  private Path path = Path.of("access");

  Path path() {
    return path;
  }
}
