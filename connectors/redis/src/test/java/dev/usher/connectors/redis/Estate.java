package dev.usher.connectors.redis;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A server with random key spaces and channels, each with a name that its pattern matches. */
final class Estate implements AutoCloseable {
  private static final Source HERE = new Source("access/test.yaml", 1, 1);
  private static final String USHER = "usher";
  private static final String PASSWORD = "usher's own, and no other's";
  private static final List<String> NAMES =
      List.of("orders", "Orders", "a b", "x/y", "*", "**", "größe", "日本語", "{a,b}", "o'clock", "?");

  /** A piece of a pattern, and what it matches. */
  private static final List<List<String>> PIECES =
      List.of(
          List.of("orders", "orders"),
          List.of("größe", "größe"),
          List.of("日本語🙂", "日本語🙂"),
          List.of("?", " "),
          List.of("\\*", "*"),
          List.of("\\\\", "\\"),
          List.of("\\?\\[a\\]", "?[a]"),
          List.of("[a-c]", "b"),
          List.of("[^x]", "y"),
          List.of("[\\]x]", "]"),
          List.of("{a,b}", "{a,b}"),
          List.of("%R~x", "%R~x"),
          List.of("$1;--", "$1;--"),
          List.of("*", ""),
          List.of("**", "any thing"));

  /** One thing: its patterns, and for each a name that matches. */
  record Thing(Resource on, List<String> patterns, List<String> samples) {}

  private final RedisServer server;
  private final List<Thing> things = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();

  Estate(Version version, RandomGenerator random, int targets) {
    server = RedisServer.start(version, "aclfile users.acl");
    AdminScript.commands(USHER, PASSWORD)
        .forEach(words -> server.run(words.toArray(String[]::new)));
    int made = 0;
    for (String environment : List.of("dev", "prod").subList(0, targets)) {
      Target target = new Target(environment, "cache");
      this.targets.add(target);
      for (String kind : List.of("", "channel")) {
        for (int i = random.nextInt(1, kind.isEmpty() ? 4 : 3); i > 0; i--) {
          Resource on =
              Resource.of(target, new Segment(kind, NAMES.get(made % NAMES.size()) + made));
          things.add(thing(on, made++, random));
        }
      }
    }
  }

  private static Thing thing(Resource on, int number, RandomGenerator random) {
    List<String> patterns = new ArrayList<>();
    List<String> samples = new ArrayList<>();
    for (int i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
      StringBuilder pattern = new StringBuilder(number + "." + i + ":");
      StringBuilder sample = new StringBuilder(pattern);
      for (int j = random.nextInt(4); j > 0; j--) {
        List<String> piece = PIECES.get(random.nextInt(PIECES.size()));
        pattern.append(piece.get(0));
        sample.append(piece.get(1));
      }
      patterns.add(pattern.toString());
      samples.add(sample.toString());
    }
    return new Thing(on, patterns, samples);
  }

  RedisServer server() {
    return server;
  }

  List<Thing> things() {
    return things;
  }

  List<Target> targets() {
    return targets;
  }

  Applying applying() {
    return new Applying(realm(), new Login(USHER, PASSWORD.toCharArray()));
  }

  private Realm realm() {
    String url = "redis://127.0.0.1:" + server.port();
    List<Place> places = new ArrayList<>();
    for (Target target : targets) {
      Policy.Connection connection =
          new Policy.Connection(url, "env:X", Optional.empty(), false, HERE);
      Policy.System system =
          new Policy.System(
              target.system(),
              RedisType.TYPE,
              "",
              Map.of(target.environment(), connection),
              Map.of(),
              Map.of("keys", named(target, ""), "channels", named(target, "channel")),
              "{name}",
              false,
              "password",
              HERE);
      places.add(new Place(target, system, connection));
    }
    return new Realm(RedisUrl.parse(url).realmKey(), places);
  }

  private Map<String, List<String>> named(Target target, String kind) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (Thing thing : things) {
      Segment segment = thing.on().path().getFirst();
      if (thing.on().target().equals(target) && segment.kind().equals(kind)) {
        all.put(segment.name(), thing.patterns());
      }
    }
    return all;
  }

  @Override
  public void close() {
    server.close();
  }
}
