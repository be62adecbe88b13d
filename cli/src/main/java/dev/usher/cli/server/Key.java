package dev.usher.cli.server;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that may be said of a server. Each is a key of the file, a flag ({@code --listen}) and
 * a variable ({@code USHER_SERVER_LISTEN}); a flag counts before a variable, and that before the
 * file. A secret is never said itself: {@code env:NAME} or {@code file:PATH} says where it is.
 */
enum Key {
  POLICY("DIR", "The policy's folder; ./access unless said."),
  POLICY_REPO("URL", "The policy's Git repository, instead of a folder."),
  BRANCH("NAME", "Its branch; main unless said."),
  POLICY_FOLDER("PATH", "The policy's folder in it; all of it unless said."),
  POLICY_LOGIN("REF", "Reads it: env:NAME or file:PATH that hold user:password."),
  POLICY_SIGNERS("FILE", "Whose SSH keys must sign its head, as OpenSSH's allowed_signers."),
  POLICY_HOOK("REF", "Secret of the webhook that tells of a push, in the same way."),
  DATA("DIR", "Where the server keeps a PostgreSQL of its own; ./.usher/server unless said."),
  STORE("URL", "Another PostgreSQL instead: jdbc:postgresql://HOST:PORT/DATABASE."),
  STORE_ADMIN("REF", "Owns its tables: env:NAME or file:PATH that hold user:password."),
  STORE_LOGIN("REF", "Works with them: the same, of usher_server."),
  STORE_KEY(
      "REF", "Seals secrets in the store: env:NAME, file:PATH or command:PROGRAM that prints it."),
  LISTEN("HOST:PORT", "127.0.0.1:8470 unless said; port 0 takes any that is free."),
  LISTEN_ENVOY("HOST:PORT", "Listens for Envoy too, which asks by gRPC of gateways."),
  PORT_FILE("FILE", "Written with the port once the server listens; gone when it stops."),
  PID_FILE("FILE", "Likewise with the number of the process."),
  TLS_CERT("FILE", "The certificate, then those that lead to a root, in PEM."),
  TLS_KEY("FILE", "Its key, in PEM, without a passphrase."),
  PLAIN_HTTP("true|false", "Listens without TLS where others can read along.", true),
  OPEN_METRICS("true|false", "Shows /metrics to who has no token.", true),
  TRACES("URL", "Where spans go by OTLP: https://HOST:4318/v1/traces; http to this machine."),
  DECISION_LOG(
      "store|file:PATH|URL", "Where decisions are logged; URL as of traces, for /v1/logs."),
  DECISION_LOG_ALLOWED("SHARE", "So many of those that allow: 0 to 1; 1 unless said."),
  DECISION_LOG_DENIED("SHARE", "Likewise of those that deny."),
  DECISION_LOG_KEEP("LENGTH", "How long the store keeps them; 30d unless said."),
  SEAL_KEY("REF", "Seals the ledger: env:NAME or file:PATH of what usher ledger key made."),
  CHECKPOINTS("FILE", "Where it is sealed to, away from the store."),
  CHECKPOINT_HOOK("URL", "Likewise, by an HTTP POST for each checkpoint."),
  CHECKPOINT_REPO("URL", "Likewise, by a commit for each on a branch of a Git repository."),
  CHECKPOINT_BRANCH("NAME", "That branch; checkpoints unless said."),
  CHECKPOINT_LOGIN("REF", "Pushes to it: env:NAME or file:PATH that hold user:password."),
  MAIL("URL", "A mail server: smtps://HOST:PORT, or smtp://HOST:PORT with STARTTLS."),
  MAIL_FROM("ADDRESS", "Whom mails are from."),
  MAIL_LOGIN("REF", "The account at it, where it asks: env:NAME or file:PATH of user:password."),
  OPERATOR("FILE", "What the policy must not decide: connections, hosts, issuers, gateways.");

  private final String value;
  private final String help;
  private final boolean isFlag;

  Key(String value, String help) {
    this(value, help, false);
  }

  Key(String value, String help, boolean isFlag) {
    this.value = value;
    this.help = help;
    this.isFlag = isFlag;
  }

  /** As the file has it. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  List<String> options() {
    return this == POLICY ? List.of("-p", "--policy") : List.of("--" + word());
  }

  String variable() {
    return "USHER_SERVER_" + name();
  }

  /** How its value is called in a line of help. */
  String value() {
    return value;
  }

  String help() {
    return help;
  }

  /** Whether it is true or false; as a flag it may stand alone. */
  boolean isFlag() {
    return isFlag;
  }

  /** Whether it says where a secret is; somebody may write the secret instead. */
  boolean isReference() {
    return value.equals("REF");
  }

  static Optional<Key> of(String word) {
    return Arrays.stream(values()).filter(key -> key.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Key::word).toList();
  }
}
