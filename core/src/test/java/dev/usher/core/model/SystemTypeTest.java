package dev.usher.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.model.SystemType.Kind;
import dev.usher.core.model.SystemType.Urls;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SystemTypeTest {
  private static final Set<String> LOOKS = numbered("look", 9);
  private static final Set<String> TOUCHES = numbered("touch", 8);

  private static final SystemType TYPE =
      new SystemType(
          "many",
          "root",
          List.of(),
          Map.of("root", new Kind(both(LOOKS, TOUCHES), Set.of())),
          Map.of(
              "read", Map.of("root", LOOKS),
              "write", Map.of("root", TOUCHES),
              "@all", Map.of("root", both(LOOKS, TOUCHES))),
          Map.of(),
          Map.of(),
          Map.of(),
          Set.of(),
          List.of("none"),
          10,
          new Urls("many:", false, Set.of()));

  private static Set<String> numbered(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).collect(Collectors.toSet());
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> all = new java.util.HashSet<>(one);
    all.addAll(other);
    return all;
  }

  @Test
  void a_large_bundle_stands_for_its_actions_when_all_are_there() {
    assertThat(Set.copyOf(TYPE.brief(LOOKS, "root").values())).containsExactly("read");
    assertThat(Set.copyOf(TYPE.brief(both(LOOKS, Set.of("touch1")), "root").values()))
        .containsExactlyInAnyOrder("read", "touch1");
    assertThat(Set.copyOf(TYPE.brief(both(LOOKS, TOUCHES), "root").values()))
        .containsExactly("@all");
  }

  @Test
  void what_is_not_whole_or_not_large_is_told_action_by_action() {
    Set<String> some = LOOKS.stream().limit(8).collect(Collectors.toSet());
    assertThat(Set.copyOf(TYPE.brief(some, "root").values())).isEqualTo(some);
    assertThat(Set.copyOf(TYPE.brief(TOUCHES, "root").values())).isEqualTo(TOUCHES);
  }
}
