package dev.usher.cli.command;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Ink;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Target;
import dev.usher.engine.Placeholders;
import dev.usher.engine.Usher;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** All commands, listed in one place, and how a wrong or failing call ends. */
public final class Commands {
  private static final String COMPLETION = "completion";
  private static final String HELP = "help";

  private Commands() {}

  @Command(
      name = "usher",
      description = "Access as code: one policy in Git, true on every system, and proved.",
      versionProvider = Version.class,
      mixinStandardHelpOptions = true,
      scope = ScopeType.INHERIT,
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Say usher help COMMAND for one command's options."})
  private static final class Root {}

  /**
   * @param demo the demonstration, which brings its own systems
   * @param ofServer makes the commands that run a server and are about its store, in their order
   * @param first what is said first: where that is a command it is the only one made, for to
   *     describe them all takes longer than most of them run
   */
  public static CommandLine of(
      Usher usher,
      Terminal terminal,
      Callable<Integer> demo,
      Map<String, Supplier<CommandLine>> ofServer,
      String first) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("init", () -> new InitCommand(usher, terminal));
    commands.put("validate", () -> new ValidateCommand(usher, terminal));
    commands.put("access-diff", () -> new AccessDiffCommand(usher, terminal));
    commands.put("import", () -> new ImportCommand(usher, terminal));
    commands.put("plan", () -> new PlanCommand(usher, terminal));
    commands.put("apply", () -> new ApplyCommand(usher, terminal));
    commands.put("drift", () -> new DriftCommand(usher, terminal));
    commands.put("verify", () -> new VerifyCommand(usher, terminal));
    commands.put("can", () -> new CanCommand(usher, terminal));
    commands.put("who-can", () -> new WhoCanCommand(usher, terminal));
    commands.put("filter", () -> new FilterCommand(usher, terminal));
    commands.put("access", () -> new AccessCommand(usher, terminal));
    commands.put("issue", () -> new IssueCommand(usher, terminal));
    commands.put("suspend", () -> new SuspendCommand(usher, terminal));
    commands.put("resume", () -> new ResumeCommand(usher, terminal));
    commands.put("offboard", () -> new OffboardCommand(usher, terminal));
    commands.put("orphans", () -> new OrphansCommand(usher, terminal));
    commands.put("schedule", () -> new ScheduleCommand(usher, terminal));
    commands.put(
        "ledger",
        () ->
            new CommandLine(new LedgerCommand(usher, terminal))
                .addSubcommand(new LedgerVerifyCommand(usher, terminal))
                .addSubcommand(new LedgerExportCommand(usher, terminal))
                .addSubcommand(new LedgerKeyCommand(terminal)));
    ofServer.forEach((name, line) -> commands.put(name, line::get));
    commands.put("login", () -> new LoginCommand(terminal));
    commands.put("logout", () -> new LogoutCommand(terminal));
    commands.put(
        "token",
        () ->
            new CommandLine(new TokenCommand())
                .addSubcommand(new TokenCreateCommand(terminal))
                .addSubcommand(new TokenListCommand(terminal))
                .addSubcommand(new TokenRevokeCommand(terminal)));
    commands.put(
        "policy",
        () ->
            new CommandLine(new PolicyCommand())
                .addSubcommand(new PolicyHeadCommand(terminal))
                .addSubcommand(new PolicyAcceptCommand(terminal)));
    commands.put(
        "identity",
        () ->
            new CommandLine(new IdentityCommand())
                .addSubcommand(new IdentityListCommand(terminal))
                .addSubcommand(new IdentityFreeCommand(terminal)));
    commands.put(
        "secret",
        () ->
            new CommandLine(new SecretCommand())
                .addSubcommand(new SecretListCommand(terminal))
                .addSubcommand(new SecretPutCommand(terminal))
                .addSubcommand(new SecretRemoveCommand(terminal))
                .addSubcommand(new SecretRotateCommand(terminal)));
    commands.put(
        "subscription",
        () ->
            new CommandLine(new SubscriptionCommand())
                .addSubcommand(new SubscriptionListCommand(terminal))
                .addSubcommand(new SubscriptionAddCommand(terminal))
                .addSubcommand(new SubscriptionRemoveCommand(terminal))
                .addSubcommand(new SubscriptionDeadLettersCommand(terminal))
                .addSubcommand(new SubscriptionReplayCommand(terminal)));
    commands.put("approvals", () -> new ApprovalsCommand(terminal));
    commands.put("held", () -> new HeldCommand(terminal));
    commands.put("joining", () -> new JoiningCommand(terminal));
    commands.put("recover", () -> new RecoverCommand(terminal));
    commands.put("history", () -> new HistoryCommand(usher, terminal));
    commands.put("diff", () -> new DiffCommand(usher, terminal));
    commands.put("demo", () -> demo);
    commands.put(COMPLETION, () -> new CompletionCommand(terminal));
    // Written out: Java's AOT cache cannot hold a reference to a method of a library so old.
    commands.put(HELP, () -> new HelpCommand());
    CommandLine all = new CommandLine(new Root());
    boolean alone = commands.containsKey(first) && !Set.of(COMPLETION, HELP).contains(first);
    commands.forEach(
        (name, command) -> {
          if (!alone || name.equals(first)) all.addSubcommand(name, command.get());
        });
    return all.registerConverter(Value.class, Arguments::value)
        .registerConverter(Target.class, Arguments::target)
        .registerConverter(Duration.class, Arguments::duration)
        .registerConverter(Instant.class, Arguments::instant)
        .registerConverter(Placeholders.class, Arguments::style)
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
