package dev.usher.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a role of {@code carry: view} has by views. */
class AccessTest {
  private static final Condition SOME = new Condition.Has(new Operand.Row("note"));

  private static Resource table(String name) {
    return Resource.of(Shop.PROD, Segment.plain("public"), Segment.plain(name));
  }

  private static Right right(
      String word, String table, Optional<Set<String>> columns, Optional<Condition> rows) {
    Pattern on =
        new Pattern(
            List.of(
                new Step.One("", Name.of("prod")),
                new Step.One("", Name.of("shop")),
                new Step.One("", Name.of("public")),
                new Step.One("", Name.of(table))),
            Optional.empty());
    return new Right(Set.of(word), List.of(on), List.of(), columns, rows, Cause.of("test"));
  }

  private static Access access(Carry carry, Right... rights) {
    return new Access(
        Shop.PROD,
        Shop.TYPE,
        Shop.NOW,
        Map.of("role", new Access.Role("role", List.of(rights), Map.of(), carry)),
        Map.of());
  }

  private static boolean isByView(Access access, String table) {
    return access.isByView("role", "select", table(table));
  }

  @Test
  void whatIsReadInPartIsReadByAView() {
    Access access =
        access(
            Carry.VIEW,
            right("read", "rows", Optional.empty(), Optional.of(SOME)),
            right("read", "columns", Optional.of(Set.of("id")), Optional.empty()),
            right("read", "whole", Optional.empty(), Optional.empty()),
            right("write", "written", Optional.empty(), Optional.of(SOME)));
    assertThat(List.of("rows", "columns")).allMatch(table -> isByView(access, table));
    assertThat(List.of("whole", "written", "other")).noneMatch(table -> isByView(access, table));
    assertThat(access.isByView("another", "select", table("rows"))).isFalse();
  }

  @Test
  void whatSomePermissionReadsWholeIsNotThoughAnotherReadsLess() {
    Right some = right("read", "orders", Optional.of(Set.of("id")), Optional.of(SOME));
    Right whole = right("read", "orders", Optional.empty(), Optional.empty());
    Right written = right("write", "orders", Optional.empty(), Optional.empty());
    assertThat(isByView(access(Carry.VIEW, some, whole), "orders")).isFalse();
    assertThat(isByView(access(Carry.VIEW, some, written), "orders")).isTrue();
  }

  @Test
  void noOtherRoleReadsByViews() {
    Right some = right("read", "orders", Optional.empty(), Optional.of(SOME));
    assertThat(isByView(access(Carry.VIEW, some), "orders")).isTrue();
    assertThat(isByView(access(Carry.SWITCH, some), "orders")).isFalse();
    assertThat(isByView(access(Carry.TOGETHER, some), "orders")).isFalse();
  }
}
