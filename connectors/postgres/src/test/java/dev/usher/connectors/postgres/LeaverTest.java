package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.access.Access;
import dev.usher.core.model.Target;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.util.Iterator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Taking access away: from one target of several, from the cluster, with sessions and residue. */
class LeaverTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static Access reading(Target target, String... accounts) {
    Means means = new Means(target).role("analyst", "read", "public/*");
    for (String account : accounts) means.member(account, "analyst");
    return means.access();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aLeaverIsClosedEndedAndDropped(Postgres server) throws Exception {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      String bob = shop.account("bob");
      shop.apply(reading(shop.target(), alice, bob));
      try (Connection session = shop.database().connectAs(alice)) {
        Sql.rows(session, "select * from orders");
        Shop.Planned planned = shop.apply(reading(shop.target(), bob));
        assertThat(planned.plan().stages())
            .extracting(stage -> stage.phase().name())
            .containsExactly("CLOSE", "END_SESSIONS", "REVOKE", "REMOVE");
        assertThatThrownBy(() -> Sql.rows(session, "select 1"))
            .isInstanceOf(IllegalStateException.class);
      }
      assertThat(shop.database().rows("select 1 from pg_roles where rolname = '" + alice + "'"))
          .isEmpty();
      assertThat(shop.plan(reading(shop.target(), bob)).statements()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aLeaverWhoOwnsThingsStaysClosedAndIsToldUntilNothingHangsOnIt(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      Access nobody = new Means(shop.target()).role("analyst", "read", "public/*").access();
      shop.apply(reading(shop.target(), alice));
      shop.database()
          .run(
              "create schema hers authorization \"" + alice + "\"",
              "alter default privileges for role \""
                  + alice
                  + "\" grant select on tables to public");
      Shop.Planned planned = shop.apply(nobody);
      assertThat(planned.codes()).contains("kept");
      assertThat(planned.statements()).noneMatch(sql -> sql.startsWith("DROP ROLE"));
      assertThat(shop.plan(nobody).statements()).isEmpty();
      assertThat(shop.plan(nobody).codes()).contains("kept");
      shop.database().run("alter role \"" + alice + "\" login");
      assertThat(shop.plan(nobody).statements()).anyMatch(sql -> sql.endsWith("NOLOGIN"));
      shop.database().run("drop owned by \"" + alice + "\"");
      shop.apply(nobody);
      assertThat(shop.database().rows("select 1 from pg_roles where rolname = '" + alice + "'"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoComesBackIsOpenedAgain(Postgres server) {
    try (Shop shop = new Shop(server)) {
      String alice = shop.account("alice");
      shop.apply(reading(shop.target(), alice));
      shop.database().run("create schema hers authorization \"" + alice + "\"");
      shop.apply(new Means(shop.target()).role("analyst", "read", "public/*").access());
      shop.apply(reading(shop.target(), alice));
      assertThat(
              shop.database()
                  .rows("select rolcanlogin from pg_roles where rolname = '" + alice + "'")
                  .getFirst())
          .containsExactly("t");
      shop.database().run("drop schema hers");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void leavingOneTargetKeepsTheAccountForTheOther(Postgres server) throws Exception {
    try (Shop shop = new Shop(server, "dev", "prod")) {
      String alice = shop.account("alice");
      Iterator<Target> targets = shop.databases.keySet().iterator();
      Target dev = targets.next();
      Target prod = targets.next();
      shop.apply(reading(dev, alice), reading(prod, alice));
      try (Connection inDev = shop.databases.get(dev).connectAs(alice);
          Connection inProd = shop.databases.get(prod).connectAs(alice)) {
        shop.apply(
            reading(dev, alice), new Means(prod).role("analyst", "read", "public/*").access());
        Access left = new Means(prod).role("analyst", "read", "public/*").access();
        assertThat(Sql.rows(inDev, "select count(*) from orders")).hasSize(1);
        assertThatThrownBy(() -> Sql.rows(inProd, "select 1"))
            .isInstanceOf(IllegalStateException.class);
        assertThat(shop.plan(reading(dev, alice), left).statements()).isEmpty();
        assertThat(
                shop.databases
                    .get(prod)
                    .rows("select has_table_privilege('" + alice + "', 'orders', 'select')")
                    .getFirst())
            .containsExactly("f");
      }
    }
  }
}
