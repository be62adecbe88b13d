package dev.usher.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SipHashTest {
  /** Bytes 0, 1, 2 and so on to 15, the least first. */
  private static final SipHash OF_THE_VECTORS =
      new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  private static String bytes(int count) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < count; i++) bytes.append((char) i);
    return bytes.toString();
  }

  private static String hex(Print print) {
    return "%016x %016x"
        .formatted(Long.reverseBytes(print.first()), Long.reverseBytes(print.second()));
  }

  /** The reference implementation's vectors.h, vectors_sip128: of 0, 1, 7, 8, 15 and 16 bytes. */
  @Test
  void isTheReferences() {
    assertThat(hex(OF_THE_VECTORS.of(bytes(0)))).isEqualTo("a3817f04ba25a8e6 6df67214c7550293");
    assertThat(hex(OF_THE_VECTORS.of(bytes(1)))).isEqualTo("da87c1d86b99af44 347659119b22fc45");
    assertThat(hex(OF_THE_VECTORS.of(bytes(7)))).isEqualTo("a1f1ebbed8dbc153 c0b84aa61ff08239");
    assertThat(hex(OF_THE_VECTORS.of(bytes(8)))).isEqualTo("3b62a9ba6258f561 0f83e264f31497b4");
    assertThat(hex(OF_THE_VECTORS.of(bytes(15)))).isEqualTo("5493e99933b0a811 7e08ec0f97cfc3d9");
    assertThat(hex(OF_THE_VECTORS.of(bytes(16)))).isEqualTo("6ee2a4ca67b054bb fd3315bf85230577");
  }

  @Test
  void noTwoNamesHaveOneHash() {
    Set<Print> prints = new HashSet<>();
    List<String> names =
        List.of(
            "",
            "a",
            "A",
            "aa",
            "a\0",
            "\0a",
            "\0",
            "\0\0",
            "ä",
            "\u00e4\0",
            "\u1234",
            "4\u0012",
            "\u3412",
            "\u00124",
            "\u1234a",
            "4\u0012a\0",
            "\ud800",
            "\udc00",
            "?",
            "\ud83d\ude00",
            "a".repeat(8),
            "a".repeat(9),
            "a".repeat(256),
            "\u1234".repeat(128),
            "4\u0012".repeat(128),
            "4\u0012".repeat(256),
            "\u1234".repeat(256));
    for (String name : names) assertThat(prints.add(OF_THE_VECTORS.of(name))).as(name).isTrue();
  }

  @Test
  void anotherKeyIsAnotherHash() {
    SipHash one = new SipHash(1, 2);
    for (SipHash other : List.of(new SipHash(2, 1), new SipHash(1, 3), new SipHash(0, 2)))
      assertThat(other.of("ann")).isNotEqualTo(one.of("ann"));
  }

  @Test
  void theKeyIsToldToNobody() {
    assertThat(new SipHash(4711, 4712)).hasToString("SipHash");
  }
}
