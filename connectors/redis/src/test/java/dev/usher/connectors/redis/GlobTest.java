package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testkit.RedisServer;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import dev.usher.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Connection;

/** Patterns mean what they mean to Redis. */
class GlobTest {
  private static final List<String> PIECES =
      List.of(
          "a", "b", "ab", "*", "?", "[ab]", "[^a]", "[a-c]", "[c-a]", "\\*", "\\a", "[\\]x]", "^",
          "-", "ü");

  private static Glob glob(String pattern) {
    return Glob.parse(pattern).orElseThrow();
  }

  private static String random(RandomGenerator random, List<String> pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, 5); i > 0; i--)
      text.append(pieces.get(random.nextInt(pieces.size())));
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void a_pattern_matches_what_the_server_says(Version version) {
    try (RedisServer server = RedisServer.start(version);
        Connection connection = server.connect()) {
      Set<String> keys = new TreeSet<>();
      RandomGenerator letters = Seeds.generator(1);
      for (int i = 0; i < 400; i++) {
        keys.add(random(letters, List.of("a", "b", "c", "x", "*", "]", "^", "-", "ü", "\\")));
      }
      keys.forEach(key -> RedisWords.say(connection, "SET", key, "1"));
      Seeds.each(
          500,
          random -> {
            String pattern = random(random, PIECES);
            Set<String> found = new TreeSet<>();
            ((List<?>) RedisWords.say(connection, "KEYS", pattern))
                .forEach(key -> found.add(key.toString()));
            Set<String> matching = new TreeSet<>(keys);
            matching.removeIf(key -> !glob(pattern).matches(key));
            assertThat(matching).as(pattern).isEqualTo(found);
          });
    }
  }

  @Test
  void two_patterns_overlap_if_and_only_if_a_text_matches_both() {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int i = 0; i < texts.size() && texts.get(i).length() < 6; i++) {
      for (String letter : List.of("a", "b", "c")) texts.add(texts.get(i) + letter);
    }
    Seeds.each(
        300,
        random -> {
          List<String> pieces = List.of("a", "b", "*", "?", "[ab]", "[^a]", "[b-c]");
          Glob one = glob(random(random, pieces));
          Glob other = glob(random(random, pieces));
          List<String> both =
              texts.stream().filter(text -> one.matches(text) && other.matches(text)).toList();
          // Other letters than these a text need not have: whatever matches has one of these too.
          assertThat(one.overlaps(other)).as("%s %s", one, other).isEqualTo(!both.isEmpty());
          assertThat(other.overlaps(one)).isEqualTo(one.overlaps(other));
        });
  }

  @ParameterizedTest
  @CsvSource({
    "orders:*, orders:1*, true",
    "orders:*, order:*, false",
    "*, x, true",
    "a*z, *b*, true",
    "a?c, a[^b]c, true",
    "abc, a[^b]c, false",
    "\\*, a, false",
    "\\*, *, true",
  })
  void some_overlap_and_some_do_not(String one, String other, boolean overlap) {
    assertThat(glob(one).overlaps(glob(other))).isEqualTo(overlap);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a\tb",
        "a\u0000b",
        "o'clock",
        "say\"hi\"",
        "f(x)",
        "[ab",
        "a\\",
        "[]x"
      })
  void what_redis_would_misread_is_refused(String pattern) {
    assertThat(Glob.refusal(pattern)).isPresent();
  }

  @Test
  void a_sample_matches() {
    Seeds.each(
        200,
        random -> {
          String pattern = random(random, PIECES);
          assertThat(glob(pattern).sample("usher"))
              .as(pattern)
              .hasValueSatisfying(text -> assertThat(glob(pattern).matches(text)).isTrue());
        });
  }
}
