package dev.usher.connectors.postgres.session;

import dev.usher.connectors.postgres.link.PostgresErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.PGConnection;

/**
 * Watches whom a transaction waits for. It has to be asked while it waits: when the wait is given
 * up, the server no longer says. By a platform thread: to interrupt a virtual one in the middle of
 * a question closes its socket (java.net.Socket), and with it the writer's lock.
 */
public final class Blocked implements AutoCloseable {
  private static final long EVERY_MILLIS = 300;

  private final AtomicReference<Optional<String>> last = new AtomicReference<>(Optional.empty());
  private final Thread watching;

  private Blocked(Runnable watch) {
    this.watching = Thread.ofPlatform().daemon().unstarted(watch);
  }

  private Blocked(int backend, WriterLock lock) {
    this.watching =
        Thread.ofPlatform()
            .daemon()
            .unstarted(
                () -> {
                  try {
                    while (true) {
                      Thread.sleep(EVERY_MILLIS);
                      lock.blocking(backend).ifPresent(who -> last.set(Optional.of(who)));
                    }
                  } catch (InterruptedException done) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  static Blocked watch(Connection connection, Optional<WriterLock> lock) throws SQLException {
    int backend = connection.unwrap(PGConnection.class).getBackendPID();
    Blocked blocked =
        lock.map(held -> new Blocked(backend, held)).orElseGet(() -> new Blocked(() -> {}));
    blocked.watching.start();
    return blocked;
  }

  /** {@code ; held by process 4711 of app since …} when that is what the error is about. */
  String by(SQLException error) {
    return PostgresErrors.isLockTimeout(error)
        ? last.get().map(who -> "; it is held by " + who).orElse("")
        : "";
  }

  @Override
  public void close() {
    watching.interrupt();
  }
}
