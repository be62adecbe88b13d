package dev.usher.store.follow;

import dev.usher.engine.follow.Realms;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** How far each realm is, as rows. */
public final class PostgresRealms implements Realms {
  private final Jdbi jdbi;

  public PostgresRealms(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public State of(String realm) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from follow_realm where realm = :realm")
                .bind("realm", realm)
                .map((row, _) -> state(row))
                .findOne()
                .orElseGet(() -> State.unknown(realm)));
  }

  @Override
  public void put(State was, State state) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into follow_realm
                      (realm, revision, tried, swept, due, attempts, failure, strays)
                    values (:realm, :revision, :tried, :swept, :due, :attempts, :failure, :strays)
                    on conflict (realm) do update
                    set (revision, tried, swept, due, attempts, failure, strays) =
                        (excluded.revision, excluded.tried, excluded.swept,
                         case when follow_realm.due = :was then excluded.due
                              else least(excluded.due, follow_realm.due) end,
                         excluded.attempts, excluded.failure, excluded.strays)
                    """)
                .bind("realm", state.realm())
                .bind("revision", state.revision().orElse(null))
                .bind("tried", state.tried().orElse(null))
                .bind("swept", Timestamp.from(state.swept()))
                .bind("due", Timestamp.from(state.due()))
                .bind("was", Timestamp.from(was.due()))
                .bind("attempts", state.attempts())
                .bind("failure", state.failure().orElse(null))
                .bind("strays", state.strays().toArray(new String[0]))
                .execute());
  }

  @Override
  public List<State> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from follow_realm order by realm")
                .map((row, _) -> state(row))
                .list());
  }

  @Override
  public void hasten(String realm, Instant due) {
    jdbi.useHandle(
        handle ->
            handle
                // Also where it is due already: a turn that goes on is to see it.
                .createUpdate("update follow_realm set due = :due where realm = :realm")
                .bind("realm", realm)
                .bind("due", Timestamp.from(due))
                .execute());
  }

  @Override
  public boolean isFirstToSay(String revision) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        """
                        insert into follow_everywhere (revision) values (:revision)
                        on conflict do nothing
                        """)
                    .bind("revision", revision)
                    .execute()
                == 1);
  }

  private static State state(ResultSet row) throws SQLException {
    return new State(
        row.getString("realm"),
        Optional.ofNullable(row.getString("revision")),
        Optional.ofNullable(row.getString("tried")),
        row.getTimestamp("swept").toInstant(),
        row.getTimestamp("due").toInstant(),
        row.getInt("attempts"),
        Optional.ofNullable(row.getString("failure")),
        List.of((String[]) row.getArray("strays").getArray()));
  }
}
