package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.server.ServerConfig.Decisions;
import dev.usher.cli.server.ServerConfig.Decisions.To;
import dev.usher.cli.server.ServerConfig.Listen;
import dev.usher.cli.server.ServerConfig.PolicyPlace;
import dev.usher.cli.server.ServerConfig.StorePlace;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.seal.SealingKey;
import dev.usher.store.git.Remote;
import dev.usher.store.secret.StoreKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be said of a server, by whom it counts, and how mistakes in it are told. */
class ServerConfigTest {
  @TempDir private Path folder;

  @Test
  void nothingNeedsToBeSaid() {
    ServerConfig config = good(read(Map.of(), Map.of(), ""));
    assertThat(config.policy()).isEqualTo(new PolicyPlace.Folder(Path.of("access")));
    assertThat(config.store()).isEqualTo(new StorePlace.Embedded(Path.of(".usher/server")));
    assertThat(config.listen()).isEqualTo(new Listen("127.0.0.1", 8470));
    assertThat(config.plainHttp()).isFalse();
    assertThat(config.openMetrics()).isFalse();
  }

  @Test
  void aFlagCountsBeforeAVariableAndThatBeforeTheFile() {
    String file = "listen: 127.0.0.1:1\ndata: kept\npolicy-repo: https://git/r\nbranch: b1\n";
    ServerConfig config =
        good(
            read(
                Map.of(Key.LISTEN, "127.0.0.1:3"),
                Map.of("USHER_SERVER_LISTEN", "127.0.0.1:2", "USHER_SERVER_BRANCH", "b2"),
                file));
    assertThat(config.listen().port()).isEqualTo(3);
    assertThat(config.policy())
        .isEqualTo(
            new PolicyPlace.Repository(
                new Remote("https://git/r", "b2", "", Optional.empty()), Optional.empty()));
    // A path in the file is relative to the file.
    assertThat(config.store()).isEqualTo(new StorePlace.Embedded(folder.resolve("kept")));
  }

  @Test
  void theLedgerIsSealedWhereTheKeyAndAPlaceAreSaid() throws IOException {
    Map<String, String> key = Map.of("K", SealingKey.make().pem());
    ServerConfig config =
        good(
            read(
                Map.of(Key.SEAL_KEY, "env:K", Key.CHECKPOINT_HOOK, "http://127.0.0.1:1/seals"),
                key,
                "checkpoints: seals\n"));
    assertThat(config.seals().orElseThrow().file()).contains(folder.resolve("seals"));
    assertThat(config.seals().orElseThrow().hook()).isPresent();
    assertThat(told(read(Map.of(Key.CHECKPOINTS, "seals"), Map.of(), "")))
        .contains("says nothing without seal-key");
    assertThat(told(read(Map.of(Key.SEAL_KEY, "env:K"), key, "")))
        .contains("says nothing without checkpoints");
    assertThat(
            told(
                read(
                    Map.of(Key.SEAL_KEY, "env:K", Key.CHECKPOINT_HOOK, "http://192.0.2.1/seals"),
                    Map.of("K", "no key at all"),
                    "")))
        .contains("https://HOST/PATH", "usher ledger key")
        .doesNotContain("no key at all");
  }

  @Test
  void tracesGoInTheClearOnlyToThisMachineAndToWhomTheOperatorLists() throws IOException {
    Path operator =
        Files.writeString(folder.resolve("operator.yaml"), "hosts: [collector.acme.example]\n");
    String there = "http://collector.acme.example:4318/v1/traces";
    assertThat(good(read(Map.of(), Map.of(), "")).traces()).isEmpty();
    assertThat(told(read(Map.of(Key.TRACES, there), Map.of(), "")))
        .contains("no address to send to");
    Map<Key, String> listed = Map.of(Key.TRACES, there, Key.OPERATOR, operator.toString());
    assertThat(good(read(listed, Map.of(), "")).traces()).contains(URI.create(there));
    assertThat(good(read(Map.of(), Map.of(), "traces: http://127.0.0.1:4318/v1/traces\n")).traces())
        .isPresent();
  }

