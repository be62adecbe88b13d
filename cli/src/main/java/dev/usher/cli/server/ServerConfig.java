package dev.usher.cli.server;

import dev.usher.engine.operator.Operator;
import dev.usher.engine.seal.SealingKey;
import dev.usher.server.sink.Mail;
import dev.usher.store.Account;
import dev.usher.store.git.Remote;
import dev.usher.store.secret.StoreKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A server as somebody wants it, checked as a whole. Holds no secret that it would print.
 *
 * @param storeKey seals the secrets that the store keeps
 * @param listenEnvoy for Envoy, by gRPC
 * @param plainHttp whether others may read along on the way
 * @param openMetrics whether numbers are for everybody
 * @param traces who takes spans by OTLP over HTTP
 * @param decisions empty where none are logged
 * @param policyHook shared with the host of the policy's repository
 * @param operator what the policy must not decide
 * @param seals empty where the ledger is not sealed
 * @param firstAdministrator digest of the token that counts until there is a named administrator
 * @param secretVariables names of those that hold secrets of the server's own
 */
public record ServerConfig(
    PolicyPlace policy,
    StorePlace store,
    Optional<StoreKey> storeKey,
    Listen listen,
    Optional<Listen> listenEnvoy,
    Optional<TlsFiles> tls,
    Optional<Path> portFile,
    Optional<Path> pidFile,
    boolean plainHttp,
    boolean openMetrics,
    Optional<URI> traces,
    Optional<Decisions> decisions,
    Optional<Secret> policyHook,
    Optional<Operator> operator,
    Optional<Seals> seals,
    Optional<Mail.Server> mail,
    Optional<byte[]> firstAdministrator,
    Set<String> secretVariables) {

  /** Where the policy is. */
  public sealed interface PolicyPlace {
    record Folder(Path folder) implements PolicyPlace {}

    /**
     * @param login {@code user:password} that may read it
     */
    record Repository(Remote remote, Optional<Secret> login) implements PolicyPlace {}
  }

  /** Where the server keeps its own data. */
  public sealed interface StorePlace {
    /** A PostgreSQL of its own. */
    record Embedded(Path folder) implements StorePlace {}

    /**
     * Somebody's.
     *
     * @param admin owns the tables
     * @param login works with them
     */
    record Remote(Account admin, Account login) implements StorePlace {}
  }

  /**
   * Which decisions are logged, and where.
   *
   * @param allowed share of those that allow, from 0 to 1
   * @param denied share of those that deny, likewise
   */
  public record Decisions(To to, double allowed, double denied) {
    /** Where decisions are kept. */
    public sealed interface To {
      record Store(Duration keep) implements To {}

      record File(Path path) implements To {}

      record Otlp(URI address) implements To {}
    }
  }

  /**
   * How the ledger is sealed.
   *
   * @param file where checkpoints are kept
   * @param repository likewise, with an account that may push
   * @param hook who is told of each
   */
  public record Seals(
      SealingKey key,
      Optional<Path> file,
      Optional<URI> hook,
      Optional<PolicyPlace.Repository> repository) {}

  /**
   * @param port 0 for any that is free
   */
  public record Listen(String host, int port) {}

  /** In PEM. */
  public record TlsFiles(Path certificate, Path key) {}
}
