package dev.usher.connectors.mariadb.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.mariadb.Ground;
import dev.usher.connectors.mariadb.Shop;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * An attacker who holds everything in the shop's database but the right to give it on. Whenever
 * their code runs it writes down with whose rights, into a table that keeps its rows through
 * whatever is rolled back, and that everybody may write to.
 */
final class Trap implements AutoCloseable {
  /** What an attacker writes where SQL is made of texts. */
  static final String CALL = "do spring()";

  private static final String SECRET = "mallory";

  private final Shop shop;
  private final String attacker;

  Trap(Shop shop) {
    this.shop = shop;
    this.attacker = shop.name("mallory");
    shop.server.run(
        "create user %s identified by '%s'".formatted(Ground.account(attacker), SECRET),
        "grant all on %s.* to %s".formatted(Ground.name(shop.database()), Ground.account(attacker)),
        "create table " + shop.table("ran") + " (who text, login text) engine = MyISAM",
        "grant insert on " + shop.table("ran") + " to public");
    asAttacker(
        "create function spring() returns int sql security invoker modifies sql data begin"
            + " insert into ran values (current_user(), user()); return 1; end",
        "create procedure jump() sql security invoker do spring()");
  }

  void asAttacker(String... statements) {
    try (Connection connection = shop.server.connect(shop.database(), attacker, SECRET)) {
      Sql.run(connection, statements);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  /** Neither in a session of usher's nor with the rights of the views' definer. */
  void mustNotHaveSprung() {
    List<List<String>> ran =
        shop.server.rows(
            ("select who, login from %s where who like 'admin\\_%%' or who like 'usher%%'"
                    + " or login like 'admin\\_%%'")
                .formatted(shop.table("ran")));
    assertThat(ran).as("runs of the attacker's code").isEmpty();
  }

  /** What was to be called is called by whoever does as the attacker hoped: it is no dud. */
  void springsBy(String... statements) {
    int before = shop.server.rows("select 1 from " + shop.table("ran")).size();
    asAttacker(statements);
    assertThat(shop.server.rows("select 1 from " + shop.table("ran")).size())
        .as("the trap works")
        .isGreaterThan(before);
  }

  /** What PUBLIC has would outlive the table. */
  @Override
  public void close() {
    shop.server.run("revoke insert on " + shop.table("ran") + " from public");
  }
}
