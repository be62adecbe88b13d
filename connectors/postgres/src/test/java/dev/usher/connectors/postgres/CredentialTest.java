package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.session.PostgresCredential;
import dev.usher.testkit.Embedded;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Scram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords that work, that end, and that nothing shows. */
class CredentialTest {
  static List<Postgres> embedded() {
    return List.of(Postgres.oldest(), Postgres.newest());
  }

  private static String shopWith(Shop shop) {
    String alice = shop.account("alice \"q\"");
    shop.apply(
        new Means(shop.target())
            .role("analyst", "read", "public/*")
            .member(alice, "analyst")
            .access());
    return alice;
  }

  @ParameterizedTest
  @MethodSource("embedded")
  void thePasswordWorksUntilItsEnd(Postgres server) throws Exception {
    try (Shop shop = new Shop(server)) {
      String alice = shopWith(shop);
      try (Session<PostgresFact> session = shop.open()) {
        session.credential(alice, "pässwörd'1".toCharArray(), Optional.empty());
      }
      try (Scram scram = server.scram()) {
        try (Connection in = server.connect(shop.database().name(), alice, "pässwörd'1")) {
          assertThat(in.isValid(5)).isTrue();
        }
        assertThatThrownBy(() -> server.connect(shop.database().name(), alice, "other"))
            .isInstanceOf(IllegalStateException.class);
      }
      try (Session<PostgresFact> session = shop.open()) {
        session.credential(
            alice, "second".toCharArray(), Optional.of(Instant.parse("2020-01-01T00:00:00Z")));
      }
      try (Scram scram = server.scram()) {
        assertThatThrownBy(() -> server.connect(shop.database().name(), alice, "second"))
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void onlyOnAccountsThatAreUshers(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String other = shop.database().role("other_" + shop.database().tag(), "login");
      try (Session<PostgresFact> session = shop.open()) {
        assertThatThrownBy(() -> session.credential(other, "x".toCharArray(), Optional.empty()))
            .isInstanceOf(TargetFailure.class)
            .hasMessageContaining("not usher's");
        assertThatThrownBy(() -> session.credential("gone", "x".toCharArray(), Optional.empty()))
            .isInstanceOf(TargetFailure.class)
            .hasMessageContaining("no account");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void anErrorShowsNeitherPasswordNorVerifier(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shopWith(shop);
      shop.database().run("alter role " + Sql.name(alice) + " superuser");
      try (Session<PostgresFact> session = shop.open()) {
        assertThatThrownBy(
                () -> session.credential(alice, "topsecret".toCharArray(), Optional.empty()))
            .isInstanceOf(TargetFailure.class)
            .satisfies(
                failure -> {
                  java.io.StringWriter all = new java.io.StringWriter();
                  failure.printStackTrace(new java.io.PrintWriter(all));
                  assertThat(all.toString()).doesNotContain("topsecret", "SCRAM");
                });
      }
    }
  }

  @Test
  void theVerifierHoldsNoPassword() {
    assertThat(PostgresCredential.verifier("topsecret".toCharArray()))
        .matches("SCRAM-SHA-256\\$4096:[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void aServerThatLogsEverythingLogsNeitherPasswordNorVerifier(int major, @TempDir Path data)
      throws Exception {
    try (Embedded embedded = Embedded.on(major, data)) {
      embedded
          .server()
          .run(
              "postgres",
              "alter system set logging_collector = on",
              "alter system set log_statement = 'all'",
              "alter system set log_min_duration_statement = 0",
              "alter system set log_directory = 'told'",
              "alter system set log_filename = 'log'");
    }
    try (Embedded embedded = Embedded.on(major, data);
        Shop shop = new Shop(embedded.server())) {
      String alice = shopWith(shop);
      try (Session<PostgresFact> session = shop.open()) {
        session.credential(alice, "topsecret".toCharArray(), Optional.empty());
      }
    }
    assertThat(Files.readString(data.resolve("told").resolve("log")))
        .contains("ALTER ROLE %I PASSWORD", "set_config")
        .doesNotContain("topsecret", "SCRAM-SHA-256$");
  }
}
