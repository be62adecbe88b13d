package dev.usher.store.check;

import dev.usher.engine.check.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Changes as rows; who waits for one is told by NOTIFY. */
public final class PostgresChanges implements Changes {
  private static final String CHANNEL = "usher_check";

  /** Of usher's own: whoever numbers a change commits before the next one is numbered. */
  private static final long LOCK = 0x7573_6865_7263_6863L;

  /** Whoever was away for longer asks for everything anew. */
  private static final String FORGOTTEN = "1 hour";

  private final Jdbi jdbi;
  private final DataSource source;
  private @Nullable Connection listening;

  /**
   * @param source a connection of it is kept while somebody waits
   */
  public PostgresChanges(Jdbi jdbi, DataSource source) {
    this.jdbi = jdbi;
    this.source = source;
  }

  /** That of these somebody may have to be answered otherwise, in the transaction that does it. */
  public static void of(Handle handle, Collection<String> subjects) {
    if (subjects.isEmpty()) return;
    note(handle, subjects.toArray(new String[0]));
  }

  /** That everybody may have to be. */
  public static void ofAll(Handle handle) {
    note(handle, new @Nullable String[] {null});
  }

  private static void note(Handle handle, @Nullable String[] subjects) {
    handle.execute("select pg_advisory_xact_lock(?)", LOCK);
    handle
        .createUpdate("insert into check_change (subject) select unnest(cast(:subjects as text[]))")
        .bind("subjects", subjects)
        .execute();
    // By number, so that none is missing in between, whatever the clock did.
    handle.execute(
        "delete from check_change where number < (select max(number) from check_change"
            + " where at < now() - interval '"
            + FORGOTTEN
            + "')");
    handle.execute("select pg_notify('" + CHANNEL + "', '')");
  }

  @Override
  public long last() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select coalesce(max(number), 0) from check_change")
                .mapTo(Long.class)
                .one());
  }

  @Override
  public Since since(long number) {
    return jdbi.inTransaction(
        handle -> {
          List<Change> changes =
              handle
                  .createQuery(
                      "select number, subject from check_change where number > :number order by number")
                  .bind("number", number)
                  .map(
                      (row, _) ->
                          new Change(
                              row.getLong("number"), Optional.ofNullable(row.getString("subject"))))
                  .list();
          // The one before is there, unless this is another past, or it was long ago.
          boolean isWhole =
              number == 0
                  ? changes.isEmpty()
                  : handle
                      .createQuery(
                          "select exists (select from check_change where number = :number)")
                      .bind("number", number)
                      .mapTo(Boolean.class)
                      .one();
          return new Since(changes, isWhole, waiting(handle));
        });
  }

  /** Since when the first of the directories' words has not been followed. */
  private static Duration waiting(Handle handle) {
    return handle
        .createQuery(
            """
            select extract(epoch from greatest(clock_timestamp() - at, interval '0'))
            from directory_word order by number limit 1
            """)
        .mapTo(Double.class)
        .findOne()
        .map(seconds -> Duration.ofMillis((long) (seconds * 1000)))
        .orElse(Duration.ZERO);
  }

  @Override
  public void await(Duration longest) {
    try {
      Connection connection = listening;
      if (connection == null || !connection.isValid(1)) connection = listen();
      connection.unwrap(PGConnection.class).getNotifications((int) longest.toMillis());
    } catch (SQLException failure) {
      close();
      throw new IllegalStateException("nobody hears the store's changes", failure);
    }
  }

  private Connection listen() throws SQLException {
    close();
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("listen " + CHANNEL);
    }
    listening = connection;
    return connection;
  }

  @Override
  public void close() {
    Connection connection = listening;
    listening = null;
    if (connection == null) return;
    try (connection;
        Statement statement = connection.createStatement()) {
      statement.execute("unlisten *");
    } catch (SQLException _) {
      // It is of no use any more, and the pool throws it away.
    }
  }
}
