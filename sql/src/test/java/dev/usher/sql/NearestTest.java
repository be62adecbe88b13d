package dev.usher.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final Type.Exact MONEY =
      new Type.Exact(
          Optional.of(new Type.Exact.Range(new BigDecimal("-99.99"), new BigDecimal("99.99"), 2)));

  private static Optional<BigDecimal> decimal(String text) {
    return Optional.ofNullable(text).map(BigDecimal::new);
  }

  private static void nearest(Type type, String constant, String floor, String ceiling) {
    Nearest nearest = Nearest.to(new BigDecimal(constant), type);
    assertThat(nearest.floor().map(BigDecimal::stripTrailingZeros))
        .isEqualTo(decimal(floor).map(BigDecimal::stripTrailingZeros));
    assertThat(nearest.ceiling().map(BigDecimal::stripTrailingZeros))
        .isEqualTo(decimal(ceiling).map(BigDecimal::stripTrailingZeros));
    assertThat(nearest.isExact()).isEqualTo(floor != null && floor.equals(ceiling));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 2",
    "2.5, 2, 3",
    "-2.5, -3, -2",
    "32767, 32767, 32767",
    "32767.5, 32767,",
    "32768, 32767,",
    "-32768.5, , -32768",
    "-1E+300, , -32768",
    "1E-300, 0, 1"
  })
  void ofWholeNumbers(String constant, String floor, String ceiling) {
    nearest(Type.Whole.BYTES_2, constant, floor, ceiling);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1, 0.1",
    "0.105, 0.1, 0.11",
    "-0.105, -0.11, -0.1",
    "100, 99.99,",
    "-100, , -99.99"
  })
  void ofDecimals(String constant, String floor, String ceiling) {
    nearest(MONEY, constant, floor, ceiling);
  }

  @Test
  void ofDecimalsOfAnyLength() {
    nearest(Type.Exact.ANY, "1E-300", "1E-300", "1E-300");
  }

  @ParameterizedTest
  @CsvSource({
    "9007199254740992, 9007199254740992, 9007199254740992",
    "9007199254740993, 9007199254740992, 9007199254740994",
    "-9007199254740993, -9007199254740994, -9007199254740992",
    "9223372036854775807, 9223372036854774784, 9223372036854775808",
    "0.5, 0.5, 0.5"
  })
  void ofBinaryNumbers(String constant, String floor, String ceiling) {
    nearest(new Type.Floating(), constant, floor, ceiling);
  }

  @Test
  void ofMoments() {
    nearest(new Type.Moment(), "1.000001", "1.000001", "1.000001");
    nearest(new Type.Moment(), "1.0000015", "1.000001", "1.000002");
    nearest(new Type.Moment(), "-1.0000015", "-1.000002", "-1.000001");
  }
}
