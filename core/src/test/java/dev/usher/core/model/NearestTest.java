package dev.usher.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest(name = "{0} was {1}")
  @CsvSource({
    "analist, analyst", // a letter changed
    "analyts, analyst", // two neighbours swapped
    "analsyt, analyst",
    "anlyst, analyst", // a letter left out
    "annalyst, analyst", // a letter too many
    "ANALYST, analyst", // another case
    "backned, backend",
    "prdo, prod",
    "stagging, staging",
  })
  void findsWhatWasMeant(String written, String meant) {
    assertThat(Nearest.to(written, List.of("analyst", "backend", "prod", "staging")))
        .contains(meant);
  }

  @ParameterizedTest(name = "{0} is nobody's name")
  @CsvSource({"developer", "a", "stranger", "xxalyst"})
  void guessesNothingFarFetched(String written) {
    assertThat(Nearest.to(written, List.of("backend", "prod", "staging"))).isEmpty();
  }

  @Test
  void takesTheClosestAndAmongEqualsTheFirst() {
    assertThat(Nearest.to("customer", List.of("consumer", "customers"))).contains("customers");
    assertThat(Nearest.to("ab", List.of("xb", "ax"))).contains("xb");
    assertThat(Nearest.to("ab", List.of())).isEmpty();
  }

  @Test
  void aThirdOfTheLettersMayBeWrong() {
    assertThat(Nearest.to("abcdef", List.of("abcdxy"))).contains("abcdxy");
    assertThat(Nearest.to("abcdef", List.of("abcxyz"))).isEmpty();
    assertThat(Nearest.to("abcdef", List.of("abcdefgh"))).contains("abcdefgh");
    assertThat(Nearest.to("abcdef", List.of("abcdefghi"))).isEmpty();
  }

  @Test
  void doesNotCompareWhatNobodyTypes() {
    String longest = "x".repeat(100);
    assertThat(Nearest.to(longest, List.of(longest))).contains(longest);
    assertThat(Nearest.to(longest + "x", List.of(longest))).isEmpty();
  }
}
