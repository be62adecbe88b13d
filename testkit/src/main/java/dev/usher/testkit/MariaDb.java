package dev.usher.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A real MariaDB server for tests, shared by all tests of a JVM.
 *
 * @param name for test names: {@code MariaDB 11.4}
 * @param admin may do everything; comes in without a password when {@code password} is empty
 */
public record MariaDb(String name, String host, int port, String admin, String password) {

  /**
   * The newest MariaDB that usher knows, embedded.
   *
   * @return empty where there are no binaries for this platform
   */
  public static Optional<MariaDb> newest() {
    return EmbeddedMariaDb.shared();
  }

  /**
   * The server that this machine runs as a service: {@code user[:password]@host:port} in the
   * variable USHER_TEST_MARIADB, else root@127.0.0.1:3306. Held for this JVM alone, for accounts
   * belong to a whole server.
   *
   * @return empty when there is none, which under {@code CI=true} is a failure
   */
  public static Optional<MariaDb> service() {
    return MariaDbService.shared();
  }

  /** Every server to be tested on. For {@code @MethodSource("dev.usher.testkit.MariaDb#all")}. */
  public static List<MariaDb> all() {
    List<MariaDb> servers = new ArrayList<>();
    service().ifPresent(servers::add);
    newest().ifPresent(servers::add);
    return servers;
  }

  MariaDb called(String other) {
    return new MariaDb(other, host, port, admin, password);
  }

  /** {@code jdbc:mariadb://host:port/database}, without any account. */
  public String url(String database) {
    return "jdbc:mariadb://" + host + ":" + port + "/" + database;
  }

  /** A connection as the admin. */
  public Connection connect() {
    return connect("", admin, password);
  }

  /**
   * A connection as that account; to no database where that is empty.
   *
   * @throws IllegalStateException when the server refuses; its cause is the SQLException
   */
  public Connection connect(String database, String account, String secret) {
    Properties settings = new Properties();
    settings.setProperty("user", account);
    if (!secret.isEmpty()) settings.setProperty("password", secret);
    settings.setProperty("connectTimeout", "10000");
    try {
      return DriverManager.getConnection(url(database), settings);
    } catch (SQLException refused) {
      throw new IllegalStateException(
          account + " cannot connect to " + this + ": " + refused.getMessage(), refused);
    }
  }

  /** Runs SQL as the admin. */
  public void run(String... statements) {
    try (Connection connection = connect()) {
      Sql.run(connection, statements);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  /** What the admin is answered. */
  public List<List<String>> rows(String sql) {
    try (Connection connection = connect()) {
      return Sql.rows(connection, sql);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
