package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what is read. */
class WordsTest {
  @Test
  void a_line_gives_its_words_back() {
    List<String> words =
        List.of("ACL", "SETUSER", "o'hara\"x", "(~a\\* +get)", "\\", "größe 日本", "a\nb\u0001", "");
    assertThat(Words.of(Words.line(words))).isEqualTo(words);
    assertThat(Words.line(words)).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a \"b", "a \"b\"c", "\"\\"})
  void a_quote_that_is_not_closed_is_no_line(String line) {
    assertThatThrownBy(() -> Words.of(line)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_mark_gives_back_what_it_says() {
    Target target = new Target("dev", "cache");
    for (RedisMark mark :
        List.of(
            RedisMark.For.target(target, true),
            RedisMark.For.target(target, false),
            new RedisMark.Ends(Instant.ofEpochSecond(1_800_000_000)),
            new RedisMark.Unsaved())) {
      assertThat(mark.hash()).hasSize(64);
      assertThat(RedisMark.read(mark.hash())).contains(mark);
    }
    String other = RedisMark.For.target(target, false).hash();
    assertThat(RedisMark.read(other.replaceFirst("^75", "76"))).isEmpty();
    assertThat(RedisMark.read(new RedisMark.Unsaved().hash().replaceFirst("0$", "1"))).isEmpty();
    assertThat(RedisMark.read("x")).isEmpty();
  }
}
