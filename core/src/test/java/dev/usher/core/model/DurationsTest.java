package dev.usher.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"1s, PT1S", "90m, PT90M", "72h, PT72H", "7d, P7D", "3660d, P3660D"})
  void reads(String text, Duration length) {
    assertThat(Durations.parse(text)).isEqualTo(new Parsed.Ok<>(length));
  }

  @ParameterizedTest
  @CsvSource({
    "0h, a length of time is more than nothing",
    "3661d, this is longer than ten years",
    "999999d, this is longer than ten years",
    "2, this is no length of time",
    "2w, this is no length of time",
    "-2h, this is no length of time",
    "1.5h, this is no length of time",
    "1h30m, this is no length of time",
  })
  void refuses(String text, String message) {
    assertThat(Durations.parse(text))
        .isInstanceOfSatisfying(
            Parsed.Wrong.class,
            wrong -> {
              assertThat(wrong.message()).isEqualTo(message);
              assertThat(wrong.code()).isEqualTo("bad-duration");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "h", "1000000s", "2 h", "٢h"})
  void refusesWhatIsNoNumberAndUnit(String text) {
    assertThat(Durations.parse(text)).isInstanceOf(Parsed.Wrong.class);
  }
}
