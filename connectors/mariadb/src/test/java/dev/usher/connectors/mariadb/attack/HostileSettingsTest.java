package dev.usher.connectors.mariadb.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.mariadb.Shop;
import dev.usher.core.access.Access;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Settings of a server are its administrator's, those of a session whoever's it is. None changes
 * what usher does or sees, nor which rows a view shows. {@code lower_case_table_names} cannot be
 * changed in a server that runs: its other value is not tried here.
 */
class HostileSettingsTest {
  /** Those that a session takes over from the server, and may set for itself. */
  private static final List<String> SETTINGS =
      List.of(
          "sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES'",
          "sql_mode = 'PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE,IGNORE_SPACE'",
          "sql_mode = 'ORACLE'",
          "sql_mode = 'EMPTY_STRING_IS_NULL'",
          "sql_mode = 'PAD_CHAR_TO_FULL_LENGTH,REAL_AS_FLOAT,NO_UNSIGNED_SUBTRACTION'",
          "sql_mode = 'NO_ZERO_DATE,NO_ZERO_IN_DATE,TIME_ROUND_FRACTIONAL'",
          "sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ONLY_FULL_GROUP_BY,NO_AUTO_CREATE_USER'",
          "sql_mode = ''",
          "sql_safe_updates = 1",
          "sql_select_limit = 1",
          "sql_auto_is_null = 1",
          "sql_quote_show_create = 0",
          "sql_big_selects = 0, max_join_size = 1",
          "sql_notes = 0",
          "sql_if_exists = 1",
          "autocommit = 0",
          "completion_type = 2",
          "time_zone = '-09:30'",
          "character_set_client = latin1, character_set_results = latin1",
          "character_set_connection = latin1, collation_connection = 'latin1_german2_ci'",
          "collation_connection = 'utf8mb4_general_ci'",
          "lc_messages = 'de_DE', lc_time_names = 'de_DE'",
          "div_precision_increment = 0",
          "group_concat_max_len = 4",
          "max_sort_length = 64",
          "max_error_count = 0",
          "max_statement_time = 0.2",
          "max_session_mem_used = 8388608",
          "lock_wait_timeout = 1, innodb_lock_wait_timeout = 1",
          "tx_isolation = 'READ-UNCOMMITTED'",
          "tx_isolation = 'SERIALIZABLE'",
          "tx_read_only = 1",
          "updatable_views_with_limit = 0",
          "foreign_key_checks = 0",
          "default_storage_engine = 'MEMORY'",
          "old_mode = ''",
          "in_predicate_conversion_threshold = 1",
          "join_cache_level = 0",
          "optimizer_switch = 'materialization=off,semijoin=off,derived_merge=off'",
          "optimizer_switch = 'condition_pushdown_for_derived=on,split_materialized=on'",
          "system_versioning_asof = '2001-01-01 00:00:00'");

  @Test
  void whatAnAdministratorSetsForAllChangesNothingThatUsherDoesOrSees() throws SQLException {
    MariaDb server = MariaDb.newest().orElseThrow();
    try (Shop shop = new Shop(server, "%", "hostile");
        Connection root = server.connect()) {
      Everything.make(shop);
      String carol = shop.name("carol");
      Access meant = Everything.meant(shop, carol);
      List<?> expected = shop.left(meant);
      SoftAssertions all = new SoftAssertions();
      for (String setting : SETTINGS) {
        all.assertThatCode(
                () -> under(root, setting, () -> assertThat(shop.left(meant)).isEqualTo(expected)))
            .as(setting)
            .doesNotThrowAnyException();
      }
      shop.apply(meant);
      List<Reach> reached = reached(shop, carol);
      for (String setting : SETTINGS) {
        all.assertThatCode(
                () ->
                    under(
                        root,
                        setting,
                        () -> {
                          assertThat(shop.left(meant)).isEmpty();
                          assertThat(reached(shop, carol)).isEqualTo(reached);
                          Everything.happens(shop, carol);
                        }))
            .as(setting)
            .doesNotThrowAnyException();
        shop.apply(meant);
      }
      all.assertAll();
    }
  }

