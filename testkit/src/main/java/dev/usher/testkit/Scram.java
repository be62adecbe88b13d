package dev.usher.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** A server whose pg_hba.conf asks everybody but the superuser for a password, until closed. */
public final class Scram implements AutoCloseable {
  private final Postgres server;
  private final Path file;
  private final String before;

  private Scram(Postgres server, Path file, String before) {
    this.server = server;
    this.file = file;
    this.before = before;
  }

  static Scram on(Postgres server) {
    try (Connection connection = server.connect("postgres")) {
      Path file = Path.of(Sql.column(connection, "show hba_file").getFirst());
      String before = Files.readString(file);
      Scram scram = new Scram(server, file, before);
      scram.write(
          """
          host all %s 127.0.0.1/32 trust
          host all all 127.0.0.1/32 scram-sha-256
          """
              .formatted(Sql.name(server.superuser())));
      return scram;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Writes the file and waits until the postmaster has read it: a reload is only a signal. */
  private void write(String rules) throws IOException, SQLException {
    Files.writeString(file, rules);
    try (Connection connection = server.connect("postgres")) {
      Sql.run(connection, "select pg_reload_conf()");
    }
    for (int tries = 0; tries < 500; tries++) {
      // Each new backend inherits the postmaster's time of loading.
      try (Connection connection = server.connect("postgres")) {
        if (loadedAfterWriting(connection)) return;
      }
    }
    throw new IllegalStateException(server + " does not read its pg_hba.conf anew");
  }

  private boolean loadedAfterWriting(Connection connection) {
    return Sql.column(
            connection,
            "select pg_conf_load_time() >= (pg_stat_file("
                + Sql.text(file.toString())
                + ")).modification")
        .getFirst()
        .equals("t");
  }

  @Override
  public void close() {
    try {
      write(before);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
