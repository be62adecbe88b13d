package dev.usher.core.meaning;

import static dev.usher.core.Shop.AT;
import static dev.usher.core.Shop.NOW;
import static dev.usher.core.Shop.PROD;
import static dev.usher.core.Shop.can;
import static dev.usher.core.Shop.one;
import static dev.usher.core.Shop.pattern;
import static dev.usher.core.Shop.prod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.access.Derivation;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Expect;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Policy.Who;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NeversTest {
  private static Shop shop() {
    return new Shop()
        .person("ann", Map.of())
        .person("bob", Map.of())
        .role(
            "analyst",
            List.of(),
            can(
                Set.of("read"),
                pattern("shop/public/*"),
                List.of(pattern("shop/public/customers.email")),
                Optional.empty(),
                Optional.empty()))
        .role("writer", List.of("analyst"), can("write", pattern("shop/public/orders")));
  }

  private static Never never(Who who, String word, String on, boolean standing) {
    return new Never(List.of(who), Set.of(word), List.of(pattern(on)), standing, "why", AT);
  }

  private static List<Nevers.Broken> byText(Shop shop, Never never) {
    shop.nevers.add(never);
    Policy policy = shop.policy();
    Derivation derivation = new Derivation(policy);
    return new Nevers(policy, derivation, NOW).brokenByText();
  }

  private static List<Nevers.Broken> inProd(Shop shop, Never never, Catalogue catalogue) {
    shop.nevers.add(never);
    Policy policy = shop.policy();
    Derivation derivation = new Derivation(policy);
    return new Nevers(policy, derivation, NOW).brokenIn(PROD, catalogue);
  }

  @Test
  void anyActionThatAWordStandsForBreaksIt() {
    Shop shop = shop().grant(one("ann"), "writer", "prod");
    assertThat(byText(shop, never(one("ann"), "delete", "prod/**", false)))
        .singleElement()
        .satisfies(
            broken -> {
              assertThat(broken.subject()).isEqualTo("ann");
              assertThat(broken.on()).isEqualTo(prod("public/orders"));
              assertThat(broken.why().text()).startsWith("writer for ann");
            });
  }

  @Test
  void whoKeepsItKeepsItWhoeverElseBreaksIt() {
    Shop shop = shop().grant(one("ann"), "writer", "prod").grant(one("bob"), "analyst", "prod");
    shop.nevers.add(never(new Who.Everyone(), "write", "prod/**", false));
    Policy policy = shop.policy();
    Nevers nevers = new Nevers(policy, new Derivation(policy), NOW);
    Catalogue orders = new Catalogue(Map.of(prod("public/orders"), Entry.BARE));
    assertThat(nevers.brokenIn(PROD, orders)).hasSize(1);
    assertThat(nevers.among(Set.of("bob")).areKeptIn(PROD, orders)).isTrue();
    assertThat(nevers.among(Set.of("ann")).areKeptIn(PROD, orders)).isFalse();
    assertThat(nevers.among(Set.of("ann", "bob")).areKeptIn(PROD, orders)).isFalse();
    Catalogue nothing = new Catalogue(Map.of());
    assertThat(nevers.among(Set.of("ann")).areKeptIn(PROD, nothing)).as("by the text").isFalse();
  }

  /** By itself the one right reaches no row, and the other changes none. */
  @Test
  void someRowsThatAreWrittenBecauseTheyMayBeReadBreakIt() {
    Condition own =
        new Condition.Compare(new Operand.Row("id"), Condition.Op.EQ, new Operand.Subject("id"));
    Shop shop =
        new Shop()
            .person("ann", Map.of("id", new Value.Int(1)))
            .role("reader", List.of(), narrowed("select", own))
            .role("changer", List.of(), narrowed("update", own))
            .grant(one("ann"), "reader", "prod")
            .grant(one("ann"), "changer", "prod");
    assertThat(byText(shop, never(one("ann"), "update", "prod/shop/public/orders", false)))
        .singleElement()
        .satisfies(broken -> assertThat(broken.subject()).isEqualTo("ann"));
    Shop blind =
        new Shop()
            .person("ann", Map.of("id", new Value.Int(1)))
            .role("changer", List.of(), narrowed("update", own))
            .grant(one("ann"), "changer", "prod");
    assertThat(byText(blind, never(one("ann"), "update", "prod/shop/public/orders", false)))
        .isEmpty();
  }

  private static Permission narrowed(String action, Condition rows) {
    return can(
        Set.of(action),
        pattern("shop/public/orders"),
        List.of(),
        Optional.empty(),
        Optional.of(rows));
  }

  @Test
  void itSpeaksOnlyOfItsPlaceAndItsPeople() {
    Shop shop = shop().grant(one("ann"), "writer", "prod");
    assertThat(byText(shop, never(one("bob"), "write", "prod/**", false))).isEmpty();
    assertThat(byText(shop(), never(one("ann"), "write", "prod/**", false))).isEmpty();
    shop = shop().grant(one("ann"), "writer", "dev");
    assertThat(byText(shop, never(one("ann"), "write", "prod/**", false))).isEmpty();
  }

  @Test
  void aColumnThatIsExceptedDoesNotBreakIt() {
    Shop shop = shop().grant(one("ann"), "analyst", "prod");
    Never email = never(one("ann"), "read", "prod/shop/public/customers.email", false);
    assertThat(byText(shop, email)).isEmpty();
    shop = shop().grant(one("ann"), "analyst", "prod");
    assertThat(byText(shop, never(one("ann"), "read", "prod/shop/public/customers.phone", false)))
        .hasSize(1);
    shop = shop().grant(one("ann"), "analyst", "prod");
    assertThat(byText(shop, never(one("ann"), "read", "prod/shop/public/customers", false)))
        .hasSize(1);
  }

  @Test
  void includedRolesBreakItToo() {
    Shop shop = shop().grant(one("ann"), "writer", "prod");
    assertThat(byText(shop, never(one("ann"), "read", "prod/shop/public/items", false))).hasSize(1);
  }

  @Test
  void theWayDownBreaksItToo() {
    Shop shop = shop().grant(one("ann"), "analyst", "prod");
    assertThat(byText(shop, never(one("ann"), "connect", "prod/shop", false))).hasSize(1);
  }

  @Test
  void theFutureBreaksItAndThePastDoesNot() {
    Optional<Instant> past = Optional.of(NOW.minusSeconds(1));
    Optional<Instant> future = Optional.of(NOW.plusSeconds(1));
    Never never = never(new Who.Everyone(), "read", "prod/**", false);
    Shop later = shop().grant(one("ann"), "analyst", future, Optional.empty(), false, "prod");
    assertThat(byText(later, never)).hasSize(1);
    Shop over = shop().grant(one("ann"), "analyst", Optional.empty(), past, false, "prod");
    assertThat(byText(over, never)).isEmpty();
  }

  @Test
  void standingLeavesRequestsAside() {
    Shop shop =
        shop().grant(one("ann"), "analyst", Optional.empty(), Optional.empty(), true, "prod");
    assertThat(byText(shop, never(one("ann"), "read", "prod/**", true))).isEmpty();
    shop = shop().grant(one("ann"), "analyst", Optional.empty(), Optional.empty(), true, "prod");
    assertThat(byText(shop, never(one("ann"), "read", "prod/**", false))).hasSize(1);
  }

  @Test
  void inALiveTargetOnlyWhatExistsBreaksIt() {
    Catalogue catalogue =
        new Catalogue(
            Map.of(
                prod(""), Entry.BARE,
                prod("public"), Entry.BARE,
                prod("public/customers"), new Entry(List.of("id", "email"), Set.of())));
    Shop shop = shop().grant(one("ann"), "analyst", "prod");
    assertThat(inProd(shop, never(one("ann"), "read", "prod/shop/public/orders", false), catalogue))
        .isEmpty();
    shop = shop().grant(one("ann"), "analyst", "prod");
    assertThat(
            inProd(shop, never(one("ann"), "read", "prod/shop/public/customers", false), catalogue))
        .hasSize(1);
  }

  @Test
  void aPatternThatMatchesNothingLiveIsTold() {
    Catalogue catalogue =
        new Catalogue(
            Map.of(prod("public/customers"), new Entry(List.of("id", "e_mail"), Set.of())));
    Shop shop = shop();
    shop.nevers.add(never(one("ann"), "read", "prod/shop/public/customers.email", false));
    shop.nevers.add(never(one("ann"), "read", "prod/shop/public/customers.id", false));
    shop.nevers.add(never(one("ann"), "read", "dev/shop/public/gone", false));
    Policy policy = shop.policy();
    Nevers nevers = new Nevers(policy, new Derivation(policy), NOW);
    assertThat(nevers.unmatchedIn(PROD, catalogue))
        .singleElement()
        .satisfies(e -> assertThat(e.getValue()).hasToString("prod/shop/public/customers.email"));
  }

  @Test
  void forbidsIsAboutTheCellAndTheAction() {
    Never never = never(one("ann"), "write", "prod/shop/public/orders", false);
    assertThat(Nevers.forbids(never, Shop.TYPE, prod("public/orders"), "delete")).isTrue();
    assertThat(Nevers.forbids(never, Shop.TYPE, prod("public/orders"), "select")).isFalse();
    assertThat(Nevers.forbids(never, Shop.TYPE, prod("public/items"), "delete")).isFalse();
  }

  @Test
  void canWantsAllAndCannotWantsNone() {
    Shop shop = shop().grant(one("ann"), "analyst", "prod");
    Decider decider = new Decider(shop.derivation(), NOW);
    assertThat(
            decider.unmet(List.of(expect(true, "customers.id"), expect(false, "customers.email"))))
        .isEmpty();
    assertThat(decider.unmet(List.of(expect(true, "customers"), expect(false, "customers"))))
        .hasSize(2);
    assertThat(decider.whoCan("read", prod("public/customers"))).containsOnlyKeys("ann");
    assertThat(decider.whoCan("write", prod("public/customers"))).isEmpty();
  }

  private static Expect expect(boolean can, String on) {
    return new Expect(
        one("ann"), can, Set.of("read"), pattern("prod/shop/public/" + on), Map.of(), Map.of(), AT);
  }

  @Test
  void an_attribute_that_somebody_has_not_counts_as_met() {
    Shop shop =
        shop()
            .person("eve", Map.of("region", new Value.Text("us")))
            .teamWhere(
                "eu",
                new Condition.Compare(
                    new Operand.Subject("region"),
                    Condition.Op.EQ,
                    new Operand.Literal(new Value.Text("eu"))))
            .team("all", new Who.OfTeam("eu"))
            .grant(one("eve"), "analyst", "prod");
    Never never = never(new Who.OfTeam("all"), "read", "prod/shop/public/orders", false);
    assertThat(byText(shop, never)).isEmpty();
    shop.grant(one("ann"), "analyst", "prod");
    assertThat(byText(shop, never)).extracting(Nevers.Broken::subject).contains("ann");
  }
}
