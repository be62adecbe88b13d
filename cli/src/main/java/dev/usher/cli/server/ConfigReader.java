package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.PolicyPlace;
import dev.usher.cli.server.ServerConfig.StorePlace;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.enact.SourceFailure;
import dev.usher.engine.operator.Operator;
import dev.usher.policy.text.Problems;
import dev.usher.server.hook.PolicyHook;
import dev.usher.store.git.Remote;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts flags, variables and the file together; finds all that is wrong with them at once. */
final class ConfigReader {
  private static final String LISTEN = "127.0.0.1:8470";

  private final Problems problems = new Problems();
  private final Layers layers;
  private final Values values;

  private ConfigReader(Map<Key, String> flags, Optional<Path> file, Map<String, String> variables) {
    layers = Layers.of(flags, variables, file, problems);
    values = new Values(layers, variables, problems);
  }

  /**
   * What came of it.
   *
   * @param config present if and only if there is no error
   */
  record Result(Optional<ServerConfig> config, List<Diagnostic> diagnostics) {}

  static Result read(Map<Key, String> flags, Optional<Path> file, Map<String, String> variables) {
    ConfigReader reader = new ConfigReader(flags, file, variables);
    ServerConfig config = reader.config();
    List<Diagnostic> all = new ArrayList<>(reader.problems.sorted());
    all.addAll(Layers.strays(variables));
    return new Result(reader.problems.hasErrors() ? Optional.empty() : Optional.of(config), all);
  }

  private ServerConfig config() {
    boolean plainHttp = values.flag(Key.PLAIN_HTTP);
    ServerConfig.Listen listen = listen(Key.LISTEN, LISTEN, plainHttp);
    values.onlyWith(Key.LISTEN_ENVOY, Key.OPERATOR);
    Optional<ServerConfig.Listen> listenEnvoy =
        layers.has(Key.LISTEN_ENVOY)
            ? Optional.of(listen(Key.LISTEN_ENVOY, "", plainHttp))
            : Optional.empty();
    Optional<ServerConfig.TlsFiles> tls = tls();
    Optional<Operator> operator =
        values.file(Key.OPERATOR).map(file -> new OperatorReader(file, problems).read());
    List<String> hosts = operator.map(Operator::hosts).orElse(List.of());
    return new ServerConfig(
        policy(),
        store(),
        values.storeKey(Key.STORE_KEY),
        listen,
        listenEnvoy,
        tls,
        values.path(Key.PORT_FILE),
        values.path(Key.PID_FILE),
        plainHttp,
        values.flag(Key.OPEN_METRICS),
        values.hook(Key.TRACES, hosts),
        new DecisionValues(values).read(hosts),
        hook(),
        operator,
        seals(),
        new MailValues(values).read(),
        values.firstAdministrator(),
        values.secretVariables());
  }

  private ServerConfig.Listen listen(Key key, String usual, boolean plainHttp) {
    ServerConfig.Listen listen = values.listen(key, usual);
    if (!Loopback.is(listen.host()) && !tlsIsMeant() && !plainHttp)
      values.wrong(
          key,
          "without TLS everybody on the way to " + listen.host() + " could read tokens",
          "give it tls-cert and tls-key; or plain-http: true, where something before it speaks"
              + " TLS");
    return listen;
  }

  private PolicyPlace policy() {
    Optional<String> repository = values.text(Key.POLICY_REPO);
    Optional<Path> folder = values.path(Key.POLICY);
    if (repository.isEmpty()) {
      List.of(Key.BRANCH, Key.POLICY_FOLDER, Key.POLICY_LOGIN, Key.POLICY_SIGNERS)
          .forEach(key -> values.onlyWith(key, Key.POLICY_REPO));
      return new PolicyPlace.Folder(folder.orElse(Path.of("access")));
    }
    values.notWith(Key.POLICY, Key.POLICY_REPO);
    try {
      Remote remote =
          new Remote(
              repository.get(),
              values.text(Key.BRANCH).orElse("main"),
              values.text(Key.POLICY_FOLDER).orElse(""),
              values.file(Key.POLICY_SIGNERS));
      return new PolicyPlace.Repository(remote, values.secret(Key.POLICY_LOGIN));
    } catch (SourceFailure wrong) {
      values.wrong(Key.POLICY_REPO, String.valueOf(wrong.getMessage()), "say which one it is");
      return new PolicyPlace.Folder(Path.of("access"));
    }
  }

