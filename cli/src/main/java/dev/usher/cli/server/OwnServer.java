package dev.usher.cli.server;

import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.Progress;
import dev.usher.engine.Refused;
import dev.usher.server.log.EventLog;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * A server with a PostgreSQL of its own, for who starts it from within.
 *
 * @param policy the folder that it follows
 * @param data where its store is
 * @param listen HOST:PORT; port 0 takes any that is free
 * @param log where it writes what happens
 */
public record OwnServer(Path policy, Path data, String listen, PrintStream log) {

  /**
   * Listens when it returns.
   *
   * @param firstAdministrator opens everything until another administrator is named
   * @throws Refused when the address cannot be had
   */
  public RunningServer start(Ushers ushers, String firstAdministrator, Progress progress) {
    ConfigReader.Result read =
        ConfigReader.read(
            Map.of(Key.POLICY, policy.toString(), Key.DATA, data.toString(), Key.LISTEN, listen),
            Optional.empty(),
            Map.of("USHER_ADMIN_TOKEN", firstAdministrator));
    if (read.config().isEmpty()) throw new Refused(Diagnostics.render(read.diagnostics()));
    EventLog events = new EventLog(log, InstantSource.system());
    return ServerWiring.start(read.config().get(), ushers, events, progress, new Opened());
  }
}
