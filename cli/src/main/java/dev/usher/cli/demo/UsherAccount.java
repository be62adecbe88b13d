package dev.usher.cli.demo;

import dev.usher.cli.demo.server.PostgresServer;
import dev.usher.connectors.postgres.AdminScript;
import java.sql.SQLException;

/** usher's own account at a server, made by the script that ships for administrators. */
final class UsherAccount {
  private static final int MAJOR = 18;

  private UsherAccount() {}

  static void create(PostgresServer server, String name, String password) throws SQLException {
    server.run("postgres", AdminScript.role(name));
    server.run("postgres", "alter role " + name + " password '" + password + "'");
  }

  static void admit(PostgresServer server, String name, String database, String owner)
      throws SQLException {
    server.run("postgres", AdminScript.owner(name, owner));
    server.run(database, AdminScript.database(name, database, MAJOR));
  }
}
