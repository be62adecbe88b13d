package dev.usher.store.event;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.engine.event.Subscription;
import dev.usher.engine.event.Subscriptions;
import dev.usher.engine.ports.Precondition;
import dev.usher.store.ledger.PostgresLedger;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/** Subscriptions as rows. They are made and removed, and never changed. */
public final class PostgresSubscriptions implements Subscriptions {
  private static final String STANDING =
      """
      select s.*, d.told, d.attempts, d.due, d.failure,
        (select count(*) from dead_letter l where l.subscription = s.name) dead
      from subscription s join delivery d on d.subscription = s.name
      """;

  private static final RowMapper<Standing> ROW =
      (row, _) ->
          new Standing(
              SubscriptionRow.read(row),
              row.getString("made_by"),
              row.getTimestamp("made_at").toInstant(),
              row.getLong("told"),
              row.getInt("attempts"),
              row.getTimestamp("due").toInstant(),
              Optional.ofNullable(row.getString("failure")),
              row.getInt("dead"));

  private final Jdbi jdbi;

  public PostgresSubscriptions(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public List<Standing> all() {
    return jdbi.withHandle(
        handle -> handle.createQuery(STANDING + " order by s.name").map(ROW).list());
  }

  @Override
  public Optional<Standing> find(String name) {
    return jdbi.withHandle(handle -> find(handle, name));
  }

  private static Optional<Standing> find(Handle handle, String name) {
    return handle
        .createQuery(STANDING + " where s.name = :name")
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  @Override
  public boolean add(Subscription subscription, Draft told) {
    return jdbi.inTransaction(
        handle -> {
          if (insert(handle, subscription, told) == 0) return false;
          // It begins behind the entry that tells of it; nobody appends until this is committed.
          Entry entry = PostgresLedger.append(handle, told, Head.NONE);
          begin(handle, subscription.name(), entry);
          return true;
        });
  }

  private static int insert(Handle handle, Subscription subscription, Draft told) {
    return SubscriptionRow.bind(
            handle.createUpdate(
                """
                insert into subscription values (:name, :environments, :systems, :teams, :kinds,
                  :channel, :address, :secret, :recipients, :by, :now)
                on conflict (name) do nothing
                """),
            subscription)
        .bind("by", told.by())
        .bind("now", Timestamp.from(told.at()))
        .execute();
  }

  private static void begin(Handle handle, String name, Entry entry) {
    handle
        .createUpdate("insert into delivery (subscription, told, due) values (:name, :told, :due)")
        .bind("name", name)
        .bind("told", entry.number())
        .bind("due", Timestamp.from(entry.at()))
        .execute();
  }

  @Override
  public boolean remove(String name, Draft told, Precondition<Standing> meant) {
    return jdbi.inTransaction(
        handle -> {
          waitForWhoTells(handle, name);
          meant.hold(find(handle, name));
          if (handle.execute("delete from subscription where name = ?", name) == 0) return false;
          PostgresLedger.append(handle, told, Head.NONE);
          return true;
        });
  }

  /** Its delivery first, as they do: so nobody waits for one who waits for them. */
  private static void waitForWhoTells(Handle handle, String name) {
    for (String of : List.of("delivery", "dead_letter"))
      handle
          .createQuery("select 1 from " + of + " where subscription = :name for update")
          .bind("name", name)
          .mapTo(Integer.class)
          .list();
  }
}
