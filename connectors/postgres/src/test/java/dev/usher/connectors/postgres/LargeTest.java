package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.core.diff.ObservedState;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What two connections see of a large database is what one sees, where there is room for one. */
@Tag("long")
class LargeTest {
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void aLargeDatabaseIsSeenByTwoConnectionsAsByOne(Postgres server) throws InterruptedException {
    try (Shop shop = new Shop(server);
        Database counting = server.database()) {
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

      long before = sessions(counting, shop);
      ObservedState<PostgresFact> byTwo = seen(shop);
      until(counting, shop, before + 2);
      counting.run("alter role " + shop.usher + " connection limit 1");
      ObservedState<PostgresFact> byOne = seen(shop);
      until(counting, shop, before + 3);

      assertThat(byTwo.facts()).isEqualTo(byOne.facts()).hasSizeGreaterThan(2500);
      assertThat(byTwo.catalogues()).isEqualTo(byOne.catalogues());
    }
  }

  /** How often somebody has come into the database, as far as it is written down. */
  private static long sessions(Database from, Shop shop) {
    String ask =
        "select sessions from pg_stat_database where datname = '" + shop.database().name() + "'";
    return Long.parseLong(from.rows(ask).getFirst().getFirst());
  }

  /** It is written down when a session ends, or a little later. */
  private static void until(Database from, Shop shop, long wanted) throws InterruptedException {
    for (int i = 0; i < 1_000 && sessions(from, shop) < wanted; i++) Thread.sleep(10);
    assertThat(sessions(from, shop)).as("sessions").isEqualTo(wanted);
  }

  private static ObservedState<PostgresFact> seen(Shop shop) {
    try (Session<PostgresFact> session = shop.open()) {
      return session.inspect();
    }
  }
}
