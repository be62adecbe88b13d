package dev.usher.connectors.postgres.attack;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.Means;
import dev.usher.connectors.postgres.Shop;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that usher does to a database, one after the other. */
final class Everything {
  /** With a constant of each kind that a server words by its settings. */
  static final Condition CONDITION =
      new Condition.Or(
          List.of(
              new Condition.In(new Operand.Row("customer"), new Operand.Subject("customers")),
              new Condition.Compare(
                  new Operand.Row("note"), Op.EQ, new Operand.Literal(new Value.Text("a\\'b\"c"))),
              new Condition.Compare(
                  new Operand.Row("at"),
                  Op.LT,
                  new Operand.Literal(new Value.Timestamp(Instant.parse("1999-02-03T04:05:06Z")))),
              new Condition.Compare(
                  new Operand.Row("weight"), Op.EQ, new Operand.Literal(new Value.Decimal(0.1)))));

  static final Map<String, Value> ATTRIBUTES =
      Map.of(
          "customers",
          new Value.Many(List.of(new Value.Int(1), new Value.Int(3))),
          "motto",
          new Value.Text("NULL, \\ and '"));

  private Everything() {}

  static Access meant(Shop shop, String carol) {
    return new Means(shop.target())
        .rows("support", "select", CONDITION, "public/orders")
        .columns("analyst", "select", Set.of("id", "name"), "public/customers")
        .role("analyst", "use", "public/sequence:*")
        .role("analyst", "use", "public/type:*")
        .member(carol, ATTRIBUTES, "support", "analyst")
        .access();
  }

  static List<Reach> probe(Session<?> session, String... accounts) {
    try (var all = session.probe(new Probe(Set.of(accounts), Optional.empty(), true))) {
      return all.toList();
    }
  }

  /** From nothing to all of it, looked at in every way, and back to nothing. */
  static void happens(Shop shop, String carol) {
    Access meant = meant(shop, carol);
    shop.apply(meant);
    try (Session<?> session = shop.open()) {
      session.mark(Set.of(shop.target()), "head");
      session.inspect();
      session.holds();
      session.whole();
      session.unsaid();
      session.catalogues();
      probe(session, carol, shop.owner, shop.usher);
      session.credential(carol, "secret".toCharArray(), Optional.empty());
    }
    shop.apply(new Means(shop.target()).access());
  }
}
