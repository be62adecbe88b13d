package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Access;
import dev.usher.testkit.Postgres;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From access to a live cluster and back: what is planned is done, and then there is no more. */
class ChainTest {
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void anAppliedPolicyLeavesNothingToDo(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String bob = shop.account("Bob \"b\"");
      Access meant =
          new Means(shop.target())
              .role("analyst", "read", "public/*", "billing/*", "-public/customers.email")
              .role(
                  "writer", "select insert update delete", "public/{customers}", "public/customers")
              .includes("writer", "analyst")
              .role("caller", "execute", "public/function:f(integer, text)", "public/function:*")
              .role("caller", "usage", "public/type:mood", "public/sequence:*")
              .member(alice, "analyst")
              .member(bob, "writer", "caller")
              .access();
      Shop.Planned planned = shop.apply(meant);
      assertThat(planned.statements()).isNotEmpty();
      assertThat(shop.plan(meant).statements()).isEmpty();
      assertThat(
              shop.database()
                  .rows(
                      "select has_table_privilege('%1$s', 'customers', 'select'), has_column_privilege('%1$s', 'customers', 'name', 'select'), has_table_privilege('%1$s', 'orders', 'select')"
                          .formatted(alice))
                  .getFirst())
          .containsExactly("f", "t", "t");
      Shop.Planned leaving =
          shop.apply(
              new Means(shop.target())
                  .role("analyst", "read", "public/*")
                  .member(alice, "analyst")
                  .access());
      assertThat(leaving.statements()).anyMatch(sql -> sql.startsWith("DROP ROLE"));
      assertThat(shop.database().rows("select 1 from pg_roles where rolname like 'Bob%'"))
          .isEmpty();
      assertThat(
              shop.plan(
                      new Means(shop.target())
                          .role("analyst", "read", "public/*")
                          .member(alice, "analyst")
                          .access())
                  .statements())
          .isEmpty();
    }
  }
}
