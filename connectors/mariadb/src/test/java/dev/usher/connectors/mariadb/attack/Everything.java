package dev.usher.connectors.mariadb.attack;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.mariadb.Means;
import dev.usher.connectors.mariadb.Shop;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that usher does to a server, one after the other. */
final class Everything {
  static final Duration LIMIT = Duration.ofSeconds(20);

  private static final String HOSTILE = "a\\'b\"c";

  /** With a constant of each kind that a server might read by its settings. */
  static final Condition CONDITION =
      new Condition.Or(
          List.of(
              new Condition.In(new Operand.Row("customer"), new Operand.Subject("customers")),
              compare("note", Op.EQ, new Value.Text(HOSTILE)),
              compare("note", Op.EQ, new Value.Text("")),
              compare("at", Op.LT, new Value.Timestamp(Instant.parse("1999-02-03T04:05:06Z"))),
              compare("weight", Op.EQ, new Value.Decimal(0.1)),
              new Condition.And(
                  List.of(
                      new Condition.Not(compare("weight", Op.EQ, new Value.Decimal(2))),
                      compare("note", Op.NE, new Value.Text("k"))))));

  static final Map<String, Value> ATTRIBUTES =
      Map.of(
          "customers",
          new Value.Many(List.of(new Value.Int(1), new Value.Int(3))),
          "motto",
          new Value.Text("NULL, \\ and '"));

  private Everything() {}

  private static Condition compare(String column, Op op, Value value) {
    return new Condition.Compare(new Operand.Row(column), op, new Operand.Literal(value));
  }

  /** The tables that it speaks of, with rows that are in and rows that are not. */
  static void make(Shop shop) {
    shop.server.run(
        "create table "
            + shop.table("orders")
            + " (id int primary key auto_increment, customer int, total int,"
            + " note varchar(40) charset utf8mb4, at timestamp null, weight double)",
        "insert into "
            + shop.table("orders")
            + " (customer, total, note, at, weight) values (1, 1, 'k', now(), 2),"
            + " (2, 2, 'k ', now(), 2), (3, 3, 'K', now(), 0.1), (null, 4, null, null, null),"
            + " (4, 5, '', now(), 2), (5, 6, 'a\\\\\\'b\"c', now(), 2),"
            + " (6, 7, 'k', '1999-02-03 02:00:00', 2), (7, 8, 'x', now(), 3),"
            + " (8, 9, 'x', now(), 2), (9, 9, 'x', now(), 1e300)",
        "create table " + shop.table("customers") + " (id int, name text, phone text)");
  }

  static Access meant(Shop shop, String carol) {
    return new Means(shop.first())
        .rows("support", "read", CONDITION, "orders")
        .rows("support", "delete", CONDITION, "orders")
        .columns("analyst", "read", Set.of("id", "name"), "customers")
        .member(carol, ATTRIBUTES, "support", "analyst")
        .access();
  }

  static List<Reach> probe(Session<?> session, String account) {
    try (var all = session.probe(new Probe(Set.of(account), Optional.empty(), true))) {
      return all.toList();
    }
  }

  /** From nothing to all of it, looked at in every way, and back to nothing. */
  static void happens(Shop shop, String carol) {
    shop.apply(meant(shop, carol));
    try (Session<?> session = shop.open(LIMIT)) {
      session.mark(Set.of(shop.first()), "head");
      session.inspect();
      session.holds();
      session.catalogues();
      probe(session, carol);
      session.credential(carol, "secret".toCharArray(), Optional.empty());
    }
    shop.apply(new Means(shop.first()).access());
  }
}
