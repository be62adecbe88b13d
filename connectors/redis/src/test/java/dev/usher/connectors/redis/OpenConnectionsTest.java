package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What goes on by itself ends when it is taken; what does not, loses that and stays. */
@ParameterizedClass
@MethodSource("dev.usher.testkit.RedisServer$Version#available")
class OpenConnectionsTest {
  @Parameter Version version;

  @Test
  void who_waits_for_a_key_is_ended() {
    isEnded(List.of("BLPOP", "orders:1", "0"), "get blpop", "orders", "get");
  }

  @Test
  void who_listens_is_ended_when_the_channel_is_taken() {
    try (Cache cache = new Cache(version)) {
      cache.apply(
          Cache.meant()
              .can("ann", "subscribe", "channel:news")
              .can("ann", "get", "orders")
              .access());
      try (Connection ann = cache.enter("ann")) {
        RedisWords.say(ann, "SUBSCRIBE", "news.today");
        cache.apply(Cache.meant().can("ann", "get", "orders").access());
        assertThatThrownBy(ann::getOne).isInstanceOf(JedisConnectionException.class);
      }
    }
  }

  @Test
  void who_listens_is_ended_when_listening_is_taken_and_speaking_stays() {
    try (Cache cache = new Cache(version)) {
      cache.apply(Cache.meant().can("ann", "read write", "channel:news").access());
      try (Connection ann = cache.enter("ann")) {
        RedisWords.say(ann, "SUBSCRIBE", "news.today");
        cache.apply(Cache.meant().can("ann", "write", "channel:news").access());
        assertThatThrownBy(ann::getOne).isInstanceOf(JedisConnectionException.class);
      }
    }
  }

  @Test
  void who_watches_everything_is_ended() {
    isEnded(List.of("MONITOR"), "monitor dbsize", "", "dbsize");
  }

  private void isEnded(List<String> going, String words, String on, String left) {
    try (Cache cache = new Cache(version)) {
      cache.apply(Cache.meant().can("ann", words, on).access());
      try (Connection ann = cache.enter("ann")) {
        ann.sendCommand(RedisWords.arguments(going.toArray(String[]::new)));
        ann.getMany(0); // sends it, and waits for no answer
        awaits(cache, going.getFirst());
        cache.apply(Cache.meant().can("ann", left, on).access());
        assertThatThrownBy(
                () -> {
                  while (true) ann.getOne();
                })
            .isInstanceOf(JedisConnectionException.class)
            .hasMessageNotContaining("timed out");
      }
    }
  }

  /** The server has heard it. */
  private static void awaits(Cache cache, String command) {
    String said = "cmd=" + command.toLowerCase(Locale.ROOT);
    for (int i = 0; i < 1_000; i++) {
      if (cache.server().run("CLIENT", "LIST").toString().contains(said)) return;
    }
    throw new AssertionError("the server has not heard " + command);
  }

  @Test
  void who_only_asks_goes_on_with_what_is_left() {
    try (Cache cache = new Cache(version)) {
      cache.apply(Cache.meant().can("ann", "get set", "orders").access());
      try (Connection ann = cache.enter("ann")) {
        RedisWords.say(ann, "SET", "orders:1", "x");
        List<String> statements =
            cache.apply(Cache.meant().can("ann", "get", "orders").access()).statements();
        assertThat(statements).noneMatch(line -> line.contains("KILL"));
        assertThat(RedisWords.say(ann, "GET", "orders:1")).isEqualTo("x");
        assertThatThrownBy(() -> RedisWords.say(ann, "SET", "orders:1", "y"))
            .isInstanceOf(JedisAccessControlException.class);
      }
    }
  }
}
