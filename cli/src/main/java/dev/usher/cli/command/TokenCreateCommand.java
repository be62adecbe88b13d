package dev.usher.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "create", description = "Makes a token; shown once, kept nowhere.")
final class TokenCreateCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whose it is.")
  private String name = "";

  @Option(
      names = "--scope",
      required = true,
      paramLabel = "SCOPE",
      description = "admin, operate, audit, check, or scim:DIRECTORY; may be said more than once.")
  private List<String> scopes = new ArrayList<>();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "How long it works: 12h, 90d. 30d unless said, 365d at most.")
  private String length = "30d";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes it to a new file that only you can read, instead of showing it.")
  private @Nullable Path file;

  TokenCreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode wanted = JsonNodeFactory.instance.objectNode().put("name", name).put("for", length);
    scopes.forEach(wanted.putArray("scopes")::add);
    // The file comes first: a token that cannot be kept must not be made.
    Optional<SecretFile> kept =
        file == null ? Optional.empty() : Optional.of(SecretFile.create(file));
    boolean made = false;
    try (ServerClient client = server.client(terminal.environment())) {
      JsonNode token = client.post("/api/v1/tokens", wanted);
      made = true;
      tell(token, kept);
    } finally {
      if (!made && kept.isPresent()) kept.get().delete();
    }
    return ExitCode.OK;
  }

  private void tell(JsonNode token, Optional<SecretFile> kept) throws IOException {
    String shown = token.path("token").asText();
    if (kept.isPresent()) kept.get().write(shown);
    else terminal.out().println(shown);
    terminal
        .err()
        .printf(
            "%s, id %s, works until %s%s%n",
            token.path("name").asText(),
            token.path("id").asText(),
            token.path("expires").asText(),
            kept.map(one -> "; in " + one.path()).orElse("; it is not shown again"));
  }
}
