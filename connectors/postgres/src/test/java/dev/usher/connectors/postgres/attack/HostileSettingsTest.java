package dev.usher.connectors.postgres.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.postgres.Shop;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.testkit.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings of a database are its owner's, and those of a role an administrator's: not usher's. */
class HostileSettingsTest {
  private static final String ALL = "dev.usher.testkit.Postgres#all";

  private static List<String> settings(Postgres server) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "search_path = evil, pg_catalog",
                "search_path = ''",
                "standard_conforming_strings = off",
                "backslash_quote = off",
                "array_nulls = off",
                "transform_null_equals = on",
                "row_security = off",
                "client_min_messages = error",
                "check_function_bodies = off",
                "quote_all_identifiers = on",
                "extra_float_digits = -15",
                "bytea_output = escape",
                "DateStyle = 'German, DMY'",
                "IntervalStyle = iso_8601",
                "TimeZone = 'Asia/Kathmandu'",
                "client_encoding = latin1",
                "default_transaction_read_only = on",
                "default_transaction_deferrable = on",
                "default_transaction_isolation = serializable",
                "statement_timeout = 200",
                "lock_timeout = 1",
                "idle_in_transaction_session_timeout = 400",
                "idle_session_timeout = 2000"));
    if (server.major() >= 16) all.add("createrole_self_grant = 'set, inherit'");
    if (server.major() >= 17) all.add("transaction_timeout = 300");
    return all;
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatSomebodySetsChangesNothingThatUsherDoesOrSees(Postgres server) {
    try (Shop shop = new Shop(server)) {
      Trap trap = new Trap(shop);
      Things.make(trap);
      String carol = shop.account("carol");
      Access meant = Everything.meant(shop, carol);
      List<String> expected = shop.plan(meant).statements();
      List<String> settings = settings(server);
      for (String setting : settings) trap.ofDatabase("set " + setting);
      assertThat(shop.plan(meant).statements()).isEqualTo(expected);
      shop.apply(meant);
      List<Reach> reached = reached(shop, carol);
      trap.ofDatabase("reset all");
      assertThat(reached(shop, carol)).isEqualTo(reached);
      for (String setting : settings) {
        trap.ofDatabase("set " + setting);
        assertThat(shop.plan(meant).statements()).as(setting).isEmpty();
        assertThat(reached(shop, carol)).as(setting).isEqualTo(reached);
        trap.ofDatabase("reset all");
        server.run("postgres", "alter role " + shop.usher + " set " + setting);
        assertThat(shop.plan(meant).statements()).as(setting).isEmpty();
        server.run("postgres", "alter role " + shop.usher + " reset all");
      }
      trap.mustNotHaveSprung();
    }
  }

  private static List<Reach> reached(Shop shop, String carol) {
    try (Session<PostgresFact> session = shop.open()) {
      return Everything.probe(session, carol);
    }
  }

  /** Each name that usher could have meant is there once more, and first on the path. */
  @ParameterizedTest
  @MethodSource(ALL)
  void functionsOperatorsTablesAndTypesOfTheServersNamesAreNotTaken(Postgres server) {
    try (Shop shop = new Shop(server)) {
      Trap trap = new Trap(shop);
      Things.make(trap);
      Shadows.cast(trap);
      String carol = shop.account("carol");
      trap.ofDatabase("set search_path = evil, pg_catalog");
      server.run("postgres", "alter role " + shop.usher + " set search_path = evil, pg_catalog");
      Everything.happens(shop, carol);
      trap.mustNotHaveSprung();
      trap.springsBy(
          "set search_path = evil, pg_catalog",
          "select count(*) from pg_class where relname = 'x'");
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whoIsMadeAnotherAtTheDoorIsUsherAllTheSame(Postgres server) {
    try (Shop shop = new Shop(server)) {
      Trap trap = new Trap(shop);
      trap.asOwner(
          "create schema usher",
          "create table usher.ledger (only_one bool primary key, head text, at timestamptz)",
          "create trigger trap before insert or update on usher.ledger"
              + " for each row execute function evil.trigger()");
      trap.ofDatabase("set role = " + shop.owner);
      assertThatThrownBy(
              () -> {
                try (Session<PostgresFact> session = shop.open()) {
                  session.mark(Set.of(shop.target()), "head");
                }
              })
          .isInstanceOf(TargetFailure.class)
          .hasMessageContaining("belongs to " + shop.owner);
      trap.mustNotHaveSprung();
      trap.asOwner("drop schema usher cascade");
      Things.make(trap);
      Everything.happens(shop, shop.account("carol"));
      trap.mustNotHaveSprung();
    }
  }
}
