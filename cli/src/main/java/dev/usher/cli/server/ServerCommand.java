package dev.usher.cli.server;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.Refused;
import dev.usher.server.log.EventLog;
import dev.usher.store.StoreFailure;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

@Command(
    name = "server",
    description = "Follows the policy by itself, and answers to people and programs over HTTP.",
    footer = {
      "",
      "Each option is also a key of the file and a variable: --listen, listen:,"
          + " USHER_SERVER_LISTEN.",
      "USHER_ADMIN_TOKEN holds the first administrator's token, or file:PATH of it."
    })
public final class ServerCommand implements Callable<Integer> {
  private final Ushers ushers;
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "A file of YAML with the same.")
  private @Nullable Path file;

  private ServerCommand(Ushers ushers, Terminal terminal) {
    this.ushers = ushers;
    this.terminal = terminal;
  }

  /** With an option for each key. */
  public static CommandLine line(Ushers ushers, Terminal terminal) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new ServerCommand(ushers, terminal));
    for (Key key : Key.values()) spec.addOption(option(key));
    return new CommandLine(spec);
  }

  static OptionSpec option(Key key) {
    OptionSpec.Builder option =
        OptionSpec.builder(key.options().toArray(String[]::new))
            .type(String.class)
            .paramLabel(key.value())
            .description(key.help());
    if (key.isFlag()) option.arity("0..1").fallbackValue("true");
    return option.build();
  }

  @Override
  public Integer call() throws InterruptedException {
    ConfigReader.Result read =
        ConfigReader.read(
            flags(Objects.requireNonNull(spec).commandLine().getParseResult()),
            Optional.ofNullable(file),
            terminal.environment());
    if (!read.diagnostics().isEmpty())
      terminal.err().println(Diagnostics.render(read.diagnostics()));
    if (read.config().isEmpty()) return ExitCode.ERROR;
    EventLog log = new EventLog(terminal.err(), InstantSource.system());
    Unforeseen.tellTo(log);
    Opened opened = new Opened();
    Stopping stopping = new Stopping(opened, log);
    Runtime.getRuntime().addShutdownHook(new Thread(stopping::stop, "stop"));
    RunningServer server = start(read.config().get(), log, opened);
    stopping.isRunning();
    terminal.out().println("usher listens on " + server.address());
    try {
      // Until a signal comes: the hook ends the process.
      new CountDownLatch(1).await();
      return ExitCode.OK;
    } finally {
      stopping.isOver();
      opened.close();
    }
  }

  private RunningServer start(ServerConfig config, EventLog log, Opened opened) {
    try {
      if (!terminal.isWatched())
        return ServerWiring.start(config, ushers, log, new Beginning(log), opened);
      try (LiveProgress progress = terminal.progress()) {
        return ServerWiring.start(config, ushers, log, progress, opened);
      }
    } catch (StoreFailure failure) {
      throw new Refused(String.valueOf(failure.getMessage()));
    }
  }

  /** What was said of each key that the command has. */
  static Map<Key, String> flags(ParseResult parsed) {
    Map<Key, String> flags = new EnumMap<>(Key.class);
    for (Key key : Key.values()) {
      String option = key.options().getLast();
      if (parsed.hasMatchedOption(option))
        flags.put(key, String.valueOf(parsed.<Object>matchedOptionValue(option, "")));
    }
    return flags;
  }
}
