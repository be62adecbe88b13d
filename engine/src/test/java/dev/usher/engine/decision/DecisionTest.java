package dev.usher.engine.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.decision.Line.Decided;
import dev.usher.engine.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTest {
  private static String id(String subject) {
    return Some.decision(subject, true).subject().orElseThrow().id();
  }

  @Test
  void whatCallersWroteCannotBreakALineOrAStore() {
    assertThat(id("Zoë 🦉")).isEqualTo("Zoë 🦉");
    assertThat(id("a\u0000b\nc\u001b[2Jd\u0085")).isEqualTo("a\ufffdb\ufffdc\ufffd[2Jd\ufffd");
    assertThat(id("half \ud83e of one")).isEqualTo("half \ufffd of one");
    assertThat(id("x".repeat(300))).hasSize(300);
    assertThat(id("x".repeat(301))).isEqualTo("x".repeat(300) + "…");
  }

  @Test
  void aLineIsJsonInOneLine() {
    List<Line> lines =
        List.of(
            new Decided(Some.NOON, "ab12", 7, Some.decision("al\"ice\n", false)),
            new Line.Dropped(Some.NOON, "ab12", 3));
    assertThat(new String(Json.lines(lines), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"kind":"decided","at":"2026-11-29T12:00:00Z","run":"ab12","number":7,"decision":{\
            "surface":"authzen","asker":"token:ci","request":"r-1","subject":{"type":"user",\
            "id":"al\\"ice\ufffd"},"action":"read","resource":{"type":"table",\
            "id":"prod/shop-db/public/orders"},"allowed":false,"revision":"abc.17"}}
            {"kind":"dropped","at":"2026-11-29T12:00:00Z","run":"ab12","count":3}
            """);
  }
}
