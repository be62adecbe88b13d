package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.Wiring;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.seal.SealingKey;
import dev.usher.policy.text.Problems;
import dev.usher.store.secret.StoreKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Each key, whichever there are, is heard in each of the three ways. */
class KeyTest {
  private static final Map<String, String> SECRETS =
      Map.of(
          "ACCOUNT",
          "somebody:of a test",
          "HOOK",
          "0123456789abcdef0123456789abcdef",
          "SEAL",
          SealingKey.make().pem(),
          "STORE_KEY",
          StoreKey.make(new SecureRandom()));

  @TempDir static Path folder;

  @ParameterizedTest
  @EnumSource
  void aFlagAVariableAndTheFileSayTheSame(Key key) throws IOException {
    Map<Key, String> beside = beside(key);
    String value = value(key);
    Map<Key, String> flags = new EnumMap<>(beside);
    flags.put(key, value);
    ServerConfig said = good(read(flags, Map.of(), ""));
    assertThat(read(beside, Map.of(), "").config())
        .as("it makes a difference")
        .usingRecursiveComparison()
        .isNotEqualTo(Optional.of(said));
    assertThat(good(read(beside, Map.of(key.variable(), value), "")))
        .usingRecursiveComparison()
        .isEqualTo(said);
    assertThat(good(read(beside, Map.of(), key.word() + ": '" + value + "'\n")))
        .usingRecursiveComparison()
        .isEqualTo(said);
  }

  @ParameterizedTest
  @EnumSource
  void aFlagCountsBeforeAVariableAndThatBeforeTheFile(Key key) throws IOException {
    Path file = Files.writeString(folder.resolve("server.yaml"), key.word() + ": file\n");
    Map<String, String> variable = Map.of(key.variable(), "variable");
    assertThat(counts(key, Map.of(key, "flag"), variable, file)).isEqualTo("flag");
    assertThat(counts(key, Map.of(), variable, file)).isEqualTo("variable");
    assertThat(counts(key, Map.of(), Map.of(), file)).isEqualTo("file");
  }

  private static String counts(
      Key key, Map<Key, String> flags, Map<String, String> variables, Path file) {
    return Layers.of(flags, variables, Optional.of(file), new Problems()).said().get(key).text();
  }

  @ParameterizedTest
  @EnumSource
  void theCommandHasAFlagOfThatName(Key key) {
    CommandLine server = ServerCommand.line(Wiring.ushers(Map.of()), Terminal.ofProcess());
    String flag = "--" + key.word();
    assertThat(ServerCommand.flags(server.parseArgs(flag, "said"))).isEqualTo(Map.of(key, "said"));
    if (key.isFlag())
      assertThat(ServerCommand.flags(server.parseArgs(flag))).isEqualTo(Map.of(key, "true"));
  }

  private static String value(Key key) throws IOException {
    return switch (key) {
      case POLICY, DATA, PORT_FILE, PID_FILE, CHECKPOINTS -> folder.resolve(key.word()).toString();
      case POLICY_REPO, CHECKPOINT_REPO -> "https://git.acme.example/" + key.word();
      case BRANCH, CHECKPOINT_BRANCH, POLICY_FOLDER -> "trunk";
      case POLICY_LOGIN, STORE_ADMIN, STORE_LOGIN, CHECKPOINT_LOGIN, MAIL_LOGIN -> "env:ACCOUNT";
      case POLICY_HOOK -> "env:HOOK";
      case STORE -> "jdbc:postgresql://db.acme.example/usher";
      case STORE_KEY -> "env:STORE_KEY";
      case SEAL_KEY -> "env:SEAL";
      case LISTEN, LISTEN_ENVOY -> "127.0.0.1:1";
      case POLICY_SIGNERS, TLS_CERT, TLS_KEY -> file(key, "");
      case OPERATOR -> file(key, "hosts: [collector.acme.example]\n");
      case PLAIN_HTTP, OPEN_METRICS -> "true";
      case TRACES, CHECKPOINT_HOOK -> "https://collector.acme.example/" + key.word();
      case DECISION_LOG -> "store";
      case DECISION_LOG_ALLOWED, DECISION_LOG_DENIED -> "0.5";
      case DECISION_LOG_KEEP -> "7d";
      case MAIL -> "smtps://mail.acme.example";
      case MAIL_FROM -> "usher@acme.example";
    };
  }

  private static String file(Key key, String text) throws IOException {
    return Files.writeString(folder.resolve(key.word()), text).toString();
  }

  /** What it says nothing without. */
  private static Map<Key, String> beside(Key key) throws IOException {
    Key[] others =
        switch (key) {
          case BRANCH, POLICY_FOLDER, POLICY_LOGIN, POLICY_SIGNERS -> new Key[] {Key.POLICY_REPO};
          case STORE -> new Key[] {Key.STORE_ADMIN, Key.STORE_LOGIN};
          case STORE_ADMIN -> new Key[] {Key.STORE, Key.STORE_LOGIN};
          case STORE_LOGIN -> new Key[] {Key.STORE, Key.STORE_ADMIN};
          case LISTEN_ENVOY -> new Key[] {Key.OPERATOR};
          case TLS_CERT -> new Key[] {Key.TLS_KEY};
          case TLS_KEY -> new Key[] {Key.TLS_CERT};
          case DECISION_LOG_ALLOWED, DECISION_LOG_DENIED, DECISION_LOG_KEEP ->
              new Key[] {Key.DECISION_LOG};
          case SEAL_KEY -> new Key[] {Key.CHECKPOINTS};
          case CHECKPOINTS, CHECKPOINT_HOOK, CHECKPOINT_REPO -> new Key[] {Key.SEAL_KEY};
          case CHECKPOINT_BRANCH, CHECKPOINT_LOGIN -> new Key[] {Key.SEAL_KEY, Key.CHECKPOINT_REPO};
          case MAIL -> new Key[] {Key.MAIL_FROM};
          case MAIL_FROM -> new Key[] {Key.MAIL};
          case MAIL_LOGIN -> new Key[] {Key.MAIL, Key.MAIL_FROM};
          case POLICY,
              POLICY_REPO,
              POLICY_HOOK,
              DATA,
              STORE_KEY,
              LISTEN,
              PORT_FILE,
              PID_FILE,
              PLAIN_HTTP,
              OPEN_METRICS,
              TRACES,
              DECISION_LOG,
              OPERATOR ->
              new Key[0];
        };
    Map<Key, String> beside = new EnumMap<>(Key.class);
    for (Key other : others) beside.put(other, value(other));
    return beside;
  }

  private static ConfigReader.Result read(
      Map<Key, String> flags, Map<String, String> said, String file) throws IOException {
    Map<String, String> variables = new HashMap<>(SECRETS);
    variables.putAll(said);
    Path path = Files.writeString(folder.resolve("server.yaml"), file);
    return ConfigReader.read(flags, Optional.of(path), variables);
  }

  private static ServerConfig good(ConfigReader.Result read) {
    return read.config()
        .orElseThrow(() -> new AssertionError(Diagnostics.render(read.diagnostics())));
  }
}
