package dev.usher.store.ledger;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.engine.json.EntryJson;
import dev.usher.engine.ports.LedgerStore;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * A ledger in PostgreSQL. Its end is its last row: there is no row that tells it and would have to
 * be changed. Who appends holds a lock until the transaction has ended, so that the next one sees
 * the row; if somebody did not, the second row of one number or after one entry is refused.
 */
public final class PostgresLedger implements LedgerStore {
  /** "ledger", in ASCII. */
  private static final long LOCK = 0x6c6564676572L;

  private final Jdbi jdbi;

  /**
   * @param jdbi as a role that may insert and select
   */
  public PostgresLedger(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public Entry append(Draft draft, Head mark) {
    try {
      return jdbi.inTransaction(handle -> append(handle, draft, mark));
    } catch (JdbiException failure) {
      throw failure("cannot be written", failure);
    }
  }

  /** In a transaction of the caller's: what is told and what is done are there both or neither. */
  public static Entry append(Handle handle, Draft draft, Head mark) {
    waitForTurn(handle);
    List<Entry> entries = Chain.append(head(handle), mark, draft);
    entries.forEach(entry -> insert(handle, entry));
    return entries.getLast();
  }

  /** A transaction that returns has to be on disk, whatever the database's default is. */
  private static void waitForTurn(Handle handle) {
    handle.execute(
        """
        select set_config('lock_timeout', '10s', true),
          case when current_setting('synchronous_commit') = 'off'
            then set_config('synchronous_commit', 'on', true) end
        """);
    handle.execute("select pg_advisory_xact_lock(" + LOCK + ")");
  }

  /** A statement of its own after the wait, so that it sees what was committed meanwhile. */
  private static Head head(Handle handle) {
    return handle
        .createQuery("select number, hash from ledger order by number desc limit 1")
        .map((row, _) -> new Head(row.getLong("number"), row.getString("hash")))
        .findOne()
        .orElse(Head.NONE);
  }

  private static void insert(Handle handle, Entry entry) {
    handle
        .createUpdate(
            """
            insert into ledger (number, at, what, prev, hash, line)
            values (:number, :at, :what, :prev, :hash, :line)
            """)
        .bind("number", entry.number())
        .bind("at", entry.at().atOffset(ZoneOffset.UTC))
        .bind("what", entry.what().word())
        .bind("prev", entry.prev())
        .bind("hash", entry.hash())
        .bind("line", entry.line())
        .execute();
  }

  @Override
  public Reading read() {
    try {
      List<Row> rows =
          jdbi.withHandle(
              handle ->
                  handle
                      .createQuery("select number, hash, line from ledger order by number")
                      .map(
                          (row, _) ->
                              new Row(
                                  new Head(row.getLong("number"), row.getString("hash")),
                                  row.getString("line")))
                      .list());
      return reading(rows);
    } catch (JdbiException failure) {
      throw failure("cannot be read", failure);
    }
  }

  private static Reading reading(List<Row> rows) {
    List<Entry> entries = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Row row : rows) {
      Optional<Entry> entry =
          EntryJson.parse(row.line()).filter(read -> read.head().equals(row.head()));
      entry.ifPresent(entries::add);
      if (entry.isEmpty())
        problems.add("row " + row.head().number() + " is no entry as usher writes them");
    }
    return new Reading(entries, problems);
  }

  private record Row(Head head, String line) {}

  private static LedgerFailure failure(String what, JdbiException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new LedgerFailure(
        "the ledger in the store "
            + what
            + " ("
            + String.valueOf(cause.getMessage()).lines().findFirst().orElse("")
            + "); see that the store's PostgreSQL runs and has room, and try again",
        failure);
  }
}
