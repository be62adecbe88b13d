package dev.usher.store.event;

import dev.usher.engine.event.Deliveries;
import dev.usher.engine.event.Subscription;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What is to be told, read from the ledger behind each subscription's number. Who delivers holds
 * the row's lock in a transaction until it is known what became of it; a server that dies loses its
 * connection, and with it the lock, and another one tells the same again.
 */
public final class PostgresDeliveries implements Deliveries {
  /** Entries that are looked at in one turn; each may hold thousands of statements. */
  private static final int AHEAD = 20;

  private final Jdbi jdbi;

  public PostgresDeliveries(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public boolean next(Instant now, Function<Due, Became> tell) {
    return jdbi.inTransaction(handle -> replayed(handle, tell) || told(handle, now, tell));
  }

  private record Taken(Subscription subscription, long number, int attempts) {}

  private static boolean told(Handle handle, Instant now, Function<Due, Became> tell) {
    Optional<Taken> taken =
        handle
            .createQuery(
                """
                select s.*, d.told, d.attempts
                from delivery d join subscription s on s.name = d.subscription
                where (d.due <= :now or d.attempts = 0) and d.told < (select max(number) from ledger)
                order by d.due, d.subscription limit 1
                for update of d skip locked
                """)
            .bind("now", Timestamp.from(now))
            .map(
                (row, _) ->
                    new Taken(
                        SubscriptionRow.read(row), row.getLong("told"), row.getInt("attempts")))
            .findOne();
    if (taken.isEmpty()) return false;
    Taken one = taken.get();
    Due due =
        new Due(
            one.subscription(),
            LedgerRows.after(handle, one.number(), AHEAD),
            one.attempts(),
            false);
    keep(handle, one, now, tell.apply(due));
    return true;
  }

  private static void keep(Handle handle, Taken taken, Instant now, Became became) {
    switch (became) {
      case Became.Through(long number) -> move(handle, taken, number, 0, now, Optional.empty());
      // All before it are behind the subscription; it is not.
      case Became.Again(long number, Instant due, String why) ->
          move(handle, taken, number - 1, taken.attempts() + 1, due, Optional.of(why));
      case Became.Dead(long number, String why) -> {
        bury(handle, taken, number, now, why);
        move(handle, taken, number, 0, now, Optional.empty());
      }
    }
  }

  /** Who was just told goes to the end of the queue. */
  private static void move(
      Handle handle, Taken taken, long told, int attempts, Instant due, Optional<String> failure) {
    handle
        .createUpdate(
            """
            update delivery set told = :told, attempts = :attempts, due = :due, failure = :failure
            where subscription = :name
            """)
        .bind("told", told)
        .bind("attempts", attempts)
        .bind("due", Timestamp.from(due))
        .bind("failure", failure.orElse(null))
        .bind("name", taken.subscription().name())
        .execute();
  }

  private static void bury(Handle handle, Taken taken, long number, Instant now, String why) {
    handle
        .createUpdate(
            """
            insert into dead_letter (subscription, number, since, attempts, failure)
            values (:name, :number, :since, :attempts, :why)
            """)
        .bind("name", taken.subscription().name())
        .bind("number", number)
        .bind("since", Timestamp.from(now))
        .bind("attempts", taken.attempts() + 1)
        .bind("why", why)
        .execute();
  }

  private static boolean replayed(Handle handle, Function<Due, Became> tell) {
    Optional<Taken> taken =
        handle
            .createQuery(
                """
                select s.*, l.number, l.attempts
                from dead_letter l join subscription s on s.name = l.subscription
                where l.replay order by l.subscription, l.number limit 1
                for update of l skip locked
                """)
            .map(
                (row, _) ->
                    new Taken(
                        SubscriptionRow.read(row), row.getLong("number"), row.getInt("attempts")))
            .findOne();
    if (taken.isEmpty()) return false;
    Taken one = taken.get();
    Told told = LedgerRows.at(handle, one.number());
    Due due = new Due(one.subscription(), List.of(told), one.attempts(), true);
    switch (tell.apply(due)) {
      case Became.Through _ ->
          handle.execute(
              "delete from dead_letter where subscription = ? and number = ?",
              one.subscription().name(),
              one.number());
      case Became.Again(_, _, String why) -> stays(handle, one, why);
      case Became.Dead(_, String why) -> stays(handle, one, why);
    }
    return true;
  }

  private static void stays(Handle handle, Taken taken, String why) {
    handle.execute(
        """
        update dead_letter set replay = false, attempts = attempts + 1, failure = ?
        where subscription = ? and number = ?
        """,
        why,
        taken.subscription().name(),
        taken.number());
  }

  @Override
  public List<DeadLetter> dead(String subscription, long after, int most) {
    record Letter(long number, Instant since, int attempts, String why) {}
    return jdbi.withHandle(
        handle -> {
          List<Letter> letters =
              handle
                  .createQuery(
                      """
                      select * from dead_letter
                      where subscription = :name and number > :after order by number limit :most
                      """)
                  .bind("name", subscription)
                  .bind("after", after)
                  .bind("most", most)
                  .map(
                      (row, _) ->
                          new Letter(
                              row.getLong("number"),
                              row.getTimestamp("since").toInstant(),
                              row.getInt("attempts"),
                              row.getString("failure")))
                  .list();
          Map<Long, Told> told =
              LedgerRows.of(handle, letters.stream().map(Letter::number).toList());
          List<DeadLetter> dead = new ArrayList<>();
          for (Letter one : letters) {
            Told entry = told.get(one.number());
            if (entry != null)
              dead.add(new DeadLetter(entry, one.since(), one.attempts(), one.why()));
          }
          return dead;
        });
  }

  @Override
  public int replay(String subscription, List<Long> numbers) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update dead_letter set replay = true where subscription = :name
                      and (:all or number = any(cast(:numbers as bigint[])))
                    """)
                .bind("name", subscription)
                .bind("all", numbers.isEmpty())
                .bind("numbers", numbers.toArray(new Long[0]))
                .execute());
  }
}
