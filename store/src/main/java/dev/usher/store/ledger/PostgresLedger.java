package dev.usher.store.ledger;

import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.json.EntryJson;
import dev.usher.engine.ports.LedgerStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A ledger in PostgreSQL. Its end is its last row: there is no row that tells it and would have to
 * be changed. Who appends holds a lock until the transaction has ended, so that the next one sees
 * the row; if somebody did not, the second row of one number or after one entry is refused.
 */
public final class PostgresLedger implements LedgerStore {
  /** "ledger", in ASCII. */
  private static final long LOCK = 0x6c6564676572L;

  static final String ABOUT =
      """
      with intent as (
        select distinct number from ledger_about
        where name = :name or name >= :first and name < :behind
      ), at_the_time as (
        select l.number, l.hash, l.line from intent join ledger l using (number)
        where l.at >= :from and l.at < :until
      )
      select number, hash, line from at_the_time
      union all
      select l.number, l.hash, l.line from at_the_time one join ledger l on l.closes = one.number
      order by number
      """;

  /** Lines may be long. */
  private static final int FETCHED = 100;

  private final Jdbi jdbi;
  private final Optional<String> server;

  /**
   * @param jdbi as a role that may insert and select
   */
  public PostgresLedger(Jdbi jdbi) {
    this(jdbi, Optional.empty());
  }

  /**
   * @param server which one's doings are told
   */
  public PostgresLedger(Jdbi jdbi, String server) {
    this(jdbi, Optional.of(server));
  }

  private PostgresLedger(Jdbi jdbi, Optional<String> server) {
    this.jdbi = jdbi;
    this.server = server;
  }

  @Override
  public Entry append(Draft draft, Head mark) {
    try {
      Draft told = server.map(draft::doneBy).orElse(draft);
      return jdbi.inTransaction(handle -> append(handle, told, mark));
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

  @Override
  public List<Entry> unanswered() {
    try {
      return reading(
              jdbi.withHandle(
                  handle ->
                      handle
                          .createQuery(
                              """
                              select l.number, l.hash, l.line from ledger_open
                              join ledger l using (number) order by l.number
                              """)
                          .map(PostgresLedger::row)
                          .list()))
          .entries();
    } catch (JdbiException failure) {
      throw failure("cannot be read", failure);
    }
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
  static Head head(Handle handle) {
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
            insert into ledger (number, at, what, prev, hash, line, closes)
            values (:number, :at, :what, :prev, :hash, :line, :closes)
            """)
        .bind("number", entry.number())
        .bind("at", entry.at().atOffset(ZoneOffset.UTC))
        .bind("what", entry.what().word())
        .bind("prev", entry.prev())
        .bind("hash", entry.hash())
        .bind("line", entry.line())
        .bind("closes", entry.closes().orElse(null))
        .execute();
    if (entry.what() == What.INTENT)
      handle.execute("insert into ledger_open (number) values (?)", entry.number());
    entry
        .closes()
        .ifPresent(intent -> handle.execute("delete from ledger_open where number = ?", intent));
    SortedSet<String> names = new TreeSet<>();
    entry.deeds().forEach(deed -> names.addAll(deed.about()));
    if (names.isEmpty()) return;
    handle
        .createUpdate(
            """
            insert into ledger_about (name, number)
            select name, :number from unnest(:names) name on conflict do nothing
            """)
        .bind("number", entry.number())
        .bindArray("names", String.class, names)
        .execute();
  }

  /** Found by an index; what an entry is about its line alone tells. */
  @Override
  public List<Entry> about(String name, Instant from, Instant until) {
    try {
      List<Row> rows =
          jdbi.withHandle(
              handle ->
                  handle
                      .createQuery(ABOUT)
                      .bind("name", name)
                      // Of one letter's bytes: "0" comes next to "/".
                      .bind("first", name + "/")
                      .bind("behind", name + "0")
                      .bind("from", from.atOffset(ZoneOffset.UTC))
                      .bind("until", until.atOffset(ZoneOffset.UTC))
                      .map(PostgresLedger::row)
                      .list());
      return reading(rows).entries();
    } catch (JdbiException failure) {
      throw failure("cannot be read", failure);
    }
  }

  @Override
  public Head head() {
    try {
      return jdbi.withHandle(PostgresLedger::head);
    } catch (JdbiException failure) {
      throw failure("cannot be read", failure);
    }
  }

  @Override
  public Reading read(long from, int most) {
    try {
      return reading(jdbi.withHandle(handle -> rows(handle, from, most).list()));
    } catch (JdbiException failure) {
      throw failure("cannot be read", failure);
    }
  }

  /** In one transaction, for only there the driver fetches rows bit by bit. */
  @Override
  public void lines(Consumer<String> each) {
    try {
      jdbi.useTransaction(
          handle -> rows(handle, 1, Integer.MAX_VALUE).forEach(row -> each.accept(row.line())));
    } catch (JdbiException failure) {
      throw failure("cannot be read", failure);
    }
  }

  private static ResultIterable<Row> rows(Handle handle, long from, int most) {
    return handle
        .createQuery(
            """
            select number, hash, line from ledger where number >= :from
            order by number limit :most
            """)
        .bind("from", from)
        .bind("most", most)
        .setFetchSize(FETCHED)
        .map(PostgresLedger::row);
  }

  private static Row row(ResultSet row, StatementContext context) throws SQLException {
    return new Row(new Head(row.getLong("number"), row.getString("hash")), row.getString("line"));
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
