package dev.usher.store.follow;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.follow.HoldBook.Word;
import dev.usher.engine.follow.Said;
import dev.usher.engine.follow.Schedule;
import dev.usher.engine.follow.Successor;
import dev.usher.store.check.PostgresChanges;
import dev.usher.store.ledger.PostgresLedger;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/** What is to come, as rows; two servers that look at once take different ones. */
public final class PostgresSchedule implements Schedule {
  private static final RowMapper<Line> ROW =
      (row, _) ->
          new Line(
              row.getString("subject"),
              PostgresHoldBook.kind(row.getString("kind")),
              row.getTimestamp("due").toInstant(),
              Optional.ofNullable(row.getString("successor")),
              row.getString("by_whom"),
              row.getTimestamp("at").toInstant());

  private final Jdbi jdbi;

  public PostgresSchedule(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public List<Line> lines() {
    return jdbi.withHandle(
        handle ->
            handle.createQuery("select * from hold_scheduled").map(ROW).stream()
                .sorted(Line.ORDER)
                .toList());
  }

  @Override
  public List<Line> of(String subject) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from hold_scheduled where subject = :subject")
                .bind("subject", subject)
                .map(ROW)
                .stream()
                .sorted(Line.ORDER)
                .toList());
  }

  @Override
  public Optional<Instant> next() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select min(due) from hold_scheduled")
                .mapTo(Timestamp.class)
                .findOne()
                .map(Timestamp::toInstant));
  }

  @Override
  public void put(Line line, Draft told) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate(
                  """
                  insert into hold_scheduled (subject, kind, due, successor, by_whom, at)
                  values (:subject, :kind, :due, :successor, :by, :at)
                  on conflict (subject, kind) do update
                  set (due, successor, by_whom, at)
                    = (excluded.due, excluded.successor, excluded.by_whom, excluded.at)
                  """)
              .bind("subject", line.subject())
              .bind("kind", PostgresHoldBook.word(line.kind()))
              .bind("due", Timestamp.from(line.on()))
              .bind("successor", line.successor())
              .bind("by", line.byWhom())
              .bind("at", Timestamp.from(line.said()))
              .execute();
          PostgresLedger.append(handle, told, Head.NONE);
        });
  }

  @Override
  public boolean strike(String subject, Optional<Kind> kind, Draft told) {
    return jdbi.inTransaction(
        handle -> {
          int struck =
              handle
                  .createUpdate(
                      "delete from hold_scheduled where subject = :subject and kind = :kind")
                  .bind("subject", subject)
                  .bind("kind", PostgresHoldBook.word(kind))
                  .execute();
          if (struck > 0) PostgresLedger.append(handle, told, Head.NONE);
          return struck > 0;
        });
  }

  @Override
  public int come(Instant now, Set<String> realms, Function<Line, Draft> told) {
    return jdbi.inTransaction(
        handle -> {
          List<Line> lines =
              handle
                  .createQuery(
                      """
                      delete from hold_scheduled where (subject, kind) in (
                        select subject, kind from hold_scheduled where due <= :now
                        for update skip locked)
                      returning *
                      """)
                  .bind("now", Timestamp.from(now))
                  .map(ROW)
                  .stream()
                  .sorted(Line.ORDER)
                  .toList();
          List<Line> coming = new ArrayList<>();
          Set<String> gone = new HashSet<>();
          for (Line line : lines) {
            if (gone.contains(line.subject()) || isBackward(handle, line)) continue;
            PostgresHoldBook.put(handle, word(line));
            coming.add(line);
            if (line.kind().equals(Optional.of(Kind.OFFBOARDED))) {
              gone.add(line.subject());
              forget(handle, line.subject());
            }
          }
          // Behind the rows, for whoever speaks at once has one of these before the ledger.
          Map<String, Said> said = new TreeMap<>();
          for (Line line : coming) {
            PostgresLedger.append(handle, told.apply(line), Head.NONE);
            said.put(line.subject(), said(line));
          }
          PostgresChanges.of(handle, said.keySet());
          PostgresOpenWork.open(handle, realms, said);
          return lines.size();
        });
  }

  /** Open since it was due: that nobody was there is no excuse. */
  private static Said said(Line line) {
    return new Said(line.byWhom() + ", who said so on " + line.said(), line.on());
  }

  /** Who has left for good is not merely suspended by what was said before. */
  private static boolean isBackward(Handle handle, Line line) {
    return line.kind().equals(Optional.of(Kind.SUSPENDED))
        && PostgresHoldBook.of(handle, line.subject()).equals(Optional.of(Kind.OFFBOARDED));
  }

  private static Word word(Line line) {
    return new Word(
        line.subject(),
        line.kind(),
        line.byWhom(),
        line.on(),
        line.successor().map(Successor.Person::new));
  }

  private static void forget(Handle handle, String subject) {
    handle
        .createUpdate("delete from hold_scheduled where subject = :subject")
        .bind("subject", subject)
        .execute();
  }
}
