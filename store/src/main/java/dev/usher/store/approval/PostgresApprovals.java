package dev.usher.store.approval;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.engine.approval.Approvals;
import dev.usher.store.ledger.PostgresLedger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Each request once, by its fingerprint; a verdict is written once, and stays until it is used up.
 */
public final class PostgresApprovals implements Approvals {
  private final Jdbi jdbi;

  public PostgresApprovals(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public boolean ask(Request request, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    insert into approval (id, realm, environment, statements, asked)
                    values (:id, :realm, :environment, :statements, :now)
                    on conflict (id) do update set
                      asked = excluded.asked,
                      yes = case when approval.asked >= :fresh then approval.yes end,
                      by_whom = case when approval.asked >= :fresh then approval.by_whom end,
                      decided = case when approval.asked >= :fresh then approval.decided end
                    returning coalesce(yes, false)
                    """)
                .bind("id", request.id())
                .bind("realm", request.realm())
                .bind("environment", request.environment())
                .bind("statements", request.statements().toArray(new String[0]))
                .bind("now", Timestamp.from(now))
                .bind("fresh", Timestamp.from(now.minus(FRESH)))
                .mapTo(Boolean.class)
                .one());
  }

  @Override
  public List<Approval> since(Instant from) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from approval where asked >= :from order by asked desc, id")
                .bind("from", Timestamp.from(from))
                .map((row, _) -> approval(row))
                .list());
  }

  @Override
  public Optional<Approval> of(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from approval where id = :id")
                .bind("id", id)
                .map((row, _) -> approval(row))
                .findOne());
  }

  @Override
  public boolean decide(String id, Verdict verdict, Draft told) {
    return jdbi.inTransaction(
        handle -> {
          int decided =
              handle
                  .createUpdate(
                      """
                      update approval set yes = :yes, by_whom = :by, decided = :at
                      where id = :id and decided is null and asked >= :fresh
                      """)
                  .bind("fresh", Timestamp.from(verdict.at().minus(FRESH)))
                  .bind("id", id)
                  .bind("yes", verdict.yes())
                  .bind("by", verdict.byWhom())
                  .bind("at", Timestamp.from(verdict.at()))
                  .execute();
          if (decided == 0) return false;
          PostgresLedger.append(handle, told, Head.NONE);
          return true;
        });
  }

  /** As one that nobody asks for any more. */
  @Override
  public void use(String id) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update approval set yes = null, by_whom = null, decided = null, asked = 'epoch'
                    where id = :id
                    """)
                .bind("id", id)
                .execute());
  }

  private static Approval approval(ResultSet row) throws SQLException {
    Request request =
        new Request(
            row.getString("id"),
            row.getString("realm"),
            row.getString("environment"),
            List.of((String[]) row.getArray("statements").getArray()));
    @Nullable Timestamp decided = row.getTimestamp("decided");
    Optional<Verdict> verdict =
        decided == null
            ? Optional.empty()
            : Optional.of(
                new Verdict(row.getBoolean("yes"), row.getString("by_whom"), decided.toInstant()));
    return new Approval(request, row.getTimestamp("asked").toInstant(), verdict);
  }
}
