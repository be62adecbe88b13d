package dev.usher.connectors.redis;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.testkit.RedisServer;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import dev.usher.testkit.Relay;
import dev.usher.testkit.contract.Specimen;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A Redis of its own with an ACL file, one or two targets on it, and usher's own account as the
 * script that ships makes it.
 */
final class RedisSpecimen implements Specimen<RedisFact> {
  static final Source HERE = new Source("access/test.yaml", 1, 1);
  private static final String USHER = "usher";
  private static final String PASSWORD = "usher's own, and no other's";

  private final RedisServer server;
  private final Relay relay;
  private final Map<Target, Map<String, List<String>>> keys = new TreeMap<>();
  private int made;

  RedisSpecimen(Version version, int targets) {
    server = RedisServer.start(version, "aclfile users.acl");
    relay = new Relay("127.0.0.1", server.port());
    for (String environment : List.of("dev", "prod").subList(0, targets)) {
      keys.put(new Target(environment, "cache"), new TreeMap<>());
    }
    AdminScript.commands(USHER, PASSWORD)
        .forEach(words -> server.run(words.toArray(String[]::new)));
  }

  RedisServer server() {
    return server;
  }

  @Override
  public Connector<RedisFact> connector() {
    return new RedisConnector(InstantSource.system());
  }

  @Override
  public Realm realm() {
    String url = "redis://127.0.0.1:" + relay.port();
    List<Place> places = new ArrayList<>();
    keys.forEach(
        (target, things) -> {
          Policy.Connection connection =
              new Policy.Connection(url, "env:X", Optional.empty(), false, HERE);
          Policy.System system =
              new Policy.System(
                  target.system(),
                  RedisType.TYPE,
                  "",
                  Map.of(target.environment(), connection),
                  Map.of(),
                  Map.of("keys", Map.copyOf(things)),
                  "{name}",
                  false,
                  "password",
                  HERE);
          places.add(new Place(target, system, connection));
        });
    return new Realm(connector().realmKey(url), places);
  }

  @Override
  public Login admin() {
    return new Login(USHER, PASSWORD.toCharArray());
  }

  @Override
  public String account(String stem) {
    return stem;
  }

  /** A key space of that name, for keys that begin with the name and a number of its own. */
  @Override
  public Resource make(Target target, String name) {
    StringBuilder pattern = new StringBuilder();
    for (char letter : name.toCharArray()) {
      if (" '\"()".indexOf(letter) >= 0) pattern.append('?');
      else if ("*?[]\\".indexOf(letter) >= 0) pattern.append('\\').append(letter);
      else pattern.append(letter);
    }
    Optional.ofNullable(keys.get(target))
        .orElseThrow()
        .put(name, List.of(made++ + ":" + pattern + ":*"));
    return Resource.of(target, Segment.plain(name));
  }

  @Override
  public String action() {
    return "get";
  }

  @Override
  public String otherAction() {
    return "set";
  }

  /** Without selectors an account's actions are the same on all that it has. */
  @Override
  public boolean isByThing() {
    return server.version() != Version.OLDEST;
  }

  @Override
  public Optional<Visit> enter(String account, char[] secret, Target target) {
    try {
      return Optional.of(new Session(server.connect(account, new String(secret))));
    } catch (JedisAccessControlException refused) {
      return Optional.empty();
    }
  }

  /** A connection. */
  private final class Session implements Visit {
    private final Connection connection;

    Session(Connection connection) {
      this.connection = connection;
    }

    @Override
    public boolean tries(String action, Resource on) {
      try {
        if (action.equals("get")) RedisWords.say(connection, "GET", key(on));
        else RedisWords.say(connection, "SET", key(on), "x");
        return true;
      } catch (JedisAccessControlException | JedisConnectionException refusedOrEnded) {
        return false;
      }
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (JedisException ended) {
        // As it may have been by the server.
      }
    }
  }

  private List<String> patterns(Resource on) {
    return Optional.ofNullable(keys.get(on.target()))
        .orElseThrow()
        .get(on.path().getFirst().name());
  }

  private String key(Resource on) {
    return patterns(on).getFirst().replaceAll("\\\\(.)", "$1").replaceFirst("\\*$", "1");
  }

  @Override
  public void stranger(String account, char[] secret, Resource on) {
    server.run("ACL", "SETUSER", account, "on", ">" + new String(secret));
    give(account, on);
  }

  @Override
  public void give(String account, Resource on) {
    server.run("ACL", "SETUSER", account, "~" + patterns(on).getFirst(), "+get");
  }

  @Override
  public void take(String account, Resource on) {
    List<String> left = new ArrayList<>(List.of("ACL", "SETUSER", account, "resetkeys"));
    List<?> user = (List<?>) server.run("ACL", "GETUSER", account);
    Object open = user.get(user.indexOf("keys") + 1);
    List<?> rules =
        open instanceof List<?> bare
            ? bare.stream().map(pattern -> "~" + pattern).toList()
            : List.of(open.toString().split(" "));
    rules.stream()
        .map(String::valueOf)
        .filter(rule -> !rule.endsWith("~" + patterns(on).getFirst()))
        .forEach(left::add);
    server.run(left.toArray(String[]::new));
  }

  @Override
  public void remove(String account) {
    server.run("ACL", "DELUSER", account);
  }

  @Override
  public boolean exists(String account) {
    return ((List<?>) server.run("ACL", "USERS")).contains(account);
  }

  @Override
  public void goAway() {
    relay.cut();
  }

  @Override
  public void comeBack() {
    relay.mend();
  }

  @Override
  public void close() {
    relay.close();
    server.close();
  }
}
