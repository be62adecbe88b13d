package dev.usher.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.usher.cli.remote.Query;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** It is no argument: others on the machine see those, and shells remember them. */
@Command(
    name = "put",
    description =
        "Keeps a secret in the store, in place of one of that name; from a file or stdin.")
final class SecretPutCommand implements Callable<Integer> {
  /** The server takes fewer characters; a file that was named by mistake is not read whole. */
  private static final int MOST = 1 << 20;

  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(paramLabel = "NAME", description = "Which store:NAME means from then on.")
  private String name = "";

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "The file that holds it; standard input unless said.")
  private @Nullable Path file;

  SecretPutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String secret = secret();
    try (ServerClient client = server.client(terminal.environment())) {
      client.put(
          "/api/v1/secrets/" + Query.said(name),
          JsonNodeFactory.instance.objectNode().put("secret", secret));
      terminal.err().println("kept " + name);
    }
    return ExitCode.OK;
  }

  /** Without the end of the line that editors and echo put behind it. */
  private String secret() {
    if (file == null && terminal.canAsk())
      throw new Refused(
          "a secret that is typed is seen: say --from FILE, or lead it into standard input");
    try (var from = file == null ? terminal.in() : Files.newInputStream(file)) {
      byte[] bytes = from.readNBytes(MOST);
      return new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
    } catch (IOException _) {
      throw new Refused(
          (file == null ? "standard input" : file) + " cannot be read; see that it is there");
    }
  }
}
