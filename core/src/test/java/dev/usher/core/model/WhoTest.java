package dev.usher.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.model.Policy.Who;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhoTest {
  @ParameterizedTest
  @ValueSource(strings = {"alice", "team:backend", "*", "live:*"})
  void isWrittenAsItIsRead(String text) {
    assertThat(Who.parse(text))
        .isInstanceOfSatisfying(Parsed.Ok.class, ok -> assertThat(ok.value()).hasToString(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "team:", "team: ", "group:backend", "live:alice", ":alice"})
  void namesSomebody(String text) {
    assertThat(Who.parse(text)).isInstanceOf(Parsed.Wrong.class);
  }
}
