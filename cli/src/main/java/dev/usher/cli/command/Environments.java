package dev.usher.cli.command;

import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** The option that narrows what is carried out; what is looked at stays whole. */
final class Environments {
  @Option(
      names = "--env",
      paramLabel = "ENV",
      description = "Only this environment; may be said more than once. All unless said.")
  private Set<String> names = new LinkedHashSet<>();

  Set<String> names() {
    return names;
  }
}
