package dev.usher.cli.command;

import dev.usher.cli.login.Logins;
import dev.usher.cli.remote.Credential;
import dev.usher.cli.remote.ServerAddress;
import dev.usher.cli.remote.ServerClient;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that ask a server; who asks, USHER_TOKEN says, or a login there. */
final class ServerOption {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server that is asked; the variable USHER_SERVER unless said.")
  private @Nullable String url;

  boolean isSaid() {
    return url != null;
  }

  boolean isNamed(Map<String, String> environment) {
    return isSaid() || !environment.getOrDefault("USHER_SERVER", "").isEmpty();
  }

  /**
   * @throws dev.usher.engine.Refused where nobody says which server, or that is no address for a
   *     token
   */
  ServerAddress address(Map<String, String> environment) {
    return ServerAddress.of(Optional.ofNullable(url), environment);
  }

  /**
   * @throws dev.usher.engine.Refused likewise, or where a login there is over
   */
  ServerClient client(Map<String, String> environment) {
    ServerAddress address = address(environment);
    return new ServerClient(
        address,
        Credential.of("USHER_TOKEN", environment).or(() -> Logins.of(environment).token(address)));
  }
}
