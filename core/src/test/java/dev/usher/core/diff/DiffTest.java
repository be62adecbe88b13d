package dev.usher.core.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiffTest {
  private static final Set<Cause> WHY = Set.of(Cause.of("a grant"));

  private record Door(String name, String state) implements Native {
    @Override
    public Object key() {
      return name;
    }

    @Override
    public Target target() {
      return new Target("prod", "house");
    }

    @Override
    public String prose() {
      return name + " " + state;
    }
  }

  private static final Door OPEN = new Door("front", "open");
  private static final Door SHUT = new Door("front", "shut");
  private static final Door BACK = new Door("back", "open");

  @Test
  void what_is_as_desired_needs_nothing() {
    assertThat(between(Map.of(OPEN, WHY), Map.of(OPEN, Origin.OURS))).isEmpty();
  }

  @Test
  void what_is_not_there_is_added_with_its_causes() {
    assertThat(between(Map.of(OPEN, WHY), Map.of())).containsExactly(new Change.Add<>(OPEN, WHY));
  }

  @Test
  void what_differs_under_one_key_is_replaced() {
    assertThat(between(Map.of(OPEN, WHY), Map.of(SHUT, Origin.OURS)))
        .containsExactly(new Change.Replace<>(SHUT, OPEN, WHY));
  }

  @Test
  void what_is_ours_and_no_longer_desired_is_taken() {
    assertThat(between(Map.of(), Map.of(OPEN, Origin.OURS)))
        .containsExactly(new Change.Remove<>(OPEN, Set.of(Diff.NOT_IN_POLICY)));
  }

  @Test
  void what_is_somebody_elses_is_never_taken() {
    assertThat(between(Map.of(), Map.of(OPEN, Origin.FOREIGN))).isEmpty();
  }

  @Test
  void what_somebody_else_made_just_as_desired_needs_nothing() {
    assertThat(between(Map.of(OPEN, WHY), Map.of(OPEN, Origin.FOREIGN))).isEmpty();
  }

  @Test
  void what_somebody_else_made_otherwise_is_never_replaced() {
    assertThat(between(Map.of(OPEN, WHY), Map.of(SHUT, Origin.FOREIGN)))
        .containsExactly(new Change.Add<>(OPEN, WHY));
  }

  @Test
  void ours_under_the_key_is_taken_when_somebody_else_made_what_is_desired() {
    Map<Door, Origin> observed = new LinkedHashMap<>();
    observed.put(OPEN, Origin.FOREIGN);
    observed.put(BACK, Origin.OURS);
    assertThat(between(Map.of(OPEN, WHY), observed))
        .containsExactly(new Change.Remove<>(BACK, Set.of(Diff.NOT_IN_POLICY)));
  }

  @Test
  void the_order_is_that_of_the_desired_and_then_of_the_observed() {
    Map<Door, Set<Cause>> desired = new LinkedHashMap<>();
    Map<Door, Origin> observed = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      desired.put(new Door("new" + i, "open"), WHY);
      observed.put(new Door("old" + i, "open"), Origin.OURS);
    }
    List<Change<Door>> changes = between(desired, observed);
    for (int i = 0; i < 20; i++) {
      assertThat(changes.get(i)).isEqualTo(new Change.Add<>(new Door("new" + i, "open"), WHY));
      assertThat(changes.get(20 + i))
          .isEqualTo(new Change.Remove<>(new Door("old" + i, "open"), Set.of(Diff.NOT_IN_POLICY)));
    }
  }

  @Test
  void carrying_out_the_changes_leaves_nothing_to_do() {
    Map<Door, Set<Cause>> desired = Map.of(OPEN, WHY, BACK, WHY);
    Map<Door, Origin> state = new LinkedHashMap<>();
    state.put(SHUT, Origin.OURS);
    state.put(new Door("cellar", "open"), Origin.OURS);
    state.put(new Door("shed", "open"), Origin.FOREIGN);
    for (Change<Door> change : between(desired, state)) {
      switch (change) {
        case Change.Add<Door> add -> state.put(add.after(), Origin.OURS);
        case Change.Remove<Door> remove -> state.remove(remove.before());
        case Change.Replace<Door> replace -> {
          state.remove(replace.before());
          state.put(replace.after(), Origin.OURS);
        }
      }
    }
    assertThat(between(desired, state)).isEmpty();
    assertThat(state).containsKey(new Door("shed", "open")).hasSize(3);
  }

  @Test
  void two_facts_of_one_key_on_one_side_are_a_fault() {
    assertThatThrownBy(() -> between(Map.of(OPEN, WHY, SHUT, WHY), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("front");
    assertThatThrownBy(() -> between(Map.of(), Map.of(OPEN, Origin.OURS, SHUT, Origin.OURS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("front");
  }

  private static List<Change<Door>> between(
      Map<Door, Set<Cause>> desired, Map<Door, Origin> observed) {
    return Diff.between(
        new DesiredState<>(desired, List.of()),
        new ObservedState<>(Map.of(), observed, Map.of(), Holds.NONE));
  }
}
