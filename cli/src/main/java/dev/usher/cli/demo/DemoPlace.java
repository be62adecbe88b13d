package dev.usher.cli.demo;

import dev.usher.cli.server.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo takes place: a folder that its owner alone can read, with the policy, usher's
 * passwords, the ledger and the servers' data. Servers and folder go when the demo ends, by Ctrl-C
 * too, unless they are kept.
 */
final class DemoPlace implements AutoCloseable {
  private final Path folder;
  private @Nullable Company company;
  private @Nullable RunningServer server;
  private boolean kept;
  private volatile boolean interrupted;

  private DemoPlace(Path folder) {
    this.folder = folder;
  }

  static DemoPlace make() throws IOException {
    DemoPlace place = new DemoPlace(Files.createTempDirectory("usher-demo-"));
    Runtime.getRuntime().addShutdownHook(new Thread(place::end));
    return place;
  }

  /** The JVM ends. After a demo that came to its own end there is nothing left to do. */
  private void end() {
    interrupted = true;
    try {
      close();
    } catch (IOException | UncheckedIOException e) {
      System.err.println("usher: " + folder + " is left behind: " + e.getMessage());
    }
  }

  /** Starts the servers. Whoever ends the demo meanwhile waits until they can be stopped. */
  synchronized Company open(Path binaries) throws IOException, SQLException {
    company = Company.open(binaries, folder);
    return company;
  }

  /** Goes before the servers that it works on. */
  synchronized RunningServer keepOpen(RunningServer started) {
    server = started;
    return started;
  }

  Company company() {
    return Objects.requireNonNull(company);
  }

  Path folder() {
    return folder;
  }

  Path policy() {
    return folder.resolve("access");
  }

  /** Keeps a secret where usher's policy names it as {@code file:PATH}. */
  Path secret(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text + "\n");
  }

  /** From now on servers and folder outlive the JVM. */
  synchronized void keep() {
    kept = true;
  }

  /** Whether somebody ended the demo before its time. */
  boolean isInterrupted() {
    return interrupted;
  }

  @Override
  public synchronized void close() throws IOException {
    if (kept || !Files.exists(folder)) return;
    if (server != null) server.close();
    if (company != null) company.close();
    List<Path> inside;
    try (Stream<Path> walk = Files.walk(folder)) {
      inside = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : inside) Files.deleteIfExists(file);
  }
}
