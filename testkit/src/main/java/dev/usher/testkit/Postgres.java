package dev.usher.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A real PostgreSQL server for tests. {@link #newest()}, {@link #oldest()} and {@link #service()}
 * are shared by all tests of a JVM and stop with it; {@link #fresh} is one's own, to stop and
 * break.
 *
 * @param name for test names: {@code PostgreSQL 18}
 * @param major version such as 18
 * @param superuser comes in without a password when {@code password} is empty
 */
public record Postgres(
    String name, int major, String host, int port, String superuser, String password) {
  private static final int NEWEST = 18;
  private static final int OLDEST = 14;

  /** The newest PostgreSQL that usher knows, embedded. */
  public static Postgres newest() {
    return Embedded.shared(NEWEST);
  }

  /** The oldest, embedded. */
  public static Postgres oldest() {
    return Embedded.shared(OLDEST);
  }

  /**
   * The server that this machine runs as a service: {@code user[:password]@host:port} in the
   * variable USHER_TEST_POSTGRES, else postgres@127.0.0.1:5432. Held for this JVM alone, for roles
   * belong to a whole cluster.
   *
   * @return empty when there is none, which under {@code CI=true} is a failure
   */
  public static Optional<Postgres> service() {
    return Service.shared();
  }

  /**
   * Every server to be tested on: those that come with the build, and the service. For
   * {@code @MethodSource("dev.usher.testkit.Postgres#all")}.
   */
  public static List<Postgres> all() {
    List<Postgres> servers = brought();
    service().ifPresent(servers::add);
    return servers;
  }

  /**
   * Those that come with the build: oldest, newest and what {@code -Dusher.postgres=15,16,17} adds.
   * Nobody else has to wait for them.
   */
  public static List<Postgres> brought() {
    List<Postgres> servers = new ArrayList<>();
    servers.add(oldest());
    for (String major : System.getProperty("usher.postgres", "").split(",")) {
      int wanted = major.isBlank() ? OLDEST : Integer.parseInt(major.strip());
      if (wanted != OLDEST && wanted != NEWEST) servers.add(Embedded.shared(wanted));
    }
    servers.add(newest());
    return servers;
  }

  /** A server of one's own, of that major version; closing it stops it and removes its data. */
  public static Embedded fresh(int major) {
    return Embedded.start(major);
  }

  /** {@code jdbc:postgresql://host:port/database}, without any account. */
  public String url(String database) {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  /** A connection as the superuser. */
  public Connection connect(String database) {
    return connect(database, superuser, password);
  }

  /**
   * A connection as that role.
   *
   * @throws IllegalStateException when the server refuses; its cause is the SQLException
   */
  public Connection connect(String database, String role, String secret) {
    try {
      Properties settings = new Properties();
      settings.setProperty("user", role);
      if (!secret.isEmpty()) settings.setProperty("password", secret);
      settings.setProperty("connectTimeout", "10");
      return DriverManager.getConnection(url(database), settings);
    } catch (SQLException refused) {
      throw new IllegalStateException(
          role + " cannot connect to " + database + " on " + this + ": " + refused.getMessage(),
          refused);
    }
  }

  /** Runs SQL as the superuser. */
  public void run(String database, String... statements) {
    try (Connection connection = connect(database)) {
      Sql.run(connection, statements);
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }

  /** A new, empty database with a random name; closing it drops it and the roles made for it. */
  public Database database() {
    return Database.create(this);
  }

  /**
   * Until closed, everybody but the superuser needs a password (scram-sha-256). For tests of real
   * passwords; not on the service, whose settings are not ours.
   */
  public Scram scram() {
    return Scram.on(this);
  }

  @Override
  public String toString() {
    return name;
  }
}
