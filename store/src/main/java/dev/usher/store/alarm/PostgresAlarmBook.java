package dev.usher.store.alarm;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.alarm.AlarmBook;
import dev.usher.engine.alarm.Told;
import dev.usher.store.ledger.PostgresLedger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A row for each thing that was told; of two servers the one whose row it becomes tells it. */
public final class PostgresAlarmBook implements AlarmBook {
  private final Jdbi jdbi;

  public PostgresAlarmBook(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public List<Told> open() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from alarm where upto < 'infinity' order by key")
                .map(
                    (row, _) ->
                        new Told(
                            row.getString("key"),
                            What.valueOf(row.getString("what").toUpperCase(Locale.ROOT)),
                            row.getString("place"),
                            row.getString("text"),
                            row.getObject("upto", OffsetDateTime.class).toInstant(),
                            row.getObject("told", OffsetDateTime.class).toInstant()))
                .list());
  }

  @Override
  public boolean tell(Told now, Optional<Told> before, Draft entry) {
    return jdbi.inTransaction(
        handle -> {
          int told =
              before.isEmpty()
                  ? add(handle, now, at(now.upto()))
                  : handle
                      .createUpdate(
                          """
                          update alarm set text = :text, upto = :upto, told = :told
                          where key = :key and told = :before
                          """)
                      .bind("key", now.key())
                      .bind("text", now.text())
                      .bind("upto", at(now.upto()))
                      .bind("told", at(now.at()))
                      .bind("before", at(before.get().at()))
                      .execute();
          return appended(handle, told, Optional.of(entry));
        });
  }

  @Override
  public boolean once(Told now, Draft entry) {
    return jdbi.inTransaction(
        handle ->
            // The driver writes this one as 'infinity'.
            appended(handle, add(handle, now, OffsetDateTime.MAX), Optional.of(entry)));
  }

  @Override
  public boolean over(Told told, Optional<Draft> entry) {
    return jdbi.inTransaction(
        handle ->
            appended(
                handle,
                handle
                    .createUpdate("delete from alarm where key = :key and told = :told")
                    .bind("key", told.key())
                    .bind("told", at(told.at()))
                    .execute(),
                entry));
  }

  private static int add(Handle handle, Told now, OffsetDateTime upto) {
    return handle
        .createUpdate(
            """
            insert into alarm (key, what, place, text, upto, told)
            values (:key, :what, :where, :text, :upto, :told) on conflict do nothing
            """)
        .bind("key", now.key())
        .bind("what", now.what().word())
        .bind("where", now.where())
        .bind("text", now.text())
        .bind("upto", upto)
        .bind("told", at(now.at()))
        .execute();
  }

  private static boolean appended(Handle handle, int rows, Optional<Draft> entry) {
    if (rows == 0) return false;
    entry.ifPresent(one -> PostgresLedger.append(handle, one, Head.NONE));
    return true;
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
