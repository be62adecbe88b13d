package dev.usher.connectors.redis;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.testkit.RedisServer;
import dev.usher.testkit.RedisServer.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Connection;

/** A server with one target on it: key spaces orders and sessions, a channel news. */
public final class Cache implements AutoCloseable {
  public static final Target HERE = new Target("dev", "cache");
  static final String SECRET = "a secret of the test's";
  private static final String PASSWORD = "usher's own, and no other's";
  private static final Map<String, List<String>> KEYS =
      Map.of("orders", List.of("orders:*"), "sessions", List.of("session:*", "sess:*"));

  private final RedisServer server;
  private Map<String, List<String>> keys = KEYS;

  public Cache(Version version, String... config) {
    server = RedisServer.start(version, config);
    AdminScript.commands("usher", PASSWORD)
        .forEach(words -> server.run(words.toArray(String[]::new)));
  }

  public RedisServer server() {
    return server;
  }

  /** From now on the policy names these. */
  public Cache naming(Map<String, List<String>> other) {
    keys = other;
    return this;
  }

  public static Meant meant() {
    return new Meant(HERE);
  }

  public Applying applying() {
    return applying(HERE);
  }

  Applying applying(Target target) {
    Source at = new Source("access/test.yaml", 1, 1);
    String url = "redis://127.0.0.1:" + server.port();
    Policy.Connection connection = new Policy.Connection(url, "env:X", Optional.empty(), false, at);
    Policy.System system =
        new Policy.System(
            target.system(),
            RedisType.TYPE,
            "",
            Map.of(target.environment(), connection),
            Map.of(),
            Map.of("keys", keys, "channels", Map.of("news", List.of("news.*"))),
            "{name}",
            false,
            "password",
            at);
    Realm realm =
        new Realm(RedisUrl.parse(url).realmKey(), List.of(new Place(target, system, connection)));
    return new Applying(realm, new Login("usher", PASSWORD.toCharArray()));
  }

  /** Applies it. */
  public Applying.Planned apply(List<Access> meant) {
    return applying().apply(meant);
  }

  /** Gives the account its password. */
  void password(String account, Optional<Instant> end) {
    try (Session<RedisFact> session = applying().open()) {
      session.credential(account, SECRET.toCharArray(), end);
    }
  }

  /** A connection of the account's, with a password of usher's. */
  public Connection enter(String account) {
    password(account, Optional.empty());
    return server.connect(account, SECRET);
  }

  public String rules(String account) {
    return ((List<?>) server.run("ACL", "LIST"))
        .stream()
            .map(String::valueOf)
            .filter(line -> line.startsWith("user " + account + " "))
            .findFirst()
            .orElse("");
  }

  @Override
  public void close() {
    server.close();
  }
}
