package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.connectors.redis.RedisConnector;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.AccessDiffReport;
import dev.usher.policy.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gives access and is neither a role nor a grant is told too. */
class BesideDiffTest {
  private static final String POLICY =
      """
      environments: { prod: {} }
      systems:
        cache:
          type: redis
          in: { prod: { url: "redis://127.0.0.1:1", admin: "env:X" } }
          keys: { orders: "order:*" }
        shop-db:
          type: postgresql
          in: { prod: { url: "jdbc:postgresql://127.0.0.1:1/shop", admin: "env:X" } }
          public: revoke
        shop-api:
          type: application
          in: { prod: {} }
          resources: { order: { actions: [read, refund] } }
          routes:
            - { method: POST, path: "/orders/{id}/refund", do: refund, on: "order:{id}" }
      people: { ann: {} }
      services:
        runner: { trust: { issuer: "https://ci.example", claims: { repository: shop, ref: main } } }
      """;

  @TempDir Path folder;

  private Path policy(String name, String text) throws IOException {
    Path there = Files.createDirectories(folder.resolve(name));
    Files.writeString(there.resolve("policy.yaml"), text);
    return there;
  }

  @ParameterizedTest
  @CsvSource({
    "'order:*', '*', 'cache: `keys` orders is *, and was order:*'",
    "'do: refund, on', 'do: read, on', 'shop-api at the gateway: POST /orders/{id}/refund is read on order'",
    "'POST, path', 'PUT, path', 'POST /orders/{id}/refund is not said any more'",
    "'public: revoke', 'public: keep', 'shop-db: `public` is keep, and was revoke'",
    "', ref: main', '', 'the service runner is whoever has a token of https://ci.example with {repository=shop}'"
  })
  void isTold(String was, String is, String told) throws IOException {
    LocalUsher usher =
        new LocalUsher(
            new PolicyReader(Clock.systemUTC()),
            _ -> Optional.empty(),
            List.of(
                new PostgresConnector(Clock.systemUTC()), new RedisConnector(Clock.systemUTC())),
            FileLedger::beside,
            Clock.systemUTC(),
            "ann",
            new SecureRandom(),
            Duration.ofSeconds(3));
    Path old = policy("old", POLICY);
    AccessDiffReport same = usher.accessDiff(old, old);
    assertThat(same.diagnostics()).noneMatch(one -> one.isError());
    assertThat(same.hasChanges()).isFalse();
    AccessDiffReport report = usher.accessDiff(old, policy("new", POLICY.replace(was, is)));
    assertThat(report.diagnostics()).noneMatch(one -> one.isError());
    assertThat(report.hasChanges()).isTrue();
    assertThat(String.join("\n", report.carried())).contains(told);
  }
}
