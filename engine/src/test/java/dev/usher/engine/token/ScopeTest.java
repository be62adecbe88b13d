package dev.usher.engine.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.model.Target;
import dev.usher.engine.office.Officers.Rights;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
  private static final Scope SHOP = new Scope("check:shop");

  @Test
  void whoeverChecksAllChecksOneSystemAndNotTheOtherWayRound() {
    for (Scope wider : List.of(Scope.ADMIN, Scope.OPERATE, Scope.AUDIT, Scope.CHECK)) {
      assertThat(wider.covers(SHOP)).isTrue();
      assertThat(SHOP.covers(wider)).isFalse();
    }
    assertThat(SHOP.covers(SHOP)).isTrue();
    assertThat(SHOP.covers(new Scope("check:prod/shop"))).isFalse();
    assertThat(Scope.scim("shop").covers(SHOP)).isFalse();
    assertThat(SHOP.covers(Scope.scim("shop"))).isFalse();
  }

  /** A token goes back on its owner's word: what they may is theirs to hand on. */
  @Test
  void aPersonsTokenMayBeForChecksOfOneSystem() {
    assertThat(new Rights(Set.of(Scope.CHECK), Set.of()).allow(SHOP)).isTrue();
    assertThat(new Rights(Set.of(), Set.of("team")).allow(SHOP)).isFalse();
  }

  @Test
  void itSeesThatSystemAlone() {
    CheckScope everywhere = CheckScope.of(Set.of(SHOP));
    assertThat(everywhere.sees(new Target("prod", "shop"))).isTrue();
    assertThat(everywhere.sees("dev/shop/public/orders")).isTrue();
    assertThat(everywhere.sees(new Target("prod", "shop2"))).isFalse();
    assertThat(everywhere.sees("shop")).isFalse();
    CheckScope one = CheckScope.of(Set.of(new Scope("check:prod/shop")));
    assertThat(one.sees("prod/shop")).isTrue();
    assertThat(one.sees("dev/shop")).isFalse();
    assertThat(CheckScope.of(Set.of(Scope.scim("shop"))).isNone()).isTrue();
    assertThat(CheckScope.of(Set.of(Scope.AUDIT)).sees("anything")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"check:Shop", "check:prod/Kasse_2", "check:pr-12/shop-api"})
  void whatThePolicyMayNameMayBeNamed(String name) {
    assertThat(new Scope(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"check:", "check:*", "check:a/b/c", "check:/a", "check:1a", "checks", ""})
  void whatIsNoneIsRefused(String name) {
    assertThatThrownBy(() -> new Scope(name)).hasMessageContaining("check:ENVIRONMENT/SYSTEM");
  }
}
