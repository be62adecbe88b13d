package dev.usher.cli.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** The store of a server in a test, from behind. */
final class TestStore {
  private TestStore() {}

  /** As the owner of the tables, who alone can. */
  static void asOwner(Path store, String statement) throws Exception {
    try (Connection owner = owner(store);
        Statement run = owner.createStatement()) {
      run.execute(statement);
    }
  }

  static Connection owner(Path store) throws Exception {
    String port = Files.readString(store.resolve("port")).strip();
    String password = Files.readString(store.resolve("passwords/usher_owner")).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/usher", "usher_owner", password);
  }
}