  private static List<Reach> reached(Shop shop, String carol) {
    try (Session<?> session = shop.open(Everything.LIMIT)) {
      return Everything.probe(session, carol);
    }
  }

  /** Sets it for all, and back to what it was. */
  private static void under(Connection root, String setting, Runnable what) throws SQLException {
    List<String> before = new ArrayList<>();
    for (String one : setting.split(", (?=[a-z_]+ =)")) {
      String name = one.substring(0, one.indexOf(' '));
      String was = Sql.column(root, "select @@global." + name).getFirst();
      boolean word = was.matches("[0-9.]+|DEFAULT");
      before.add(name + " = " + (word ? was : Sql.text(was)));
    }
    try {
      for (String one : setting.split(", (?=[a-z_]+ =)")) Sql.run(root, "set global " + one);
      what.run();
    } finally {
      for (String one : before) Sql.run(root, "set global " + one);
    }
  }

  @Test
  void whatIsRunForWhoeverComesInIsNotRunForUsher() throws SQLException {
    MariaDb server = MariaDb.newest().orElseThrow();
    try (Shop shop = new Shop(server, "%", "hostile");
        Connection root = server.connect()) {
      Everything.make(shop);
      under(
          root,
          "init_connect = 'set sql_mode = ''ANSI_QUOTES'', @evil = 1; kill connection_id()'",
          () -> Everything.happens(shop, shop.name("carol")));
    }
  }

  @Test
  void whoIsNotWaitedForLongIsKeptAllTheSame() throws SQLException {
    MariaDb server = MariaDb.newest().orElseThrow();
    try (Shop shop = new Shop(server, "%", "hostile");
        Connection root = server.connect()) {
      under(
          root,
          "wait_timeout = 1, idle_transaction_timeout = 1",
          () -> {
            try (Session<?> session = shop.open(Everything.LIMIT)) {
              Thread.sleep(1_500);
              session.inspect();
            } catch (InterruptedException interrupted) {
              Thread.currentThread().interrupt();
            }
          });
    }
  }

  /** Which rows a view shows, and reaches, is not for whoever reads it to say. */
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.MariaDb#onlyMariaDb")
  void whatAReaderSetsChangesNoRow(MariaDb server) throws SQLException {
    try (Shop shop = new Shop(server, "%", "hostile")) {
      Everything.make(shop);
      String carol = shop.name("carol");
      shop.apply(Everything.meant(shop, carol));
      List<String> shown;
      try (Connection connection = shop.connectAs(carol)) {
        shown = rows(connection);
        assertThat(shown).hasSizeBetween(2, 9);
      }
      for (String setting : SETTINGS) {
        try (Connection connection = shop.connectAs(carol)) {
          Sql.run(connection, "set " + setting);
          if (setting.contains("sql_select_limit")) {
            assertThat(shown).containsAll(rows(connection));
            continue;
          }
          if (!refusesAll(setting)) assertThat(rows(connection)).as(setting).isEqualTo(shown);
          assertThat(deleted(connection)).as(setting).isLessThanOrEqualTo(shown.size());
        }
      }
    }
  }

  /** What lets a session answer nothing any more is no way to see more. */
  private static boolean refusesAll(String setting) {
    return setting.contains("max_join_size") || setting.contains("max_session_mem_used");
  }

  private static List<String> rows(Connection connection) throws SQLException {
    return Sql.column(connection, "select id from orders__usher_support").stream()
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static int deleted(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("start transaction");
      int rows = statement.executeUpdate("delete from orders__usher_support_delete");
      statement.execute("rollback and no chain no release");
      return rows;
    } catch (SQLException refused) {
      return 0;
    }
  }
}
