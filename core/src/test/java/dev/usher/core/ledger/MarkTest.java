package dev.usher.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkTest {
  private static final Head HEAD = new Head(17, "ab".repeat(32));
  private static final Past PAST = new Past("0b6d-1f", 2, 31, "0123456789abcdef");

  @Test
  void whatIsWrittenIsReadAgain() {
    for (Mark mark :
        List.of(
            new Mark(HEAD, Optional.empty()),
            new Mark(HEAD, Optional.of(PAST)),
            new Mark(Head.NONE, Optional.of(PAST)))) {
      assertThat(Mark.parse(mark.toString())).contains(mark);
    }
    assertThat(new Mark(HEAD, Optional.of(PAST)))
        .hasToString("17:" + "ab".repeat(32) + " 0b6d-1f/2/31/0123456789abcdef");
  }

  @Test
  void whatIsNoMarkIsNone() {
    for (String text :
        List.of(
            "",
            "17",
            HEAD + " ",
            HEAD + " " + PAST + "0",
            HEAD + "  " + PAST,
            HEAD + " 0b6d/2/x/0123456789abcdef",
            "17:short " + PAST,
            " " + PAST)) {
      assertThat(Mark.parse(text)).as(text).isEmpty();
    }
  }
}
