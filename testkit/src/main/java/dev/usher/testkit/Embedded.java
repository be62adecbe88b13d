package dev.usher.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** An embedded server: zonky's binaries, started on a free port with a data folder of its own. */
public final class Embedded implements AutoCloseable {
  /** One for each version and JVM; zonky's shutdown hook stops them and removes their data. */
  private static final Map<Integer, Embedded> SHARED = new ConcurrentHashMap<>();

  private static final int ON_CLASS_PATH = 18;

  private final Postgres server;
  private final EmbeddedPostgres process;

  private Embedded(Postgres server, EmbeddedPostgres process) {
    this.server = server;
    this.process = process;
  }

  static Postgres shared(int major) {
    return SHARED.computeIfAbsent(major, Embedded::start).server;
  }

  static Embedded start(int major) {
    return start(major, EmbeddedPostgres.builder());
  }

  /**
   * Starts on a data folder that is there already and stays when the server is closed.
   *
   * @param data must have been left by a server of that major version that was stopped
   */
  public static Embedded on(int major, Path data) {
    return start(
        major, EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false));
  }

  /**
   * The same where it was, so that whoever knew it finds it again.
   *
   * @param data empty, or left by a server of that major version that was stopped
   */
  public static Embedded on(int major, Path data, int port) {
    return start(
        major,
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port));
  }

  private static Embedded start(int major, EmbeddedPostgres.Builder builder) {
    if (major != ON_CLASS_PATH) builder.setPgBinaryResolver((_, _) -> binaries(major));
    // Durability is nothing to a test; patience is, for two cores are shared by many.
    builder
        .setPGStartupWait(Duration.ofSeconds(60))
        .setServerConfig("fsync", "off")
        .setServerConfig("max_connections", "200")
        .setServerConfig("max_prepared_transactions", "5")
        .setServerConfig("max_locks_per_transaction", "256");
    try {
      EmbeddedPostgres process = builder.start();
      Postgres server =
          new Postgres(
              "PostgreSQL " + major, major, "127.0.0.1", process.getPort(), "postgres", "");
      return new Embedded(server, process);
    } catch (IOException failure) {
      throw new UncheckedIOException("embedded PostgreSQL " + major + " does not start", failure);
    }
  }

  /** The archive of that version, from the jar that the build has put beside the class path. */
  private static InputStream binaries(int major) throws IOException {
    Path jar = folder().resolve(major + ".jar");
    if (!Files.exists(jar)) {
      throw new IOException(
          jar + " is missing; build with -Dusher.postgres=" + major + " so that Maven brings it");
    }
    ZipInputStream entries = new ZipInputStream(Files.newInputStream(jar));
    for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
      if (entry.getName().endsWith(".txz")) return entries;
    }
    throw new IOException(jar + " holds no server");
  }

  private static Path folder() throws IOException {
    Properties built = new Properties();
    try (InputStream text = Embedded.class.getResourceAsStream("/usher-testkit.properties")) {
      built.load(text);
    }
    return Path.of(built.getProperty("postgres"));
  }

  public Postgres server() {
    return server;
  }

  /** Stops the server at once, as {@code pg_ctl stop -m fast} does. */
  @Override
  public void close() {
    try {
      process.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
