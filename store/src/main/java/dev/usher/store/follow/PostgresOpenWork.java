package dev.usher.store.follow;

import dev.usher.engine.follow.OpenWork;
import dev.usher.engine.follow.Said;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/** Open work as rows: one for each realm and subject. */
public final class PostgresOpenWork implements OpenWork {
  private static final RowMapper<Open> ROW =
      (row, _) ->
          new Open(
              row.getString("realm"),
              row.getString("subject"),
              row.getLong("word"),
              row.getTimestamp("since").toInstant(),
              new Said(row.getString("said"), row.getTimestamp("said_at").toInstant()),
              row.getInt("attempts"),
              row.getTimestamp("due").toInstant(),
              Optional.ofNullable(row.getString("failure")));

  private final Jdbi jdbi;

  public PostgresOpenWork(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public void open(Set<String> realms, Collection<String> subjects, Said said) {
    Map<String, Said> words = new TreeMap<>();
    subjects.forEach(subject -> words.put(subject, said));
    jdbi.useHandle(handle -> open(handle, realms, words));
  }

  /** In a transaction of the caller's. */
  static void open(Handle handle, Set<String> realms, Map<String, Said> said) {
    if (realms.isEmpty() || said.isEmpty()) return;
    // In one order, so that two servers that hear of many people do not wait for each other.
    handle
        .createUpdate(
            """
            insert into follow_open (realm, subject, word, since, due, said, said_at)
            select realm, subject, nextval('follow_word'), at, at, said, at
            from unnest(cast(:realms as text[])) realm,
                 unnest(cast(:subjects as text[]), cast(:times as timestamptz[]),
                   cast(:words as text[])) w(subject, at, said)
            order by realm, subject
            on conflict (realm, subject) do update
            set word = excluded.word, said = excluded.said, said_at = excluded.said_at,
                since = least(follow_open.since, excluded.since),
                due = least(follow_open.due, excluded.due)
            """)
        .bind("realms", realms.toArray(new String[0]))
        .bind("subjects", said.keySet().toArray(new String[0]))
        .bind("times", texts(said, word -> word.at().toString()))
        .bind("words", texts(said, Said::by))
        .execute();
  }

  private static String[] texts(Map<String, Said> said, Function<Said, String> text) {
    return said.values().stream().map(text).toArray(String[]::new);
  }

  @Override
  public List<Open> due(String realm, Instant now, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select * from follow_open where realm = :realm and due <= :now
                    order by since, subject limit :most
                    """)
                .bind("realm", realm)
                .bind("now", Timestamp.from(now))
                .bind("most", most)
                .map(ROW)
                .list());
  }

  @Override
  public Optional<Instant> next(String realm) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select min(due) from follow_open where realm = :realm")
                .bind("realm", realm)
                .mapTo(Timestamp.class)
                .findOne()
                .map(Timestamp::toInstant));
  }

  @Override
  public Set<String> late(Instant since) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select realm from follow_realm r where exists (
                      select from follow_open o where o.realm = r.realm and o.due <= :since)
                    """)
                .bind("since", Timestamp.from(since))
                .mapTo(String.class)
                .set());
  }

  @Override
  public void settle(Collection<Open> done) {
    jdbi.useHandle(
        handle -> {
          var batch =
              handle.prepareBatch(
                  """
                  delete from follow_open
                  where realm = :realm and subject = :subject and word = :word
                  """);
          for (Open one : done)
            batch
                .bind("realm", one.realm())
                .bind("subject", one.subject())
                .bind("word", one.word())
                .add();
          batch.execute();
        });
  }

  @Override
  public void failed(Collection<Open> tried, Instant due, String why) {
    jdbi.useHandle(
        handle -> {
          // A later word is tried at once, as it came.
          var batch =
              handle.prepareBatch(
                  """
                  update follow_open
                  set attempts = attempts + 1, failure = :why,
                      due = case when word = :word then :due else due end
                  where realm = :realm and subject = :subject
                  """);
          for (Open one : tried)
            batch
                .bind("realm", one.realm())
                .bind("subject", one.subject())
                .bind("word", one.word())
                .bind("due", Timestamp.from(due))
                .bind("why", why)
                .add();
          batch.execute();
        });
  }

  @Override
  public void hasten(String realm, Instant due) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("update follow_open set due = least(due, :due) where realm = :realm")
                .bind("realm", realm)
                .bind("due", Timestamp.from(due))
                .execute());
  }

  @Override
  public void forget(Set<String> keptRealms) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "delete from follow_open where not realm = any(cast(:kept as text[]))")
                .bind("kept", keptRealms.toArray(new String[0]))
                .execute());
  }

  @Override
  public List<Open> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from follow_open order by since, realm, subject")
                .map(ROW)
                .list());
  }
}
