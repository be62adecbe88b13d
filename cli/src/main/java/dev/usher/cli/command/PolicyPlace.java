package dev.usher.cli.command;

import dev.usher.cli.remote.RemoteUsher;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which policy: a folder's, which usher itself carries out, or the one in force at a server. */
final class PolicyPlace {
  @Option(
      names = {"-p", "--policy"},
      paramLabel = "DIR",
      description = "The policy's folder; ./access unless said.")
  private @Nullable Path path;

  @Mixin private final ServerOption server = new ServerOption();

  Path path() {
    return path == null ? Path.of("access") : path;
  }

  /**
   * Who does it: a folder that is named counts before the variable USHER_SERVER.
   *
   * @throws Refused when both are named
   */
  Usher usher(Usher here, Terminal terminal) {
    if (path != null && server.isSaid())
      throw new Refused(
          "-p names a policy here, and --server the one in force there; say one of them");
    if (path != null || !server.isNamed(terminal.environment())) return here;
    return new RemoteUsher(server.client(terminal.environment()));
  }
}
