package dev.usher.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
  private static List<String> segments(String target) {
    return switch (RequestPath.read(target)) {
      case RequestPath.Read.Ok(RequestPath path) -> path.segments();
      case RequestPath.Read.Refused(String why) -> throw new AssertionError(target + ": " + why);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/|",
        "/orders|orders",
        "/orders/|orders~",
        "/orders/17|orders~17",
        "/orders/17?a=../x&b=%00//|orders~17",
        "/a%20b/%C3%A9/%E4%B8%AD|a b~é~中",
        "/ann@acme.example/a%2Bb/a,b=c|ann@acme.example~a+b~a,b=c",
        "/.../..a/a..|...~..a~a..",
      })
  void eachHasOneMeaning(String target, String segments) {
    String read = String.join("~", segments(target));
    assertThat(read).isEqualTo(segments == null ? "" : segments);
  }

  /** Tricks by which a gateway has been made to see another path than the application. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "orders/17",
        "http://shop/orders/17",
        "//orders/17",
        "/orders//17",
        "/orders/17//",
        "/.",
        "/..",
        "/./orders/17",
        "/public/../orders/17",
        "/orders/.",
        "/orders/..?",
        "/%2e%2e/orders/17",
        "/%2E%2E/orders/17",
        "/.%2E/orders/17",
        "/orders%2F17",
        "/orders%2f17",
        "/orders/..%2F17",
        "/orders/..%5C17",
        "/orders\\17",
        "/orders/17%00",
        "/orders/17%00.html",
        "/orders/17%0A",
        "/orders/17%0D%0AX: y",
        "/orders/17%09",
        "/orders/17%20",
        "/orders/%2017",
        "/orders/17%7F",
        "/orders/17%C2%85",
        "/orders/17;v=1",
        "/orders;a/17",
        "/orders/17%3Bv",
        "/orders/17#x",
        "/orders/17%23x",
        "/orders/17%3Fx",
        "/%252e%252e/orders",
        "/orders/%2517",
        "/orders/%25",
        "/orders/%",
        "/orders/%1",
        "/orders/%zz",
        "/orders/%u0031",
        "/orders/%c3%a9",
        "/%6Frders/17",
        "/orders/%31%37",
        "/orders/~%7E",
        "/orders/a+b",
        "/orders/é",
        "/orders/%C3",
        "/orders/%C0%AF",
        "/orders/%E0%80%AF",
        "/orders/%ED%A0%80",
        "/orders/%F4%90%80%80",
        "/orders/%FF",
        "/orders/%EF%BC%91%EF%BC%97",
        "/orders/%D9%A1%D9%A7",
        "/orders/e%CC%81",
        "/orders/%E2%80%AE17",
        "/orders/1%E2%80%8B7",
        "/orders/%C2%A0",
        "/orders/%EF%BC%8F17",
        "/orders/%E2%84%AA",
        "/orders/17 ",
        "/orders/<17>",
        "/orders/{id}",
        "/orders/\"17\"",
        "/orders/17|18",
        "/orders/^17",
        "/orders/`17`",
      })
  void whatIsAmbiguousIsNoPath(String target) {
    assertThat(RequestPath.read(target)).isInstanceOf(RequestPath.Read.Refused.class);
  }

  @Test
  void whatIsTooLongIsNoPath() {
    assertThat(segments("/" + "a".repeat(255))).hasSize(1);
    for (String long1 : List.of("/" + "a".repeat(256), "/a".repeat(2_049)))
      assertThat(RequestPath.read(long1)).isInstanceOf(RequestPath.Read.Refused.class);
  }

  /**
   * No text that is taken is decoded otherwise by Java's own, once or twice, and no two of a path's
   * segments mean the same to somebody who decodes, cuts at a sign or does not mind how digits
   * look.
   */
  @Test
  void atRandomNothingIsTakenThatSomebodyElseReadsOtherwise() {
    long seed = Long.getLong("usher.seed", 1);
    Random random = new Random(seed);
    String[] bits = {
      "/",
      ".",
      "%",
      "2",
      "5",
      "F",
      "f",
      "E",
      "e",
      "C",
      "3",
      "A",
      "9",
      "0",
      ";",
      "\\",
      "a",
      "é",
      "+",
      "?",
      "%2F",
      "%25",
      "%2E",
      "%C3%A9",
      "%EF%BC%91",
      "orders",
      "17",
      "@",
      "%00",
      "%20"
    };
    int taken = 0;
    Map<List<String>, String> spellings = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      StringBuilder target = new StringBuilder("/");
      for (int n = random.nextInt(6); n >= 0; n--) target.append(bits[random.nextInt(bits.length)]);
      if (!(RequestPath.read(target.toString()) instanceof RequestPath.Read.Ok(RequestPath path)))
        continue;
      taken++;
      String said = "seed " + seed + ": " + target;
      String raw = target.toString().split("\\?", 2)[0];
      String once = URLDecoder.decode(raw, StandardCharsets.UTF_8);
      assertThat(once).as(said).isEqualTo("/" + String.join("/", path.segments()));
      assertThat(URLDecoder.decode(once.replace("+", "%2B"), StandardCharsets.UTF_8))
          .as(said)
          .isEqualTo(once);
      assertThat(java.net.URI.create(raw).normalize().getRawPath()).as(said).isEqualTo(raw);
      // Of what letters and digits alone are written there is one spelling.
      String same = spellings.putIfAbsent(path.segments(), raw);
      if (same != null && path.segments().stream().allMatch(RequestPathTest::isSimple))
        assertThat(raw).as(said).isEqualTo(same);
    }
    assertThat(taken).as("seed " + seed).isGreaterThan(10_000);
  }

  private static boolean isSimple(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).equals(segment);
  }
}
