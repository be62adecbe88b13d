package dev.usher.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.cli.terminal.Ink;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TokensTextTest {
  /** Whoever made it may have left: that of a person goes with the person, that of nobody stays. */
  @Test
  void whose_a_token_is_is_shown_beside_who_made_it() throws IOException {
    String tokens =
        """
        [{"id": "a1", "name": "laptop", "scopes": ["operate"], "by": "person:ada", "owner": "ada",
          "expires": "2026-12-30T08:15:00Z"},
         {"id": "b2", "name": "ci", "scopes": ["check", "audit"], "by": "token:ann",
          "expires": "2026-12-30T08:15:00Z", "used": "2026-11-30T08:15:00Z"}]
        """;
    assertThat(new TokensText(Ink.PLAIN).render(new JsonMapper().readTree(tokens)))
        .isEqualTo(
            """
            a1  laptop  operate      of ada    by person:ada  never used             until 2026-12-30 08:15
            b2  ci      check audit  nobody's  by token:ann   used 2026-11-30 08:15  until 2026-12-30 08:15
            """);
  }
}
