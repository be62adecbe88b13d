package dev.usher.connectors.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachingSha2Test {
  /** As MySQL 9.7.4 made them, by its ten thousand rounds. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x"
            + "|7D3A351A773575120101434542563F256B271615"
            + "|AgfkPxx6kWT6Hd6BuBdUbu5B5I8KQ0tSdI9yE5/lIfC",
        "größe 日本 🙂"
            + "|13136117227F2A644A6704626F645041562F1E33"
            + "|x50uLndfhmazGQ0.geJd3/O4qD7AjraVVdjAz7./8e2",
        "a longer secret, of more than 32 bytes so that it is taken twice"
            + "|3A23676A303B673F48093D574C31757B23526E78"
            + "|fCq.WvKLh5Gp4LuxUyMQmfxRCjznfPDfL19UmG/3qT9"
      })
  void it_is_what_the_server_makes_of_that_salt(String secret, String salt, String digest) {
    byte[] bytes = HexFormat.of().parseHex(salt);
    assertThat(CachingSha2.hash(secret.toCharArray(), bytes, 10))
        .isEqualTo("$A$00A$" + new String(bytes, StandardCharsets.US_ASCII) + digest);
  }
}
