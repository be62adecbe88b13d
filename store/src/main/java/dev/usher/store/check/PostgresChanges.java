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

  /**
   * Sent at once, for somebody waits for them, and done one after the other. Whoever was away for
   * longer than an hour asks for everything anew; older ones go by number, so that none is missing
   * in between, whatever the clock did.
   */
  private static final String NOTE =
      """
      select pg_advisory_xact_lock(:lock);
      insert into check_change (subject) select unnest(cast(:subjects as text[]));
      delete from check_change where number < (
        select max(number) from check_change where at < now() - interval '1 hour');
      select pg_notify('%s', '')
      """
          .formatted(CHANNEL);

  /**
   * In one statement, and so of one moment: a row for each change, or one without any. The one
   * before is there, unless this is another past, or it was long ago. Directories have been waiting
   * since the first of their words that has not been followed.
   */
  private static final String SINCE =
      """
      select c.number, c.subject,
        case when :number = 0 then c.number is null
          else exists (select from check_change where number = :number) end as whole,
        coalesce((
          select extract(epoch from greatest(clock_timestamp() - at, interval '0'))
          from directory_word order by directory_word.number limit 1), 0) as waiting
      from (select) one left join check_change c on c.number > :number
      order by c.number
      """;

  private final Jdbi jdbi;
  private final DataSource source;
  private volatile @Nullable Connection listening;

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
    handle.createUpdate(NOTE).bind("lock", LOCK).bind("subjects", subjects).execute();
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
    List<Row> rows =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(SINCE)
                    .bind("number", number)
                    .map(
                        (row, _) ->
                            new Row(
                                row.getLong("number"),
                                Optional.ofNullable(row.getString("subject")),
                                row.getBoolean("whole"),
                                row.getDouble("waiting")))
                    .list());
    Row first = rows.getFirst();
    return new Since(
        rows.stream()
            .filter(row -> row.number() > 0)
            .map(row -> new Change(row.number(), row.subject()))
            .toList(),
        first.isWhole(),
        Duration.ofMillis((long) (first.waiting() * 1000)));
  }

  /**
   * @param number 0 where there is no change
   * @param isWhole as {@link Since} has it, and so the rest
   */
  private record Row(long number, Optional<String> subject, boolean isWhole, double waiting) {}

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

  /** Whoever waits on it is not waited for; the pool throws away what is cut off. */
  @Override
  public void close() {
    Connection connection = listening;
    listening = null;
    if (connection == null) return;
    try (connection) {
      connection.abort(Runnable::run);
    } catch (SQLException _) {
      // It is of no use any more.
    }
  }
}
