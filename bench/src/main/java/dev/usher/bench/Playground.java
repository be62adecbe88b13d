package dev.usher.bench;

import dev.usher.connectors.postgres.AdminScript;
import dev.usher.testkit.Embedded;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A server of one's own with an owner of all that is in it, and usher's account as its script makes
 * it, which is no superuser. All of it goes when this is closed.
 */
final class Playground implements AutoCloseable {
  static final String DATABASE = "bench";
  static final String OWNER = "bench_owner";
  static final String USHER = "bench_usher";

  private static final int NEWEST = 18;

  private final Embedded embedded = Postgres.fresh(NEWEST);
  private final Scene scene = new Scene();

  Playground() throws IOException {
    Files.writeString(secret(), USHER + ":");
    server()
        .run(
            "postgres",
            // Nothing happens at a time of its own choosing.
            "alter system set autovacuum = off",
            "select pg_reload_conf()",
            "create role " + OWNER,
            AdminScript.role(USHER),
            AdminScript.owner(USHER, OWNER));
    createDatabase(DATABASE);
  }

  /** An empty database that usher can work in. */
  void createDatabase(String name) {
    server().run("postgres", "create database " + name + " owner " + OWNER);
    server().run(name, AdminScript.database(USHER, name, NEWEST));
  }

  Postgres server() {
    return embedded.server();
  }

  Scene scene() {
    return scene;
  }

  /** What a policy's {@code admin} names. */
  Path secret() {
    return scene.file("admin");
  }

  Connection superuser() {
    return server().connect(DATABASE);
  }

  Connection usher() {
    return server().connect(DATABASE, USHER, "");
  }

  List<List<String>> rows(String sql) throws SQLException {
    try (Connection connection = superuser()) {
      return Sql.rows(connection, sql);
    }
  }

  @Override
  public void close() throws IOException {
    embedded.close();
    scene.close();
  }
}
