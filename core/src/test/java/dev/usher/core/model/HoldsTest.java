package dev.usher.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.model.Hold.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who is kept out, and where that stands. */
class HoldsTest {
  private static final Target DEV = new Target("dev", "shop");
  private static final Target PROD = new Target("prod", "shop");
  private static final Hold ALICE = new Hold("alice", Kind.SUSPENDED);
  private static final Hold BOB = new Hold("bob", Kind.OFFBOARDED);

  @Test
  void what_is_recorded_is_found_by_target_and_by_subject() {
    Holds holds = Holds.NONE.with(DEV, ALICE).with(PROD, BOB);
    assertThat(holds.at(DEV)).containsExactly(ALICE);
    assertThat(holds.at(PROD)).containsExactly(BOB);
    assertThat(holds.of("alice")).contains(Kind.SUSPENDED);
    assertThat(holds.of("bob")).contains(Kind.OFFBOARDED);
    assertThat(holds.of("carol")).isEmpty();
    assertThat(holds.subjects()).containsExactly("alice", "bob");
    assertThat(Holds.NONE.at(DEV)).isEmpty();
  }

  @Test
  void of_two_ways_the_one_for_good_counts() {
    Holds both =
        Holds.NONE.with(DEV, ALICE).and(Holds.NONE.with(PROD, new Hold("alice", Kind.OFFBOARDED)));
    assertThat(both.of("alice")).contains(Kind.OFFBOARDED);
    assertThat(both.at(DEV)).containsExactly(ALICE);
  }

  @Test
  void a_new_hold_takes_the_place_of_the_old_one_wherever_that_was() {
    Hold gone = new Hold("alice", Kind.OFFBOARDED);
    Holds holds = Holds.NONE.with(DEV, ALICE).with(DEV, BOB).with(PROD, gone);
    assertThat(holds.recorded()).isEqualTo(Map.of(DEV, Set.of(BOB), PROD, Set.of(gone)));
  }

  @Test
  void who_is_let_in_again_is_recorded_nowhere() {
    Holds holds = Holds.NONE.with(DEV, ALICE).with(DEV, BOB);
    assertThat(holds.without("alice").recorded()).isEqualTo(Map.of(DEV, Set.of(BOB)));
    assertThat(holds.without("alice").without("bob")).isEqualTo(Holds.NONE);
    assertThat(holds.without("carol")).isEqualTo(holds);
    assertThat(holds.among(List.of("alice")).of("bob")).isEqualTo(Optional.empty());
  }

  @Test
  void both_are_joined_target_by_target() {
    Holds one = Holds.NONE.with(DEV, ALICE);
    Holds other = Holds.NONE.with(DEV, BOB).and(Holds.NONE.with(PROD, BOB));
    assertThat(one.and(other).recorded())
        .isEqualTo(Map.of(DEV, Set.of(ALICE, BOB), PROD, Set.of(BOB)));
  }

  @Test
  void they_are_told_in_words_and_sorted_by_whose_they_are() {
    assertThat(ALICE).hasToString("alice is suspended");
    assertThat(BOB).hasToString("bob is offboarded");
    Hold later = new Hold("alice", Kind.OFFBOARDED);
    assertThat(new TreeSet<>(Set.of(BOB, later, ALICE))).containsExactly(ALICE, later, BOB);
  }
}
