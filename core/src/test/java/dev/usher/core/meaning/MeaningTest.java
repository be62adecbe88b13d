package dev.usher.core.meaning;

import static dev.usher.core.Shop.PROD;
import static dev.usher.core.Shop.can;
import static dev.usher.core.Shop.one;
import static dev.usher.core.Shop.pattern;
import static dev.usher.core.Shop.prod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.Catalogue.Entry;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeaningTest {
  private static final Condition MINE =
      new Condition.In(new Operand.Row("owner"), new Operand.Subject("customers"));

  private static Shop shop(Permission... can) {
    return new Shop()
        .person("ann", Map.of("customers", new Value.Many(List.of(new Value.Int(1)))))
        .person("bob", Map.of())
        .role("reader", List.of(), can)
        .grant(one("ann"), "reader", "prod");
  }

  private static Catalogue catalogue() {
    Map<Resource, Entry> entries = new LinkedHashMap<>();
    entries.put(prod(""), Entry.BARE);
    entries.put(prod("public"), Entry.BARE);
    entries.put(prod("billing"), Entry.BARE);
    entries.put(prod("public/sequence:orders_id_seq"), Entry.BARE);
    entries.put(
        prod("public/orders"),
        new Entry(
            List.of("id", "total", "note"),
            Set.of(new Companion("insert", prod("public/sequence:orders_id_seq"), "usage"))));
    entries.put(prod("public/customers"), new Entry(List.of("id", "email"), Set.of()));
    return new Catalogue(entries);
  }

  private static Decision live(Shop shop, String subject, String word, String on) {
    return new Meaning(shop.derivation().at(PROD, Shop.NOW), catalogue())
        .decide(subject, word, prod(on), Optional.empty());
  }

  private static Decision text(Shop shop, String subject, String word, String on) {
    return new Decider(shop.derivation(), Shop.NOW)
        .decide(subject, word, prod(on), Optional.empty());
  }

  private static void both(Shop shop, String word, String on, Class<? extends Decision> expected) {
    assertThat(live(shop, "ann", word, on)).isInstanceOf(expected);
    assertThat(text(shop, "ann", word, on)).isInstanceOf(expected);
  }

  @Test
  void nothingIsHeldUnlessGiven() {
    Shop shop = shop(can("read", pattern("shop/public/orders")));
    both(shop, "read", "public/orders", Decision.All.class);
    both(shop, "write", "public/orders", Decision.None.class);
    both(shop, "read", "public/customers", Decision.None.class);
    assertThat(live(shop, "bob", "read", "public/orders"))
        .isEqualTo(new Decision.None("no grant in force gives anything in prod/shop"));
    assertThat(live(shop, "ann", "read", "public/customers"))
        .isEqualTo(
            new Decision.None("no permission in force speaks of prod/shop/public/customers"));
  }

  @Test
  void theReasonNamesGrantAndPermission() {
    Shop shop = shop(can("read", pattern("shop/public/*")));
    assertThat(text(shop, "ann", "read", "public/orders"))
        .isInstanceOfSatisfying(
            Decision.All.class,
            all -> {
              assertThat(all.why().text())
                  .isEqualTo("role reader (access/test.yaml:1), by reader for ann: because");
              assertThat(all.why().at()).contains(Shop.AT);
              assertThat(all.implied()).isFalse();
            });
  }

  @Test
  void whatIsExceptedIsMissing() {
    Shop shop =
        shop(
            can(
                Set.of("read"),
                pattern("shop/public/*"),
                List.of(pattern("shop/public/customers.email")),
                Optional.empty(),
                Optional.empty()));
    both(shop, "read", "public/customers.email", Decision.None.class);
    both(shop, "read", "public/customers.id", Decision.All.class);
    both(shop, "read", "public/orders", Decision.All.class);
    assertThat(live(shop, "ann", "read", "public/customers"))
        .isInstanceOfSatisfying(
            Decision.Part.class, part -> assertThat(part.missing()).containsExactly("email"));
    assertThat(text(shop, "ann", "read", "public/customers"))
        .isInstanceOfSatisfying(
            Decision.Part.class, part -> assertThat(part.missing()).containsExactly("email"));
  }

  @Test
  void onlyListedColumnsAreHeld() {
    Shop shop =
        shop(
            can(
                Set.of("read"),
                pattern("shop/public/orders"),
                List.of(),
                Optional.of(Set.of("id", "total")),
                Optional.empty()),
            can("read", pattern("shop/public/customers.id")));
    both(shop, "read", "public/orders", Decision.Part.class);
    both(shop, "read", "public/orders.id", Decision.All.class);
    both(shop, "read", "public/orders.note", Decision.None.class);
    both(shop, "read", "public/customers.id", Decision.All.class);
    both(shop, "read", "public/customers", Decision.Part.class);
    assertThat(text(shop, "ann", "read", "public/orders"))
        .isInstanceOfSatisfying(
            Decision.Part.class,
            part -> assertThat(part.missing()).containsExactly(Universe.ANY_OTHER));
  }

  @Test
  void twoRolesAddUpCellByCell() {
    Shop shop =
        shop(
            can(
                Set.of("read"),
                pattern("shop/public/*"),
                List.of(pattern("shop/public/orders.note")),
                Optional.empty(),
                Optional.empty()),
            can("read", pattern("shop/public/orders.note")));
    both(shop, "read", "public/orders", Decision.All.class);
  }

  @Test
  void aWordOfSeveralActionsWantsThemAll() {
    Shop shop =
        shop(
            can(
                Set.of("insert", "update"),
                pattern("shop/public/orders"),
                List.of(),
                Optional.empty(),
                Optional.empty()));
    assertThat(live(shop, "ann", "write", "public/orders"))
        .isInstanceOfSatisfying(
            Decision.Part.class, part -> assertThat(part.missing()).containsExactly("delete"));
    both(shop, "delete", "public/orders", Decision.None.class);
    both(shop, "delete", "public/orders.total", Decision.None.class);
  }

  @Test
  void theWayDownComesAlong() {
    Shop shop = shop(can("read", pattern("shop/public/orders.id")));
    for (String on : List.of("", "public")) {
      String word = on.isEmpty() ? "connect" : "usage";
      assertThat(live(shop, "ann", word, on))
          .isInstanceOfSatisfying(Decision.All.class, all -> assertThat(all.implied()).isTrue());
      assertThat(text(shop, "ann", word, on))
          .isInstanceOfSatisfying(Decision.All.class, all -> assertThat(all.implied()).isTrue());
    }
    both(shop, "usage", "billing", Decision.None.class);
    both(shop, "create", "public", Decision.None.class);
  }

  @Test
  void aWildcardOverNothingBringsNoWayDown() {
    Shop shop = shop(can("read", pattern("shop/billing/*")));
    assertThat(live(shop, "ann", "usage", "billing")).isInstanceOf(Decision.None.class);
    assertThat(text(shop, "ann", "usage", "billing")).isInstanceOf(Decision.All.class);
  }

  @Test
  void insertBringsTheSequenceAlong() {
    Shop insert = shop(can("insert", pattern("shop/public/orders.total")));
    assertThat(live(insert, "ann", "usage", "public/sequence:orders_id_seq"))
        .isInstanceOf(Decision.All.class);
    Shop select = shop(can("read", pattern("shop/public/orders")));
    assertThat(live(select, "ann", "usage", "public/sequence:orders_id_seq"))
        .isInstanceOf(Decision.None.class);
  }

  @Test
  void anUnknownWordIsNoneAndSaysWhatThereIs() {
    Shop shop = shop(can("read", pattern("shop/**")));
    assertThat(text(shop, "ann", "usage", "public/orders"))
        .isEqualTo(
            new Decision.None(
                "there is no usage of a table; it has [delete, insert, select, update]"));
  }

  @Test
  void rowsAreSomeUnlessOneIsNamed() {
    Shop shop =
        shop(
            can(
                Set.of("read"),
                pattern("shop/public/orders"),
                List.of(),
                Optional.empty(),
                Optional.of(MINE)));
    assertThat(text(shop, "ann", "read", "public/orders.id"))
        .isInstanceOfSatisfying(
            Decision.Part.class, part -> assertThat(part.missing()).containsExactly("some rows"));
    Decider decider = new Decider(shop.derivation(), Shop.NOW);
    Map<String, Value> mine = Map.of("owner", new Value.Int(1));
    Map<String, Value> other = Map.of("owner", new Value.Int(2));
    String which = "where row.owner in subject.customers";
    assertThat(decider.decide("ann", "read", prod("public/orders"), Optional.of(mine)))
        .isInstanceOfSatisfying(
            Decision.All.class, all -> assertThat(all.why().text()).contains(which));
    assertThat(decider.decide("ann", "read", prod("public/orders"), Optional.of(other)))
        .isInstanceOfSatisfying(
            Decision.None.class, none -> assertThat(none.nearest()).endsWith(which));
  }

  /** Whoever does not say what stands in a column does not say that nothing does. */
  @Test
  void aRowWithoutAColumnThatAConditionReadsIsNone() {
    Condition unowned = new Condition.Not(new Condition.Has(new Operand.Row("owner")));
    Shop shop =
        shop(
            can(
                Set.of("read"),
                pattern("shop/public/orders"),
                List.of(),
                Optional.empty(),
                Optional.of(unowned)));
    Decider decider = new Decider(shop.derivation(), Shop.NOW);
    Map<String, Value> said = Map.of("id", new Value.Int(1), "owner", new Value.Null());
    Map<String, Value> unsaid = Map.of("id", new Value.Int(1));
    assertThat(decider.decide("ann", "read", prod("public/orders"), Optional.of(said)))
        .isInstanceOf(Decision.All.class);
    assertThat(decider.decide("ann", "read", prod("public/orders"), Optional.of(unsaid)))
        .isInstanceOf(Decision.None.class);
  }

  @Test
  void aRowIsWrittenOnlyWhereItMayBeRead() {
    Shop shop =
        shop(
            can(
                Set.of("read"),
                pattern("shop/public/orders"),
                List.of(),
                Optional.empty(),
                Optional.of(MINE)),
            can("update", pattern("shop/public/orders")));
    Decider decider = new Decider(shop.derivation(), Shop.NOW);
    assertThat(text(shop, "ann", "update", "public/orders")).isInstanceOf(Decision.Part.class);
    assertThat(
            decider.decide(
                "ann",
                "update",
                prod("public/orders"),
                Optional.of(Map.of("owner", new Value.Int(2)))))
        .isInstanceOf(Decision.None.class);
    Shop blind =
        shop(
            can(
                Set.of("delete"),
                pattern("shop/public/orders"),
                List.of(),
                Optional.empty(),
                Optional.of(
                    new Condition.Compare(
                        new Operand.Row("owner"), Op.EQ, new Operand.Literal(new Value.Int(1))))));
    assertThat(text(blind, "ann", "delete", "public/orders")).isInstanceOf(Decision.None.class);
    both(
        shop(can("delete", pattern("shop/public/orders"))),
        "delete",
        "public/orders",
        Decision.All.class);
  }

  @Test
  void everyActionOfAThingIsDecided() {
    Shop shop = shop(can("read", pattern("shop/public/*")));
    Map<String, Decision> all =
        new Meaning(shop.derivation().at(PROD, Shop.NOW), catalogue())
            .decideAll("ann", prod("public/orders"));
    assertThat(all).containsOnlyKeys("select", "insert", "update", "delete");
    assertThat(all.get("select")).isInstanceOf(Decision.All.class);
    assertThat(all.get("delete")).isInstanceOf(Decision.None.class);
  }

  @Test
  void kindsAreToldApart() {
    Shop tables =
        shop(
            can(
                Set.of("read", "usage"),
                pattern("shop/public/*"),
                List.of(),
                Optional.empty(),
                Optional.empty()));
    both(tables, "usage", "public/sequence:orders_id_seq", Decision.None.class);
    Shop sequences = shop(can("usage", pattern("shop/public/sequence:*")));
    both(sequences, "usage", "public/sequence:orders_id_seq", Decision.All.class);
    both(sequences, "read", "public/orders", Decision.None.class);
    Shop everything =
        shop(
            can(
                Set.of("read", "usage"),
                pattern("shop/**"),
                List.of(),
                Optional.empty(),
                Optional.empty()));
    both(everything, "usage", "public/sequence:orders_id_seq", Decision.All.class);
    both(everything, "read", "public/orders", Decision.All.class);
    both(everything, "usage", "public", Decision.All.class);
  }
}
