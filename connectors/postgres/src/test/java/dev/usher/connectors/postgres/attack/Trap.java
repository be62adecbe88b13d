package dev.usher.connectors.postgres.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.postgres.Shop;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * An attacker who owns what is in the shop's database, and the database itself. Their code counts
 * each time it runs: a sequence keeps its count through whatever is rolled back, and where a
 * transaction is read-only the code raises an error, so that it is seen there too.
 */
final class Trap {
  /** What an attacker writes where SQL is made of texts. */
  static final String CALL = "select evil.spring()";

  private final Shop shop;

  Trap(Shop shop) {
    this.shop = shop;
    asOwner(
        "create schema evil",
        "create sequence evil.ran",
        "create sequence evil.elsewhere",
        "create function evil.spring() returns boolean language plpgsql set search_path = pg_catalog"
            + " as $$ begin perform pg_catalog.nextval(case session_user when "
            + Sql.text(shop.usher)
            + " then 'evil.ran' else 'evil.elsewhere' end); return true; end $$",
        "create function evil.trigger() returns trigger language plpgsql"
            + " as $$ begin perform evil.spring(); return new; end $$",
        "grant usage, create on schema evil to public",
        "grant usage on all sequences in schema evil to public");
  }

  void asOwner(String... statements) {
    try (Connection connection = shop.database().connect()) {
      Sql.run(connection, "set session authorization " + Sql.name(shop.owner));
      Sql.run(connection, statements);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  /** Settings of the whole database, made from another: what they are is not in force there. */
  void ofDatabase(String change) {
    shop.server.run(
        "postgres",
        "set session authorization " + Sql.name(shop.owner),
        "alter database " + shop.database().name() + " " + change);
  }

  /** How often something of the attacker's has run in a session of usher's, whoever it was then. */
  private long sprung(String where) {
    return Long.parseLong(
        shop.database()
            .rows("select case when is_called then last_value else 0 end from evil." + where)
            .getFirst()
            .getFirst());
  }

  void mustNotHaveSprung() {
    assertThat(sprung("ran")).as("runs of the attacker's code").isZero();
  }

  /** What was to be called is called by whoever does as the attacker hoped: it is no dud. */
  void springsBy(String... statements) {
    long before = sprung("elsewhere");
    asOwner(statements);
    assertThat(sprung("elsewhere")).as("the trap works").isGreaterThan(before);
  }
}
