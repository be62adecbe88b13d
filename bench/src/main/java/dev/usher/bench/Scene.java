package dev.usher.bench;

import dev.usher.connectors.mariadb.MariaDbConnector;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.connectors.redis.RedisConnector;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.Usher;
import dev.usher.engine.ports.FileLedger;
import dev.usher.policy.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A folder of one's own, gone when closed, and an usher to work on it. */
final class Scene implements AutoCloseable {
  private final Path root = Files.createTempDirectory("usher-bench");

  Scene() throws IOException {}

  /** A folder in it, made where there is none. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  Path file(String name) {
    return root.resolve(name);
  }

  /** As the command line wires it. */
  Usher usher() {
    Clock clock = Clock.systemUTC();
    return new LocalUsher(
        new PolicyReader(clock),
        name -> Optional.ofNullable(System.getenv(name)),
        List.of(
            new PostgresConnector(clock),
            MariaDbConnector.mariaDb(clock),
            new RedisConnector(clock)),
        policy -> new FileLedger(policy.resolveSibling(".usher").resolve("ledger.jsonl")),
        clock,
        "bench",
        new SecureRandom(),
        Duration.ofSeconds(10));
  }

  @Override
  public void close() throws IOException {
    try (var all = Files.walk(root)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
    }
  }
}
