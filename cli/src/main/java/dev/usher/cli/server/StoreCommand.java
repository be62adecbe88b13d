package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.StorePlace;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.Refused;
import dev.usher.store.StoreFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command at a server's store itself, found as the server finds it. */
abstract class StoreCommand implements Callable<Integer> {
  private static final List<Key> KEYS =
      List.of(Key.DATA, Key.STORE, Key.STORE_ADMIN, Key.STORE_LOGIN);

  final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "The server's file of YAML.")
  private @Nullable Path config;

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private @Nullable Path file;

  StoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** With the options that say where a store is. */
  static CommandLine line(StoreCommand command) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    for (Key key : KEYS) spec.addOption(ServerCommand.option(key));
    return new CommandLine(spec);
  }

  abstract void run(StorePlace place, Path file) throws IOException;

  @Override
  public final Integer call() throws IOException {
    ConfigReader.Result read =
        ConfigReader.read(
            ServerCommand.flags(Objects.requireNonNull(spec).commandLine().getParseResult()),
            Optional.ofNullable(config),
            terminal.environment());
    if (!read.diagnostics().isEmpty())
      terminal.err().println(Diagnostics.render(read.diagnostics()));
    if (read.config().isEmpty()) return ExitCode.ERROR;
    try {
      run(read.config().get().store(), Objects.requireNonNull(file));
    } catch (StoreFailure failure) {
      throw new Refused(String.valueOf(failure.getMessage()));
    }
    return ExitCode.OK;
  }
}
