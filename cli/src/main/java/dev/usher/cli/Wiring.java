package dev.usher.cli;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.mariadb.MariaDbConnector;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.connectors.redis.RedisConnector;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.Usher;
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
    return new LocalUsher(
        new PolicyReader(clock),
        name -> Optional.ofNullable(environment.get(name)),
        connectors(clock),
        ledgers(environment),
        clock,
        System.getProperty("user.name", "unknown"),
        new SecureRandom(),
        LIMIT);
  }

  /** Every type of system that usher carries access to. */
  private static List<Connector<?>> connectors(InstantSource clock) {
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