  @Test
  void decisionsAreLoggedWhereItIsSaidAndAllOfThemUnlessSaid() {
    assertThat(good(read(Map.of(), Map.of(), "")).decisions()).isEmpty();
    assertThat(good(read(Map.of(), Map.of(), "decision-log: store\n")).decisions())
        .contains(new Decisions(new To.Store(Duration.ofDays(30)), 1, 1));
    assertThat(
            good(read(
                    Map.of(Key.DECISION_LOG_ALLOWED, "0"),
                    Map.of("USHER_SERVER_DECISION_LOG_DENIED", "0.05"),
                    "decision-log: file:decisions.ndjson\n"))
                .decisions())
        .contains(new Decisions(new To.File(folder.resolve("decisions.ndjson")), 0, 0.05));
    assertThat(
            good(read(Map.of(Key.DECISION_LOG, "https://h:4318/v1/logs"), Map.of(), ""))
                .decisions())
        .contains(new Decisions(new To.Otlp(URI.create("https://h:4318/v1/logs")), 1, 1));
    assertThat(
            told(
                read(
                    Map.of(Key.DECISION_LOG, "syslog", Key.DECISION_LOG_ALLOWED, "1.5"),
                    Map.of(),
                    "decision-log-denied: half\ndecision-log-keep: long\n")))
        .contains("--decision-log: nothing can be logged there", "write store, file:PATH")
        .contains("--decision-log-allowed: this is no share")
        .contains("decision-log-denied: this is no share")
        .contains("this is no length of time");
    assertThat(told(read(Map.of(Key.DECISION_LOG, "http://192.0.2.1/v1/logs"), Map.of(), "")))
        .contains("no address to send to");
    assertThat(told(read(Map.of(Key.DECISION_LOG_KEEP, "7d"), Map.of(), "")))
        .contains("says nothing without decision-log");
    assertThat(
            told(
                read(
                    Map.of(Key.DECISION_LOG, "file:x", Key.DECISION_LOG_KEEP, "7d"), Map.of(), "")))
        .contains("only the store forgets by itself");
  }

  @Test
  void everyMistakeIsToldAtOnceWithWhatToWrite() {
    String said =
        told(
            read(
                Map.of(Key.LISTEN, "everywhere", Key.OPEN_METRICS, "maybe"),
                Map.of("USHER_SERVER_PLAIN_HTTP", "yes", "USHER_ADMIN_TOKEN", "short"),
                """
                lisen: 127.0.0.1:1
                store: jdbc:mysql://h/d
                store-admin: hunter2
                store-login: env:NOT_SET
                data: beside
                tls-cert: nowhere.pem
                pid-file: [a]
                """));
    assertThat(said)
        .contains("--listen: this is no address to listen on", "write HOST:PORT")
        .contains("--open-metrics: this is neither true nor false")
        .contains("USHER_SERVER_PLAIN_HTTP: this is neither")
        .contains("USHER_ADMIN_TOKEN: a token is 32 to 512", "openssl rand -hex 32")
        .contains("server.yaml:1:1", "did you mean `listen`?")
        .contains("the store is no PostgreSQL")
        .contains("server.yaml:3:14", "a secret is never written here", "write env:NAME or file:")
        .contains("server.yaml:4:14", "that variable is not set")
        .contains("data and store exclude each other")
        .contains("tls-cert says nothing without tls-key")
        .contains("nowhere.pem cannot be read")
        .contains("`pid-file` is a text")
        .doesNotContain("hunter2");
  }

  @Test
  void withoutTlsNobodyListensWhereOthersReadAlong() {
    assertThat(told(read(Map.of(Key.LISTEN, "0.0.0.0:1"), Map.of(), "")))
        .contains("everybody on the way to 0.0.0.0 could read tokens", "plain-http: true");
    good(read(Map.of(Key.LISTEN, "0.0.0.0:1", Key.PLAIN_HTTP, "true"), Map.of(), ""));
    good(read(Map.of(Key.LISTEN, "[::1]:1"), Map.of(), ""));
  }

