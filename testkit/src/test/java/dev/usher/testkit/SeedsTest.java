package dev.usher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void aFailureSaysHowToReplayIt() {
    assertThatThrownBy(
            () ->
                Seeds.with(
                    42,
                    _ -> {
                      throw new IllegalStateException("boom");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dusher.seed=42")
        .hasMessageContaining("boom");
  }

  @Test
  void oneSeedGivesTheSameNumbers() {
    assertThat(Seeds.generator(7).nextLong()).isEqualTo(Seeds.generator(7).nextLong());
  }
}
