package dev.usher.bench;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.redis.AdminScript;
import dev.usher.connectors.redis.RedisConnector;
import dev.usher.core.access.Access;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan;
import dev.usher.testkit.RedisServer;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import redis.clients.jedis.Connection;

/**
 * Many accounts at once on a Redis, against the script that somebody who knows Redis would write.
 */
final class Redis10k implements Benchmark {
  private static final double AT_MOST = 1.5;
  private static final String USHER = "usher";
  private static final String PASSWORD = "usher's own, and no other's";

  @Override
  public String name() {
    return "redis-10k";
  }

  @Override
  public String about() {
    return "10,000 accounts of a Redis in 20 teams, against the best ACL SETUSER lines, pipelined";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    return contest(new RedisTeams(scale == Scale.FULL ? 10_000 : 50), scale == Scale.FULL ? 15 : 1);
  }

  private static List<Figure> contest(RedisTeams teams, int rounds) throws Exception {
    Times byName = new Times();
    Times byCategory = new Times();
    Times connector = new Times();
    Times again = new Times();
    for (int i = 0; i < rounds; i++) {
      List<Object> wanted = script(teams.lines(true), byName);
      script(teams.lines(false), byCategory);
      try (RedisServer server = start()) {
        apply(new RedisConnector(Clock.systemUTC()), teams, server, connector, again);
        if (!rules(server).equals(wanted)) {
          throw new IllegalStateException("usher and the script did not give the same");
        }
      }
    }
    return List.of(
        Figure.promised(
            "connector_ratio",
            "inspect, plan, lock and run, to the script's time",
            connector.median() / byName.median(),
            "x",
            AT_MOST),
        Figure.of(
            "category_ratio",
            "the same, to a script of categories, which modules can widen",
            connector.median() / byCategory.median(),
            "x"),
        Figure.of("script_ms", "the script, each command by its name", byName.median(), "ms"),
        Figure.of("category_script_ms", "the script of categories", byCategory.median(), "ms"),
        Figure.of("connector_ms", "connector, with its connection", connector.median(), "ms"),
        Figure.of("nothing_ms", "inspect and plan when all is done", again.median(), "ms"),
        Figure.of("rounds", "rounds", rounds, ""));
  }

  private static RedisServer start() {
    RedisServer server = RedisServer.start(Version.NEWEST);
    AdminScript.commands(USHER, PASSWORD)
        .forEach(words -> server.run(words.toArray(String[]::new)));
    return server;
  }

  /** What the script gives. */
  private static List<Object> script(List<String[]> lines, Times times) throws Exception {
    try (RedisServer server = start()) {
      times.measure(
          () -> {
            try (Connection connection = server.connect()) {
              for (String[] words : lines) connection.sendCommand(RedisWords.arguments(words));
              if (!connection.getMany(lines.size()).stream().allMatch(Redis10k::isOk)) {
                throw new IllegalStateException("a line was refused");
              }
            }
          });
      return rules(server);
    }
  }

  private static boolean isOk(Object answer) {
    return "OK".equals(RedisWords.plain(answer));
  }

  /** The rules of some, without their passwords; each server tells them in an order of its own. */
  private static List<Object> rules(RedisServer server) {
    List<Object> all = new ArrayList<>();
    for (String name : List.of("u0", "u7", "u49")) {
      List<?> user = (List<?>) server.run("ACL", "GETUSER", name);
      for (Object each : user.subList(user.indexOf("commands"), user.size())) {
        all.add(new TreeSet<>(List.of(each.toString().split(" "))));
      }
    }
    return all;
  }

  private static <N extends Native> void apply(
      Connector<N> connector, RedisTeams teams, RedisServer server, Times times, Times again)
      throws Exception {
    Realm realm = teams.realm(server.port());
    Access access = teams.access();
    Login login = new Login(USHER, PASSWORD.toCharArray());
    times.measure(
        () -> {
          try (Session<N> session = connector.open(realm, _ -> login, Duration.ofSeconds(10))) {
            Plan plan = plan(connector, realm, access, session);
            if (!(session.lock(plan.fingerprint()) instanceof Session.Lock.Held)) {
              throw new IllegalStateException("somebody else writes");
            }
            plan.stages().forEach(stage -> session.run(stage, Redis10k::done));
          }
        });
    again.measure(
        () -> {
          try (Session<N> session = connector.open(realm, _ -> login, Duration.ofSeconds(10))) {
            if (!plan(connector, realm, access, session).isEmpty()) {
              throw new IllegalStateException("something was left to do");
            }
          }
        });
  }

  private static <N extends Native> Plan plan(
      Connector<N> connector, Realm realm, Access access, Session<N> session) {
    ObservedState<N> observed = session.inspect();
    DesiredState<N> desired = connector.compile(realm, List.of(access), observed);
    List<Plan.Stage> stages = connector.arrange(realm, Diff.between(desired, observed), observed);
    return new Plan(realm.key(), connector.fingerprint(observed), stages);
  }

  private static void done(Outcome outcome) {
    if (!(outcome instanceof Outcome.Done)) throw new IllegalStateException(outcome.toString());
  }
}
