package dev.usher.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Timestamp;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * The server's database. Two roles: one owns the tables and migrates them, and is not used any more
 * once the store is open; the other works, and can do with each table only what its migration
 * grants.
 */
public final class Store implements AutoCloseable {
  /** The role that works, by the name that the migrations grant to. */
  public static final String RUNNING = "usher_server";

  /** Where the tables are. Not {@code usher}: that is the schema of marks in a managed database. */
  public static final String SCHEMA = "usher_store";

  /** The form that this version wants. */
  public static final String LATEST = "latest";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** One of them hears of changes. */
  private static final int CONNECTIONS = 11;

  private final HikariDataSource pool;

  private Store(HikariDataSource pool) {
    this.pool = pool;
  }

  /**
   * Migrates and opens. Servers that start at the same time take turns.
   *
   * @param migrating owns the tables, or may make them
   * @param running {@link #RUNNING}; made where it is missing and the migrating account may
   * @throws StoreFailure when it cannot be, or when the running account could do more than it ought
   */
  public static Store open(Account migrating, Account running) {
    migrate(migrating, running, LATEST);
    HikariDataSource pool = pool(running);
    try (Connection connection = pool.getConnection()) {
      RunningRole.refuseMore(connection);
    } catch (SQLException failure) {
      pool.close();
      throw new StoreFailure("the store cannot be asked: " + failure.getMessage(), failure);
    } catch (StoreFailure refused) {
      pool.close();
      throw refused;
    }
    return new Store(pool);
  }

  /**
   * Whether somebody failed because the database cannot be reached, was lost on the way, or has no
   * room (PostgreSQL's classes 08, 53 and 57P; the pool gave none).
   */
  public static boolean isAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) return true;
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().matches("08.*|53.*|57P.*")) return true;
    }
    return false;
  }

  /**
   * Brings a database to the form of that migration.
   *
   * @param version its number, or {@link #LATEST}
   * @throws StoreFailure when it cannot be
   */
  public static void migrate(Account migrating, Account running, String version) {
    if (!running.user().equals(RUNNING))
      throw new StoreFailure(
          "the store's running account is "
              + running.user()
              + ", and the tables grant to "
              + RUNNING
              + "; log in as that one");
    new Migration(migrating, running).run(version);
  }

  private static HikariDataSource pool(Account running) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(running.url());
    config.setUsername(running.user());
    config.setPassword(new String(running.password()));
    config.setPoolName("usher-store");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(PATIENCE.toMillis());
    // A table of somebody's session must not stand before one of ours.
    config.addDataSourceProperty("currentSchema", SCHEMA + ",pg_temp");
    config.addDataSourceProperty("ApplicationName", "usher server");
    config.addDataSourceProperty("connectTimeout", String.valueOf(PATIENCE.toSeconds()));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException failure) {
      throw new StoreFailure(
          "the store does not let %s in (%s). If it has another password there, give it the one that usher is told: in psql, \\password %s"
              .formatted(RUNNING, reason(failure), RUNNING),
          failure);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof SQLException)) cause = cause.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** Works as the running account. */
  public Jdbi jdbi() {
    return Jdbi.create(pool);
  }

  /** What its clock shows, for all servers that share it. */
  public StoreClock clock() {
    Jdbi jdbi = jdbi();
    return new StoreClock(
        () ->
            jdbi.withHandle(
                    handle ->
                        handle.createQuery("select clock_timestamp()").mapTo(Timestamp.class).one())
                .toInstant());
  }

  /** The same for what asks for connections itself. */
  public DataSource source() {
    return pool;
  }

  @Override
  public void close() {
    pool.close();
  }
}
