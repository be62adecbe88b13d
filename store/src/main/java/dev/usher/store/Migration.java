package dev.usher.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings a database to the form that this version wants. One server at a time. */
record Migration(Account migrating, Account running) {
  /** "usher", in ASCII: held while roles, schema and tables are made. */
  private static final long LOCK = 0x7573686572L;

  private static final int OLDEST = 14;

  /**
   * @param target number of the last migration, or latest
   */
  void run(String target) {
    try (Connection connection = login()) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < OLDEST)
        throw new StoreFailure(
            "the store is a PostgreSQL "
                + version
                + ", and usher needs 14 or newer; name another one");
      try (Connection turn = login();
          Statement wait = turn.createStatement()) {
        turn.setAutoCommit(false);
        // To the end of the transaction, so that it also holds behind a pooler.
        wait.execute("select pg_advisory_xact_lock(" + LOCK + ")");
        RunningRole.make(connection, running);
        flyway(target);
        turn.rollback();
      }
    } catch (SQLException failure) {
      throw new StoreFailure(
          "the store at %s does not let %s work (%s); see that the server runs, the database exists and the password is right"
              .formatted(migrating.url(), migrating.user(), failure.getMessage()),
          failure);
    }
  }

  private Connection login() throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", migrating.user());
    login.setProperty("password", new String(migrating.password()));
    login.setProperty("ApplicationName", "usher migration");
    login.setProperty("connectTimeout", "10");
    return DriverManager.getConnection(migrating.url(), login);
  }

  private void flyway(String target) {
    try {
      Flyway.configure()
          .dataSource(migrating.url(), migrating.user(), new String(migrating.password()))
          .schemas(Store.SCHEMA)
          .createSchemas(true)
          .target(target)
          .locations("classpath:db/migration")
          // A newer server's migration, which this one does not know, is nothing to go on with.
          .ignoreMigrationPatterns(new String[0])
          .validateMigrationNaming(true)
          .cleanDisabled(true)
          .load()
          .migrate();
    } catch (FlywayException failure) {
      throw new StoreFailure(
          "the store cannot be migrated: %s. If a newer usher migrated it, start that one; else see that its account %s owns the database, or has CREATE on it: grant create on database … to %s"
              .formatted(failure.getMessage(), migrating.user(), migrating.user()),
          failure);
    }
  }
}
