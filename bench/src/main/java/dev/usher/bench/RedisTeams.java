package dev.usher.bench;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.redis.RedisType;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Access.Role;
import dev.usher.core.access.Right;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * People in twenty teams: each team reads its own key space and one that all read.
 *
 * @param people how many, one after the other into the teams
 */
record RedisTeams(int people) {
  private static final int TEAMS = 20;
  private static final Target HERE = new Target("prod", "cache");
  private static final Source AT = new Source("bench", 1, 1);

  /** What every client says, as docs/redis.md tells it. */
  private static final List<String> CONNECT =
      List.of(
          "client|getname",
          "client|id",
          "client|setname",
          "command",
          "discard",
          "echo",
          "exec",
          "multi",
          "ping",
          "punsubscribe",
          "select",
          "sunsubscribe",
          "unsubscribe",
          "unwatch");

  /** What @read has besides what the bundle read stands for, on Redis 7.0. */
  private static final List<String> NOT_READ =
      List.of(
          "dbsize",
          "expiretime",
          "keys",
          "lcs",
          "lolwut",
          "pexpiretime",
          "randomkey",
          "scan",
          "sintercard",
          "sort_ro",
          "zintercard");

  Realm realm(int port) {
    String url = "redis://127.0.0.1:" + port;
    Policy.Connection connection = new Policy.Connection(url, "env:X", Optional.empty(), false, AT);
    Map<String, List<String>> keys = new LinkedHashMap<>(Map.of("all", List.of("all:*")));
    for (int team = 0; team < TEAMS; team++) keys.put("k" + team, List.of("k" + team + ":*"));
    Policy.System system =
        new Policy.System(
            HERE.system(),
            RedisType.TYPE,
            "",
            Map.of(HERE.environment(), connection),
            Map.of(),
            Map.of("keys", keys),
            "{name}",
            false,
            "password",
            AT);
    return new Realm("localhost:" + port, List.of(new Realm.Place(HERE, system, connection)));
  }

  Access access() {
    Map<String, Role> roles = new TreeMap<>();
    for (int team = 0; team < TEAMS; team++) {
      Right read =
          new Right(
              Set.of("read"),
              List.of(pattern("all"), pattern("k" + team)),
              List.of(),
              Optional.empty(),
              Optional.empty(),
              Cause.of("role r" + team, AT));
      roles.put("r" + team, new Role("r" + team, List.of(read), Map.of()));
    }
    Map<String, Member> members = new TreeMap<>();
    for (int i = 0; i < people; i++) {
      String role = "r" + i % TEAMS;
      Set<Cause> why = Set.of(Cause.of(role + " for team:t" + i % TEAMS, AT));
      members.put("u" + i, new Member("u" + i, "u" + i, false, Map.of(), Map.of(role, why)));
    }
    return new Access(HERE, RedisType.TYPE, Instant.EPOCH, roles, members);
  }

  private static Pattern pattern(String keys) {
    return new Pattern(
        List.of(
            new Step.One("", Name.of(HERE.environment())),
            new Step.One("", Name.of(HERE.system())),
            new Step.One("", Name.of(keys))),
        Optional.empty());
  }

  /** The script: one line for each, on a server that has none of them. */
  List<String[]> lines(boolean byName) {
    List<String> commands = new ArrayList<>();
    CONNECT.forEach(command -> commands.add("+" + command));
    if (byName) {
      new TreeSet<>(RedisType.TYPE.expand("read", "keys"))
          .forEach(command -> commands.add("+" + command));
    } else {
      commands.add("+@read");
      NOT_READ.forEach(command -> commands.add("-" + command));
    }
    List<String[]> lines = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", "u" + i, "on"));
      words.add("%R~all:*");
      words.add("%R~k" + i % TEAMS + ":*");
      words.addAll(commands);
      lines.add(words.toArray(String[]::new));
    }
    return lines;
  }
}
