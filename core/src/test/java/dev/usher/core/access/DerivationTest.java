package dev.usher.core.access;

import static dev.usher.core.Shop.DEV;
import static dev.usher.core.Shop.NOW;
import static dev.usher.core.Shop.PROD;
import static dev.usher.core.Shop.can;
import static dev.usher.core.Shop.inTeam;
import static dev.usher.core.Shop.one;
import static dev.usher.core.Shop.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Holds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DerivationTest {
  private static Shop shop() {
    return new Shop()
        .person("ann", Map.of("region", new Value.Text("eu")))
        .person("bob", Map.of("region", new Value.Text("us")))
        .role("reader", List.of(), can("read", pattern("shop/public/*")))
        .role("writer", List.of("reader"), can("write", pattern("shop/public/*")))
        .role("elsewhere", List.of(), can("read", pattern("other/public/*")))
        .role("wide", List.of("elsewhere", "reader"));
  }

  @Test
  void onlyTheGrantsEnvironmentsAreMeant() {
    Derivation derivation = shop().grant(one("ann"), "reader", "dev").derivation();
    assertThat(derivation.at(DEV, NOW).members()).containsOnlyKeys("ann");
    assertThat(derivation.at(PROD, NOW).members()).isEmpty();
    assertThat(derivation.at(PROD, NOW).roles()).isEmpty();
  }

  @Test
  void timesAreHalfOpen() {
    Instant from = NOW;
    Instant until = NOW.plusSeconds(60);
    Derivation derivation =
        shop()
            .grant(one("ann"), "reader", Optional.of(from), Optional.of(until), false, "prod")
            .derivation();
    assertThat(derivation.at(PROD, from.minusNanos(1)).members()).isEmpty();
    assertThat(derivation.at(PROD, from).members()).containsOnlyKeys("ann");
    assertThat(derivation.at(PROD, until.minusNanos(1)).members()).containsOnlyKeys("ann");
    assertThat(derivation.at(PROD, until).members()).isEmpty();
  }

  @Test
  void whatIsOnRequestGivesNothingByItself() {
    Derivation derivation =
        shop()
            .grant(one("ann"), "reader", Optional.empty(), Optional.empty(), true, "prod")
            .derivation();
    assertThat(derivation.at(PROD, NOW).members()).isEmpty();
  }

  @Test
  void teamsNestAndFollowAttributes() {
    Condition european =
        new Condition.Compare(
            new Operand.Subject("region"), Op.EQ, new Operand.Literal(new Value.Text("eu")));
    Shop shop =
        shop()
            .teamWhere("eu", european)
            .team("staff", inTeam("eu"), inTeam("us"))
            .team("us", one("bob"));
    assertThat(shop.grant(inTeam("eu"), "reader", "prod").derivation().at(PROD, NOW).members())
        .containsOnlyKeys("ann");
    assertThat(shop.grant(inTeam("staff"), "reader", "prod").derivation().at(PROD, NOW).members())
        .containsOnlyKeys("ann", "bob");
  }

  @Test
  void includesAreReachedAndRolesThatGiveNothingHereAreNot() {
    Access access =
        shop()
            .grant(one("ann"), "writer", "prod")
            .grant(one("bob"), "wide", "prod")
            .grant(one("bob"), "elsewhere", "prod")
            .derivation()
            .at(PROD, NOW);
    assertThat(access.roles()).containsOnlyKeys("reader", "writer", "wide");
    assertThat(access.roles().get("wide").includes()).containsOnlyKeys("reader");
    assertThat(access.members().get("bob").roles()).containsOnlyKeys("wide");
    assertThat(access.closure(Set.of("writer"))).containsExactlyInAnyOrder("writer", "reader");
    assertThat(access.heldBy("ann")).extracting(Access.Held::role).contains("reader", "writer");
    assertThat(access.heldBy("nobody")).isEmpty();
  }

  @Test
  void theAccountFollowsItsTemplate() {
    Access access = shop().grant(one("ann"), "reader", "prod").derivation().at(PROD, NOW);
    assertThat(access.members().get("ann").account()).isEqualTo("ann_prod");
    assertThat(access.members().get("ann").roles().get("reader"))
        .singleElement()
        .hasToString("reader for ann: because (access/test.yaml:1)");
  }

  @Test
  void oneSubjectAloneIsLikeThatSubjectAmongAll() {
    Derivation derivation =
        shop().grant(one("ann"), "writer", "prod").grant(one("bob"), "reader", "prod").derivation();
    assertThat(derivation.at(PROD, NOW, "ann").members().get("ann"))
        .isEqualTo(derivation.at(PROD, NOW).members().get("ann"));
    assertThat(derivation.at(PROD, NOW, "ann").members()).containsOnlyKeys("ann");
  }

  @Test
  void whoIsKeptOutIsNoMemberOrIsNotLetIn() {
    Access meant =
        shop()
            .grant(one("ann"), "reader", "prod")
            .grant(one("bob"), "writer", "prod")
            .derivation()
            .at(PROD, NOW);
    Hold ann = new Hold("ann", Hold.Kind.SUSPENDED);
    Hold bob = new Hold("bob", Hold.Kind.OFFBOARDED);
    Access kept = meant.under(Holds.NONE.with(PROD, ann).and(Holds.NONE.with(DEV, bob)));
    assertThat(meant.members().values()).allMatch(Access.Member::open);
    assertThat(kept.members()).containsOnlyKeys("ann");
    assertThat(kept.members().get("ann").open()).isFalse();
    assertThat(kept.members().get("ann").roles()).isEqualTo(meant.members().get("ann").roles());
    assertThat(kept.holds()).as("what stands in this target").containsExactly(ann);
    assertThat(kept.roles()).as("is for the policy to take away").isEqualTo(meant.roles());
    assertThat(kept.heldBy("bob")).isEmpty();
    assertThat(meant.under(Holds.NONE)).isEqualTo(meant);
  }
}
