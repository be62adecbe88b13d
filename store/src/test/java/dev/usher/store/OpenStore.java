package dev.usher.store;

import dev.usher.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** An embedded store of a test's own, open. */
public record OpenStore(Path folder, EmbeddedStore server, Store store) implements AutoCloseable {
  public static OpenStore create() {
    try {
      Path folder = Files.createTempDirectory("usher-store");
      EmbeddedStore server = EmbeddedStore.start(folder.resolve("store"), new SecureRandom());
      return new OpenStore(folder, server, Store.open(server.migrating(), server.running()));
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** As one who may do everything, as whoever runs the database may. */
  public Connection superuser() throws SQLException {
    try {
      String password = Files.readString(folder.resolve("store/passwords/postgres")).strip();
      return DriverManager.getConnection(server.running().url(), "postgres", password);
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  public Connection as(Account account) throws SQLException {
    return DriverManager.getConnection(
        account.url() + "?currentSchema=" + Store.SCHEMA,
        account.user(),
        new String(account.password()));
  }

  @Override
  public void close() {
    store.close();
    server.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList())
        Files.delete(file);
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
