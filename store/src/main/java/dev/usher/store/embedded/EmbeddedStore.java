package dev.usher.store.embedded;

import dev.usher.store.Account;
import dev.usher.store.StoreFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * A PostgreSQL of usher's own. Its folder holds {@code data}, {@code programs}, {@code passwords},
 * {@code postgres.log} and {@code port}; it is for its owner alone. Listens on 127.0.0.1 only.
 */
public final class EmbeddedStore implements AutoCloseable {
  private static final String SUPERUSER = "postgres";

  /** Between the look for a free port and the server's own hold on it somebody may take it. */
  private static final int ATTEMPTS = 3;

  /** Before it is started again after it ended. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final FolderLock lock;
  private final Postmaster postmaster;
  private final int port;
  private final Thread keeper;
  private volatile Process process;
  private volatile boolean closed;
  private final Account migrating;
  private final Account running;

  private EmbeddedStore(
      FolderLock lock,
      Postmaster postmaster,
      Process process,
      int port,
      Account migrating,
      Account running) {
    this.lock = lock;
    this.postmaster = postmaster;
    this.process = process;
    this.port = port;
    this.migrating = migrating;
    this.running = running;
    this.keeper = Thread.ofVirtual().name("keeper").unstarted(this::keep);
  }

  /**
   * Starts on that folder; makes all of it where there is nothing yet.
   *
   * @param random for passwords
   * @throws StoreFailure when another server works in it, another PostgreSQL made it, or it does
   *     not start
   */
  public static EmbeddedStore start(Path folder, SecureRandom random) {
    Path home = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(home.getParent());
      if (!Files.exists(home))
        Files.createDirectory(
            home,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      FolderLock lock = FolderLock.take(home);
      try {
        return start(home, random, lock);
      } catch (IOException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw new StoreFailure(
          "PostgreSQL cannot be started in "
              + home
              + " ("
              + failure
              + "); mend its permissions or its disk, or name another folder",
          failure);
    }
  }

  /** The owner of the database that runs in that folder for a server; empty where none answers. */
  public static Optional<Account> answering(Path folder) {
    Path passwords = folder.resolve("passwords");
    Path port = folder.resolve("port");
    if (!Files.isReadable(port) || !Files.isReadable(passwords.resolve(Accounts.OWNER)))
      return Optional.empty();
    try {
      Account owner =
          new Accounts(
                  "jdbc:postgresql://127.0.0.1:" + port(port) + "/",
                  new Passwords(passwords, new SecureRandom()))
              .migrating();
      return answers(owner) ? Optional.of(owner) : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean answers(Account account) {
    try (Connection connection =
        DriverManager.getConnection(
            account.url(), account.user(), new String(account.password()))) {
      return connection.isValid(5);
    } catch (SQLException nobody) {
      return false;
    }
  }

  private static EmbeddedStore start(Path home, SecureRandom random, FolderLock lock)
      throws IOException {
    RunAs runAs = RunAs.ownerOf(home);
    Path data = home.resolve("data");
    Programs programs = Programs.in(home.resolve("programs"));
    Postmaster postmaster = new Postmaster(programs, runAs, data, home.resolve("postgres.log"));
    Path secrets = Files.createDirectories(home.resolve("passwords"));
    Passwords passwords = new Passwords(secrets, random);
    char[] superuser = passwords.of(SUPERUSER);
    runAs.give(secrets);
    if (Files.exists(data)) {
      refuseOtherVersions(data, programs.major());
      postmaster.clearUp();
    } else {
      Path half = home.resolve("data.new");
      Trees.delete(half);
      Files.createDirectory(half);
      runAs.give(half);
      postmaster.layOut(half, SUPERUSER, passwords.file(SUPERUSER));
      Files.move(half, data, StandardCopyOption.ATOMIC_MOVE);
    }
    Process process = start(postmaster, home.resolve("port"));
    try {
      String server = "jdbc:postgresql://127.0.0.1:" + port(home.resolve("port")) + "/";
      Accounts accounts = new Accounts(server, passwords);
      accounts.make(new Account(server + "postgres", SUPERUSER, superuser));
      EmbeddedStore store =
          new EmbeddedStore(
              lock,
              postmaster,
              process,
              port(home.resolve("port")),
              accounts.migrating(),
              accounts.running());
      store.keeper.start();
      return store;
    } catch (IOException | RuntimeException failure) {
      process.destroy();
      throw failure;
    } finally {
      Arrays.fill(superuser, '\0');
    }
  }

  private static void refuseOtherVersions(Path data, int major) throws IOException {
    int there = Integer.parseInt(Files.readString(data.resolve("PG_VERSION")).strip());
    if (there == major) return;
    throw new StoreFailure(
        ("%s was made by PostgreSQL %d, and this usher brings PostgreSQL %d, which cannot read it."
                + " Nothing was changed. Start the usher that made it, or name another folder; what"
                + " is in it can be taken along by pg_dump")
            .formatted(data, there, major));
  }

  private static Process start(Postmaster postmaster, Path port) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      int free = free(attempt == 1 && Files.exists(port) ? port(port) : 0);
      Optional<Process> process = postmaster.start(free);
      if (process.isPresent()) {
        Files.writeString(port, free + "\n");
        return process.get();
      }
    }
    throw new StoreFailure("PostgreSQL does not start; " + postmaster.log() + " says why");
  }

  private static int port(Path kept) throws IOException {
    String text = Files.readString(kept).strip();
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
  }

  /** The wanted port if nobody has it, else another. */
  private static int free(int wanted) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
      return socket.getLocalPort();
    } catch (IOException taken) {
      if (wanted == 0) throw taken;
      return free(0);
    }
  }

  /** Owns the database; migrates it. */
  public Account migrating() {
    return migrating;
  }

  /** What the server works as. */
  public Account running() {
    return running;
  }

  /** The server's process. */
  public long pid() {
    return process.pid();
  }

  /**
   * PostgreSQL ends when it cannot write its log down, as on a full disk, or when somebody ends it.
   * It is started again on its port, for as long as it takes: whoever works with it waits or is
   * told to come again.
   */
  private void keep() {
    try {
      while (!closed) {
        process.waitFor();
        Thread.sleep(AGAIN);
        again();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void again() {
    if (closed || process.isAlive()) return;
    try {
      postmaster.clearUp();
      postmaster.start(port).ifPresent(started -> process = started);
    } catch (IOException | StoreFailure _) {
      // Its own log says why; it is tried again.
    }
  }

  /** Stops the server: sessions are ended, all is written out. */
  @Override
  public synchronized void close() {
    closed = true;
    keeper.interrupt();
    try (lock) {
      if (process.isAlive()) postmaster.stop();
    } catch (IOException failure) {
      throw new StoreFailure("PostgreSQL cannot be stopped: " + failure, failure);
    }
  }
}
