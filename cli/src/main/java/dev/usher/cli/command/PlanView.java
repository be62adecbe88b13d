package dev.usher.cli.command;

import dev.usher.cli.render.PlanText;
import dev.usher.cli.terminal.Ink;
import picocli.CommandLine.Option;

/** How much of a plan is shown. */
final class PlanView {
  @Option(
      names = {"-v", "--all"},
      description = "Every effect and every reason, however many.")
  private boolean all;

  @Option(names = "--sql", description = "Also the statements, exactly as they will run.")
  private boolean statements;

  PlanText text(Ink ink) {
    return new PlanText(ink, all, statements);
  }
}