  @Test
  void envoyIsListenedToWhereTheOperatorListsWhoAsks() throws IOException {
    assertThat(good(read(Map.of(), Map.of(), "")).listenEnvoy()).isEmpty();
    assertThat(told(read(Map.of(Key.LISTEN_ENVOY, "127.0.0.1:1"), Map.of(), "")))
        .contains("says nothing without operator");
    Path operator = Files.writeString(folder.resolve("operator.yaml"), "gateways: {}\n");
    Map<Key, String> there =
        Map.of(Key.OPERATOR, operator.toString(), Key.LISTEN_ENVOY, "0.0.0.0:8471");
    assertThat(told(read(there, Map.of(), "")))
        .contains("everybody on the way to 0.0.0.0 could read tokens");
    assertThat(good(read(there, Map.of(), "plain-http: true\n")).listenEnvoy())
        .contains(new Listen("0.0.0.0", 8471));
  }

  @Test
  void aVariableNearlyCalledAsAKeyIsToldAndNoError() {
    ConfigReader.Result read = read(Map.of(), Map.of("USHER_SERVER_LISTN", "x"), "");
    good(read);
    assertThat(told(read)).contains("USHER_SERVER_LISTN", "did you mean USHER_SERVER_LISTEN?");
  }

  @Test
  void secretsAreReadWhereTheyAreAndShownNowhere() throws IOException {
    Files.writeString(folder.resolve("admin"), "owner:s3cret\n");
    Map<String, String> variables = new HashMap<>();
    variables.put("LOGIN", "usher_server:hunter2");
    variables.put("USHER_ADMIN_TOKEN", "0123456789abcdef0123456789abcdef");
    ServerConfig config =
        good(
            read(
                Map.of(),
                variables,
                """
                store: jdbc:postgresql://db/usher
                store-admin: file:admin
                store-login: env:LOGIN
                """));
    StorePlace.Remote store = (StorePlace.Remote) config.store();
    assertThat(store.admin().password()).isEqualTo("s3cret".toCharArray());
    assertThat(store.login().user()).isEqualTo("usher_server");
    assertThat(config.firstAdministrator()).isPresent();
    assertThat(config.toString()).doesNotContain("s3cret", "hunter2", "0123456789abcdef");
  }

  @Test
  void theKeyOfTheStoreIsPrintedByAProgramOrLiesSomewhere() {
    String key = StoreKey.make(new SecureRandom());
    for (String said : List.of("env:K", "command:echo " + key))
      assertThat(good(read(Map.of(Key.STORE_KEY, said), Map.of("K", key), "")).storeKey())
          .isPresent();
    for (String said :
        List.of("env:WEAK", "command:echo horse", "command:false", "command:/not/there", key))
      assertThat(told(read(Map.of(Key.STORE_KEY, said), Map.of("WEAK", "horse"), "")))
          .contains("store-key: ")
          .doesNotContain("horse", key);
  }

  @Test
  void aRepositoryIsToldOfWithoutItsSecrets() {
    String file =
        """
        policy-repo: https://git/r
        policy-login: env:GIT_LOGIN
        policy-hook: env:HOOK
        policy-folder: access
        """;
    ServerConfig config =
        good(read(Map.of(), Map.of("GIT_LOGIN", "bot:hunter2", "HOOK", "0123456789abcdef"), file));
    assertThat(config.toString()).contains("https://git/r").doesNotContain("hunter2", "01234567");
    assertThat(told(read(Map.of(Key.POLICY_REPO, "ssh://git@h/r"), Map.of(), "")))
        .contains("https://HOST/PATH");
    assertThat(told(read(Map.of(), Map.of("S", "short"), "policy-hook: env:S\n")))
        .contains("too short", "openssl rand -hex 32");
    assertThat(told(read(Map.of(), Map.of(), "policy-folder: access\n")))
        .contains("policy-folder says nothing without policy-repo");
  }

  private ConfigReader.Result read(
      Map<Key, String> flags, Map<String, String> variables, String file) {
    try {
      Path path = Files.writeString(folder.resolve("server.yaml"), file);
      return ConfigReader.read(flags, Optional.of(path), variables);
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static ServerConfig good(ConfigReader.Result read) {
    assertThat(read.config()).as(told(read)).isPresent();
    return read.config().get();
  }

  private static String told(ConfigReader.Result read) {
    return Diagnostics.render(read.diagnostics());
  }
}
