package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.core.diff.ObservedState;
import dev.usher.testkit.Postgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What two connections see of a large database is what one sees, where there is room for one. */
@Tag("long")
class LargeTest {
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void aLargeDatabaseIsSeenByTwoConnectionsAsByOne(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String helper = shop.database().role("helper_" + shop.database().tag(), "nologin");
      shop.database()
          .run(
              "set role " + shop.owner,
              """
              do $$ begin
                for t in 1..2500 loop
                  execute format('create table billing.t%s (id int primary key, note text)', t);
                  if t % 5 = 0 then
                    execute format('grant select on billing.t%s to HELPER', t);
                  end if;
                  if t % 200 = 0 then commit; end if;
                end loop;
              end $$
              """
                  .replace("HELPER", helper),
              "create schema elsewhere",
              "create table elsewhere.t (id int)",
              "reset role");
      Access meant =
          new Means(shop.target())
              .role("analyst", "read", "billing/*")
              .member(alice, "analyst")
              .access();
      shop.apply(meant);
      assertThat(shop.database().rows("select pg_relation_size('pg_class') > 2 << 20"))
          .as("whether it is large")
          .hasToString("[[t]]");

      ObservedState<PostgresFact> byTwo = seen(shop);
      shop.database().run("alter role " + shop.usher + " connection limit 1");
      ObservedState<PostgresFact> byOne = seen(shop);

      assertThat(byTwo.facts()).isEqualTo(byOne.facts()).hasSizeGreaterThan(2500);
      assertThat(byTwo.catalogues()).isEqualTo(byOne.catalogues());
    }
  }

  private static ObservedState<PostgresFact> seen(Shop shop) {
    try (Session<PostgresFact> session = shop.open()) {
      return session.inspect();
    }
  }
}
