package dev.usher.cli.command;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Ink;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Target;
import dev.usher.engine.Usher;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/** All commands, listed in one place, and how a wrong or failing call ends. */
public final class Commands {
  private Commands() {}

  @Command(
      name = "usher",
      description = "Access as code: one policy in Git, true on every system, and proved.",
      versionProvider = Version.class,
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Say usher help COMMAND for one command's options."})
  private static final class Root {}

  /**
   * @param demo the demonstration, which brings its own systems
   */
  public static CommandLine of(Usher usher, Terminal terminal, Callable<Integer> demo) {
    CommandLine ledger =
        new CommandLine(new LedgerCommand(usher, terminal))
            .addSubcommand(new LedgerVerifyCommand(usher, terminal));
    CommandLine all =
        new CommandLine(new Root())
            .addSubcommand(new InitCommand(usher, terminal))
            .addSubcommand(new ValidateCommand(usher, terminal))
            .addSubcommand(new PlanCommand(usher, terminal))
            .addSubcommand(new ApplyCommand(usher, terminal))
            .addSubcommand(new VerifyCommand(usher, terminal))
            .addSubcommand(new CanCommand(usher, terminal))
            .addSubcommand(new WhoCanCommand(usher, terminal))
            .addSubcommand(new AccessCommand(usher, terminal))
            .addSubcommand(new IssueCommand(usher, terminal))
            .addSubcommand(ledger)
            .addSubcommand(demo)
            .addSubcommand(new CompletionCommand(terminal))
            .addSubcommand(new HelpCommand());
    return all.registerConverter(Value.class, Arguments::value)
        .registerConverter(Target.class, Arguments::target)
        .registerConverter(Duration.class, Arguments::duration)
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.ink() == Ink.COLOUR ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler((error, _) -> misused(error, terminal))
        .setExecutionExceptionHandler((error, _, _) -> Fault.tell(error, terminal));
  }

  private static int misused(ParameterException error, Terminal terminal) {
    CommandLine command = error.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    terminal.err().println(name + ": " + error.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr());
    terminal.err().println("Say " + name + " --help for what goes with it.");
    return ExitCode.ERROR;
  }
}
