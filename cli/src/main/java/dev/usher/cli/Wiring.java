package dev.usher.cli;

import dev.usher.cli.server.Ushers;
import dev.usher.connectors.api.Connector;
import dev.usher.connectors.mariadb.MariaDbConnector;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.connectors.redis.RedisConnector;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.Usher;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.policy.PolicyReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Everything that is put together, in the one place where it is. */
public final class Wiring {
  /** Longest wait for a connection or a lock. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Wiring() {}

  /**
   * @param environment the process's variables
   */
  public static Usher usher(Map<String, String> environment) {
    InstantSource clock = InstantSource.system();
    return usher(
        new PolicyReader(clock),
        name -> Optional.ofNullable(environment.get(name)),
        ledgers(environment),
        Heard.NOTHING,
        connectors(clock),
        clock,
        System.getProperty("user.name", "unknown"));
  }

  /** For a server: whoever asks it, the ledger that is in its store, and what bounds it. */
  public static Ushers ushers(Map<String, String> environment) {
    return (clock, who, ledger, heard, bounds, watched) ->
        usher(
            new PolicyReader(clock, bounds.reach()::bind),
            name -> Optional.ofNullable(environment.get(name)).filter(_ -> !bounds.isHidden(name)),
            _ -> ledger,
            heard,
            connectors(clock).stream().<Connector<?>>map(watched).toList(),
            clock,
            who);
  }

  private static LocalUsher usher(
      PolicyReader reader,
      Function<String, Optional<String>> variables,
      Function<Path, LedgerStore> ledgers,
      Heard heard,
      List<Connector<?>> connectors,
      InstantSource clock,
      String who) {
    return new LocalUsher(
        reader, variables, connectors, ledgers, heard, clock, who, new SecureRandom(), LIMIT);
  }

  /** Every type of system that usher carries access to. */
  public static List<Connector<?>> connectors(InstantSource clock) {
    return List.of(
        new PostgresConnector(clock),
        MariaDbConnector.mariaDb(clock),
        MariaDbConnector.mySql(clock),
        new RedisConnector(clock));
  }

  private static Function<Path, LedgerStore> ledgers(Map<String, String> environment) {
    String named = environment.getOrDefault("USHER_LEDGER", "");
    return named.isEmpty() ? FileLedger::beside : _ -> new FileLedger(Path.of(named));
  }
}
