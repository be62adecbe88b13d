package dev.usher.cli.command;

import dev.usher.cli.terminal.Terminal;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Whether somebody agrees to a plan that they have been shown. */
final class Agreement {
  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  /** One who reads JSON is shown no plan. */
  void mustBeSaidWith(Output output, CommandSpec spec) {
    if (output.isJson() && !yes) {
      throw new ParameterException(
          spec.commandLine(), "--json shows no plan that one could agree to: say --yes with it");
    }
  }

  /** Before anything was shown. */
  boolean isSaid() {
    return yes;
  }

  boolean isGiven(Terminal terminal) {
    if (yes) return true;
    if (!terminal.canAsk()) {
      terminal
          .err()
          .println(
              "Nothing was applied: nobody is there to ask. Say --yes to apply without asking.");
      return false;
    }
    if (terminal.isYes("Apply this plan?")) return true;
    terminal.err().println("Nothing was applied.");
    return false;
  }
}