  private Optional<Secret> hook() {
    Optional<Secret> secret = values.secret(Key.POLICY_HOOK);
    if (secret.filter(one -> !PolicyHook.isSecret(one.text())).isPresent())
      values.wrong(Key.POLICY_HOOK, "what is there is too short", "make one: openssl rand -hex 32");
    return secret;
  }

  private StorePlace store() {
    Optional<String> url = values.text(Key.STORE);
    if (url.isEmpty()) {
      values.onlyWith(Key.STORE_ADMIN, Key.STORE);
      values.onlyWith(Key.STORE_LOGIN, Key.STORE);
      return new StorePlace.Embedded(values.path(Key.DATA).orElse(Path.of(".usher", "server")));
    }
    values.notWith(Key.DATA, Key.STORE);
    return new StorePlace.Remote(
        values.account(Key.STORE_ADMIN, url.get()), values.account(Key.STORE_LOGIN, url.get()));
  }

  private Optional<ServerConfig.Seals> seals() {
    values.onlyWith(Key.CHECKPOINTS, Key.SEAL_KEY);
    values.onlyWith(Key.CHECKPOINT_HOOK, Key.SEAL_KEY);
    values.onlyWith(Key.CHECKPOINT_REPO, Key.SEAL_KEY);
    values.onlyWith(Key.CHECKPOINT_BRANCH, Key.CHECKPOINT_REPO);
    values.onlyWith(Key.CHECKPOINT_LOGIN, Key.CHECKPOINT_REPO);
    if (!layers.has(Key.CHECKPOINT_HOOK) && !layers.has(Key.CHECKPOINT_REPO))
      values.onlyWith(Key.SEAL_KEY, Key.CHECKPOINTS);
    Optional<Path> file = values.path(Key.CHECKPOINTS);
    Optional<URI> hook = values.hook(Key.CHECKPOINT_HOOK, List.of());
    Optional<PolicyPlace.Repository> repository = checkpoints();
    return values
        .sealingKey(Key.SEAL_KEY)
        .map(key -> new ServerConfig.Seals(key, file, hook, repository));
  }

  private Optional<PolicyPlace.Repository> checkpoints() {
    Optional<String> url = values.text(Key.CHECKPOINT_REPO);
    if (url.isEmpty()) return Optional.empty();
    try {
      String branch = values.text(Key.CHECKPOINT_BRANCH).orElse("checkpoints");
      return Optional.of(
          new PolicyPlace.Repository(
              new Remote(url.get(), branch, "", Optional.empty()),
              values.secret(Key.CHECKPOINT_LOGIN)));
    } catch (SourceFailure wrong) {
      values.wrong(Key.CHECKPOINT_REPO, String.valueOf(wrong.getMessage()), "say which one it is");
      return Optional.empty();
    }
  }

  private boolean tlsIsMeant() {
    return layers.has(Key.TLS_CERT) || layers.has(Key.TLS_KEY);
  }

  private Optional<ServerConfig.TlsFiles> tls() {
    if (!tlsIsMeant()) return Optional.empty();
    values.onlyWith(Key.TLS_CERT, Key.TLS_KEY);
    values.onlyWith(Key.TLS_KEY, Key.TLS_CERT);
    Optional<Path> certificate = values.file(Key.TLS_CERT);
    Optional<Path> key = values.file(Key.TLS_KEY);
    if (certificate.isEmpty() || key.isEmpty()) return Optional.empty();
    return Optional.of(new ServerConfig.TlsFiles(certificate.get(), key.get()));
  }
}
