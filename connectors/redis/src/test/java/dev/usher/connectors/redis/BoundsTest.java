package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.redis.Command.Kind;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;

/** Who may do everything to one key space does nothing to another, however it is said. */
class BoundsTest {
  private static final List<List<String>> TRICKS =
      List.of(
          List.of("STORE", "orders:x", "STORE", "secret"),
          List.of("STOREDIST", "orders:x", "STOREDIST", "secret"),
          List.of("KEYS", "secret"),
          List.of("STREAMS", "secret", "0"),
          List.of("GET", "secret"),
          List.of("secret"));

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void no_command_reaches_another_key(Version version) {
    try (Cache cache = new Cache(version)) {
      Set<String> all =
          Commands.of(Kind.KEYS, one -> version != Version.OLDEST || one.isEverywhere());
      assertThat(
              cache
                  .apply(Cache.meant().can("ann", String.join(" ", all), "orders").access())
                  .errors())
          .isEmpty();
      cache.server().run("SET", "secret", "mine");
      try (Connection ann = cache.enter("ann")) {
        for (String name : all) {
          for (List<String> trick : TRICKS) {
            List<String> words = new ArrayList<>(Commands.ALL.get(name).trying("orders:1"));
            words.addAll(trick);
            cache.server().run("DEL", "orders:1"); // or it is of a kind that is refused
            String answer = said(ann, words);
            assertThat(answer).as("%s", words).doesNotContain("mine");
            assertThat(cache.server().run("GET", "secret")).as("%s", words).isEqualTo("mine");
          }
        }
      }
    }
  }

  private static String said(Connection by, List<String> words) {
    try {
      return String.valueOf(RedisWords.say(by, words.toArray(String[]::new)));
    } catch (JedisDataException refused) {
      return String.valueOf(refused.getMessage());
    }
  }
}
