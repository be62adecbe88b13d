package dev.usher.bench;

import dev.usher.store.Account;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/**
 * What a new user is in usher's store, by hand: the rows that are there when the request is
 * answered (whose the name is, the user, the word for those who follow), into tables with the same
 * indexes beside its own.
 */
record BareInserts(Account owner) {

  void tables() throws SQLException {
    try (Connection connection = connect()) {
      Sql.run(
          connection,
          "create schema bare",
          "create table bare.directory_name (like usher_store.directory_name including all)",
          "create table bare.directory_user (like usher_store.directory_user including all)",
          "create table bare.directory_word (like usher_store.directory_word including all)");
    }
  }

  /**
   * @param each so many in one transaction, by statements of many rows
   */
  void insert(List<String> names, int each) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement name =
            connection.prepareStatement(
                "insert into bare.directory_name (subject, directory, user_id, bound)"
                    + " values (?, 'okta', ?, now())");
        PreparedStatement user =
            connection.prepareStatement(
                "insert into bare.directory_user (id, directory, user_name, subject, active,"
                    + " created, modified, document)"
                    + " values (?, 'okta', ?, ?, true, now(), now(), cast(? as jsonb))");
        PreparedStatement word =
            connection.prepareStatement(
                "insert into bare.directory_word (subject, at, said) values (?, now(), 'okta')")) {
      connection.setAutoCommit(false);
      int count = 0;
      for (String one : names) {
        UUID id = UUID.randomUUID();
        name.setString(1, one);
        name.setObject(2, id);
        name.addBatch();
        user.setObject(1, id);
        user.setString(2, one + "@acme.example");
        user.setString(3, one);
        user.setString(4, Scim100k.person(one).toString());
        user.addBatch();
        word.setString(1, one);
        word.addBatch();
        if (++count % each == 0 || count == names.size()) {
          name.executeBatch();
          user.executeBatch();
          word.executeBatch();
          connection.commit();
        }
      }
    }
  }

  private Connection connect() throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("user", owner.user());
    settings.setProperty("password", new String(owner.password()));
    settings.setProperty("reWriteBatchedInserts", "true");
    return DriverManager.getConnection(owner.url(), settings);
  }
}
