package dev.usher.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A real server of MariaDB or MySQL for tests, shared by all tests of a JVM.
 *
 * @param name for test names: {@code MariaDB 11.4}
 * @param scheme {@code mariadb} or {@code mysql}: how the policy names its type
 * @param admin may do everything; comes in without a password when {@code password} is empty
 */
public record MariaDb(
    String name, String scheme, String host, int port, String admin, String password) {

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

  /**
   * The MySQL server that the variable USHER_TEST_MYSQL names, {@code user[:password]@host:port}:
   * none is to be had as a library, so that nothing is tested where it is not set. Held for this
   * JVM alone.
   */
  public static Optional<MariaDb> mySql() {
    return MySqlServer.shared();
  }

  /** Every server to be tested on. For {@code @MethodSource("dev.usher.testkit.MariaDb#all")}. */
  public static List<MariaDb> all() {
    List<MariaDb> servers = onlyMariaDb();
    mySql().ifPresent(servers::add);
    return servers;
  }

  /** Those that are MariaDB. */
  public static List<MariaDb> onlyMariaDb() {
    List<MariaDb> servers = new ArrayList<>();
    service().ifPresent(servers::add);
    newest().ifPresent(servers::add);
    return servers;
  }

  /** Those that are MySQL. */
  public static List<MariaDb> onlyMySql() {
    return mySql().stream().toList();
  }

  public boolean isMySql() {
    return scheme.equals("mysql");
  }

  MariaDb called(String other) {
    return new MariaDb(other, scheme, host, port, admin, password);
  }

  /** {@code jdbc:mariadb://host:port/database}, without any account. */
  public String url(String database) {
    return url(host, port, database);
  }

  /** The same by way of another address. MySQL takes passwords over TLS alone. */
  public String url(String host, int port, String database) {
    String parameters = isMySql() ? "?sslMode=trust" : "";
    return "jdbc:" + scheme + "://" + host + ":" + port + "/" + database + parameters;
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
    return connect(database, account, secret, new Properties());
  }

  /** One as the admin, of whose statements with parameters the server itself makes a plan. */
  public Connection preparing() {
    Properties settings = new Properties();
    settings.setProperty("useServerPrepStmts", "true");
    return connect("", admin, password, settings);
  }

  private Connection connect(String database, String account, String secret, Properties settings) {
    settings.setProperty("user", account);
    if (!secret.isEmpty()) settings.setProperty("password", secret);
    settings.setProperty("connectTimeout", "10000");
    try {
      // The one driver knows both.
      String url = url(database).replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
      return DriverManager.getConnection(url, settings);
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
