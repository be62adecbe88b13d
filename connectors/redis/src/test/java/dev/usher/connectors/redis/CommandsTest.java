package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.redis.Command.Kind;
import dev.usher.core.diff.ObservedState;
import dev.usher.testkit.RedisServer;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;

/** The table of commands is what servers say of theirs. */
class CommandsTest {
  /** Of Redis 7.2. */
  private static final Set<String> LATER = Set.of("client|setinfo");

  /** No rule keeps anybody from the first; Redis 7 has no STRALGO. */
  private static final Set<String> IN_NO_POLICY =
      Set.of("auth", "hello", "reset", "quit", "host:", "post", "stralgo");

  /** Those whose keys are of less use when less is said than the sample says. */
  private static final Set<String> AT_MOST = Set.of("set", "bitfield", "sort");

  private static List<Version> seven() {
    List<Version> some = new ArrayList<>(Version.available());
    some.remove(Version.OLDEST);
    return some;
  }

  @ParameterizedTest
  @MethodSource("seven")
  void samples_name_their_keys_and_need_what_the_table_says(Version version) {
    try (RedisServer server = RedisServer.start(version);
        Connection connection = server.connect()) {
      for (Command command : Commands.ALL.values()) {
        if (LATER.contains(command.name())) continue;
        List<String> words = command.trying("thekey");
        assertThat(said(connection, List.of("ACL", "DRYRUN", "default"), words))
            .as(command.name())
            .isEqualTo("OK");
        if (command.kind() != Kind.KEYS) continue;
        String keys = said(connection, List.of("COMMAND", "GETKEYSANDFLAGS"), words).toString();
        assertThat(keys).as(command.name()).contains("thekey");
        boolean writes =
            keys.contains("insert") || keys.contains("update") || keys.contains("delete");
        if (AT_MOST.contains(command.name())) {
          assertThat(command.reads() && command.writes()).isTrue();
        } else {
          assertThat(keys.contains("access")).as(command.name()).isEqualTo(command.reads());
          assertThat(writes).as(command.name()).isEqualTo(command.writes());
        }
      }
    }
  }

  private static Object said(Connection connection, List<String> first, List<String> words) {
    List<String> all = new ArrayList<>(first);
    all.addAll(words);
    return RedisWords.say(connection, all.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void every_command_of_the_server_is_known(Version version) {
    try (Cache cache = new Cache(version)) {
      Dialect dialect = RedisCompile.server(inspected(cache)).dialect();
      if (!dialect.version().matches("6\\.2\\..*|7\\.0\\..*")) {
        System.err.println("SKIPPED: the table is of 6.2 and 7.0, not of " + dialect.version());
        return;
      }
      Set<String> known = new TreeSet<>(IN_NO_POLICY);
      Commands.ALL
          .keySet()
          .forEach(
              action -> {
                known.addAll(dialect.commandsOf(action, dialect.commands()));
                known.add(action.split("\\|")[0]);
              });
      known.add("sort");
      assertThat(known).containsAll(dialect.commands());
    }
  }

  private static ObservedState<RedisFact> inspected(Cache cache) {
    try (var session = cache.applying().open()) {
      return session.inspect();
    }
  }
}
