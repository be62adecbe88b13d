package dev.usher.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The vectors of RFC 8785 that hold no fractions. */
class CanonicalTest {

  /** RFC 8785, 3.2.2 and 3.2.4, without its "numbers". */
  @Test
  void strings_and_literals_are_as_in_the_rfc() {
    Map<String, Object> sample = new LinkedHashMap<>();
    sample.put("string", "\u20ac$\u000F\nA'\u0042\"\\\\\"/");
    sample.put("literals", Arrays.asList(null, true, false));
    assertThat(Canonical.json(sample))
        .isEqualTo(
            "{\"literals\":[null,true,false],"
                + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  /** RFC 8785, 3.2.3. */
  @Test
  void keys_are_sorted_by_utf_16_code_units() {
    Map<String, Object> sample = new LinkedHashMap<>();
    sample.put("\u20ac", "Euro Sign");
    sample.put("\r", "Carriage Return");
    sample.put("\ufb33", "Hebrew Letter Dalet With Dagesh");
    sample.put("1", "One");
    sample.put("\ud83d\ude00", "Emoji: Grinning Face");
    sample.put("\u0080", "Control");
    sample.put("\u00f6", "Latin Small Letter O With Diaeresis");
    assertThat(Canonical.json(sample))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\","
                + "\"1\":\"One\","
                + "\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\","
                + "\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  /** RFC 8785, 3.2.2.2. */
  @Test
  void control_characters_have_their_short_form_or_lower_case_hex() {
    assertThat(Canonical.json("\b\t\n\f\r")).isEqualTo("\"\\b\\t\\n\\f\\r\"");
    assertThat(Canonical.json("\u0000\u001f\u001a")).isEqualTo("\"\\u0000\\u001f\\u001a\"");
    assertThat(Canonical.json("\u007f /")).isEqualTo("\"\u007f /\"");
  }

  @Test
  void what_is_empty_and_what_is_nested_is_written_without_space() {
    assertThat(Canonical.json(List.of())).isEqualTo("[]");
    assertThat(Canonical.json(Map.of())).isEqualTo("{}");
    assertThat(Canonical.json(Map.of("a", List.of(Map.of("b", List.of(1, 2))))))
        .isEqualTo("{\"a\":[{\"b\":[1,2]}]}");
  }

  /** RFC 8785, appendix B: the largest integers that are safe. */
  @Test
  void integers_are_written_plainly_up_to_what_every_reader_takes_alike() {
    assertThat(Canonical.json(0)).isEqualTo("0");
    assertThat(Canonical.json(-7L)).isEqualTo("-7");
    assertThat(Canonical.json(9007199254740991L)).isEqualTo("9007199254740991");
    assertThat(Canonical.json(-9007199254740991L)).isEqualTo("-9007199254740991");
    for (long unsafe : new long[] {9007199254740992L, -9007199254740992L, Long.MIN_VALUE})
      assertThatThrownBy(() -> Canonical.json(unsafe)).isInstanceOf(IllegalArgumentException.class);
  }

  /** RFC 8785, 3.2.2.2: lone surrogates end in an error. */
  @Test
  void what_has_no_canonical_form_is_refused() {
    for (Object bad : List.of("\ud83d", "a\ude00b", "\ud83dx", "\ud83d\ud83d", 1.5, 'c'))
      assertThatThrownBy(() -> Canonical.json(bad)).isInstanceOf(IllegalArgumentException.class);
  }

  /** FIPS 180-4's example "abc", and its UTF-8. */
  @Test
  void digests_are_sha_256_over_utf_8() {
    assertThat(Canonical.sha256("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Canonical.digest("\u20ac"))
        .isEqualTo(Canonical.sha256(new byte[] {'"', (byte) 0xe2, (byte) 0x82, (byte) 0xac, '"'}));
  }
}
