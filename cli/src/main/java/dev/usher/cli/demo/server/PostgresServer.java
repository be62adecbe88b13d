package dev.usher.cli.demo.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A real PostgreSQL of zonky's binaries, on a free port of this machine. Everybody but its
 * superuser needs a password.
 */
public final class PostgresServer implements AutoCloseable {
  /** Who may come in (PostgreSQL manual, 20.1): only from this machine, and by password. */
  private static final String RULES =
      """
      host all postgres 127.0.0.1/32 trust
      host all postgres ::1/128      trust
      host all all      127.0.0.1/32 scram-sha-256
      host all all      ::1/128      scram-sha-256
      """;

  private final EmbeddedPostgres process;

  private PostgresServer(EmbeddedPostgres process) {
    this.process = process;
  }

  /**
   * @param binaries where the server's programs are unpacked, once for all runs
   * @param data where it keeps its data; stays when the server is closed
   */
  public static PostgresServer start(Path binaries, Path data) throws IOException {
    return new PostgresServer(
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(binaries.toFile())
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setDataDirectoryCustomizer(PostgresServer::askForPasswords)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(Duration.ofSeconds(60))
            .start());
  }

  private static void askForPasswords(File data) {
    try {
      Files.writeString(data.toPath().resolve("pg_hba.conf"), RULES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return process.getPort();
  }

  public String url(String database) {
    return "jdbc:postgresql://localhost:" + port() + "/" + database;
  }

  /** A connection as the server's superuser: the company's own administrator. */
  public Connection administrator(String database) throws SQLException {
    return login(database, "postgres", "");
  }

  public Connection login(String database, String account, String password) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("user", account);
    settings.setProperty("password", password);
    settings.setProperty("ApplicationName", "usher demo");
    return DriverManager.getConnection(url(database), settings);
  }

  /** Runs a script as the superuser. */
  public void run(String database, String script) throws SQLException {
    try (Connection connection = administrator(database);
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    }
  }

  /** The first column of what a database answers the superuser. */
  public List<String> ask(String database, String question) throws SQLException {
    try (Connection connection = administrator(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(question)) {
      List<String> answers = new ArrayList<>();
      while (rows.next()) answers.add(rows.getString(1));
      return answers;
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
