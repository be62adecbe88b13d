package dev.usher.store.person;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.engine.office.Identities;
import dev.usher.engine.ports.Precondition;
import dev.usher.store.ledger.PostgresLedger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Identities as rows; what is bound and freed is told in the ledger by the same transaction. */
public final class PostgresIdentities implements Identities {
  private final Jdbi jdbi;

  public PostgresIdentities(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public Optional<String> subject(String issuer, String sub) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select subject from identity where issuer = :issuer and sub = :sub")
                .bind("issuer", issuer)
                .bind("sub", sub)
                .mapTo(String.class)
                .findOne());
  }

  @Override
  public boolean bind(Identity identity, Draft told) {
    return jdbi.inTransaction(
        handle -> {
          int bound =
              handle
                  .createUpdate(
                      """
                      insert into identity (issuer, sub, subject, bound)
                      values (:issuer, :sub, :subject, :bound)
                      on conflict do nothing
                      """)
                  .bind("issuer", identity.issuer())
                  .bind("sub", identity.sub())
                  .bind("subject", identity.subject())
                  .bind("bound", Timestamp.from(identity.bound()))
                  .execute();
          if (bound == 0) return false;
          PostgresLedger.append(handle, told, Head.NONE);
          return true;
        });
  }

  @Override
  public List<Identity> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from identity order by subject, issuer")
                .map(PostgresIdentities::identity)
                .list());
  }

  private static Identity identity(ResultSet row, StatementContext context) throws SQLException {
    return new Identity(
        row.getString("issuer"),
        row.getString("sub"),
        row.getString("subject"),
        row.getTimestamp("bound").toInstant());
  }

  @Override
  public boolean free(String subject, Draft told, Precondition<List<Identity>> meant) {
    return jdbi.inTransaction(
        handle -> {
          // What is gone is what is held against: nobody binds another in between.
          List<Identity> freed =
              handle
                  .createQuery(
                      "delete from identity where lower(subject) = lower(:subject) returning *")
                  .bind("subject", subject)
                  .map(PostgresIdentities::identity)
                  .list();
          meant.hold(Optional.of(freed).filter(some -> !some.isEmpty()));
          if (freed.isEmpty()) return false;
          PostgresLedger.append(handle, told, Head.NONE);
          return true;
        });
  }
}
