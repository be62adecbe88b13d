package dev.usher.cli.command;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.json.Json;
import dev.usher.engine.report.Failure;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where a report goes: JSON, or text on stdout with what is wrong on stderr. */
final class Output {
  @Option(names = "--json", description = "The result as JSON, with stable keys.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  /**
   * Prints one report.
   *
   * @param text not asked for with {@code --json}
   */
  void print(
      Terminal terminal,
      Object report,
      List<Diagnostic> diagnostics,
      List<Failure> failures,
      Supplier<String> text) {
    if (json) {
      terminal.out().print(Json.of(report));
      return;
    }
    problems(terminal, diagnostics, failures);
    terminal.out().print(text.get());
    terminal.out().flush();
  }

  /**
   * Prints what was answered; no text where the question itself is wrong.
   *
   * @return how the command ends
   */
  int answered(
      Terminal terminal,
      Object report,
      List<Diagnostic> diagnostics,
      List<Failure> failures,
      Supplier<String> text) {
    boolean isWrong = diagnostics.stream().anyMatch(Diagnostic::isError);
    print(terminal, report, diagnostics, failures, () -> isWrong ? "" : text.get());
    return isWrong || !failures.isEmpty() ? ExitCode.ERROR : ExitCode.OK;
  }

  /** What is wrong, on stderr, before anything is asked or printed. */
  static void problems(Terminal terminal, List<Diagnostic> diagnostics, List<Failure> failures) {
    if (!diagnostics.isEmpty()) terminal.err().println(Diagnostics.render(diagnostics));
    for (Failure failure : failures) {
      terminal.err().println(failure.where() + ": error: " + failure.message());
    }
    terminal.err().flush();
  }
}
