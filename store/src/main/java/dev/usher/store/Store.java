package dev.usher.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int CONNECTIONS = 10;

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
    if (!running.user().equals(RUNNING))
      throw new StoreFailure(
          "the store's running account is "
              + running.user()
              + ", and the tables grant to "
              + RUNNING
              + "; log in as that one");
    new Migration(migrating, running).run();
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

  @Override
  public void close() {
    pool.close();
  }
}
