package dev.usher.store.follow;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.follow.Successor;
import dev.usher.engine.follow.Successor.Account;
import dev.usher.engine.follow.Successor.Person;
import dev.usher.store.check.PostgresChanges;
import dev.usher.store.ledger.PostgresLedger;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The last word about each subject, as rows. */
public final class PostgresHoldBook implements HoldBook {
  private final Jdbi jdbi;

  public PostgresHoldBook(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public Map<String, Optional<Kind>> said() {
    Map<String, Optional<Kind>> said = new TreeMap<>();
    words().forEach(word -> said.put(word.subject(), word.kind()));
    return said;
  }

  @Override
  public Map<String, Optional<Kind>> said(Set<String> subjects) {
    Map<String, Optional<Kind>> said = new TreeMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "select subject, kind from hold where subject = any(cast(:subjects as text[]))")
                .bind("subjects", subjects.toArray(new String[0]))
                .map((row, _) -> said.put(row.getString("subject"), kind(row.getString("kind"))))
                .list());
    return said;
  }

  @Override
  public Optional<Kind> of(String subject) {
    return jdbi.withHandle(handle -> of(handle, subject));
  }

  /** In a transaction of the caller's. */
  static Optional<Kind> of(Handle handle, String subject) {
    return handle
        .createQuery("select kind from hold where subject = :subject")
        .bind("subject", subject)
        .mapTo(String.class)
        .findOne()
        .flatMap(PostgresHoldBook::kind);
  }

  @Override
  public List<Word> words() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from hold order by subject")
                .map(
                    (row, _) ->
                        new Word(
                            row.getString("subject"),
                            kind(row.getString("kind")),
                            row.getString("by_whom"),
                            row.getTimestamp("at").toInstant(),
                            successor(
                                row.getString("successor"), row.getString("successor_account"))))
                .list());
  }

  private static Optional<Successor> successor(@Nullable String person, @Nullable String account) {
    if (person != null) return Optional.of(new Successor.Person(person));
    return Optional.ofNullable(account).map(Successor.Account::new);
  }

  static Optional<Kind> kind(String word) {
    return word.equals("none")
        ? Optional.empty()
        : Optional.of(Kind.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  static String word(Optional<Kind> kind) {
    return kind.map(Kind::word).orElse("none");
  }

  @Override
  public void say(Word word, Draft told) {
    jdbi.useTransaction(
        handle -> {
          // As Schedule.Line#fallsBy has it.
          handle
              .createUpdate(
                  """
                  delete from hold_scheduled
                  where subject = :subject and (kind = 'none' or :kind = 'offboarded')
                  """)
              .bind("subject", word.subject())
              .bind("kind", word(word.kind()))
              .execute();
          put(handle, word);
          PostgresLedger.append(handle, told, Head.NONE);
          PostgresChanges.of(handle, List.of(word.subject()));
        });
  }

  /** In a transaction of the caller's. Who leaves once more keeps the successor that was named. */
  static void put(Handle handle, Word word) {
    handle
        .createUpdate(
            """
            insert into hold (subject, kind, by_whom, at, successor, successor_account)
            values (:subject, :kind, :by, :at, :successor, :account)
            on conflict (subject) do update
            set (kind, by_whom, at) = (excluded.kind, excluded.by_whom, excluded.at),
              (successor, successor_account) = (
                select case when keeps then hold.successor else excluded.successor end,
                  case when keeps then hold.successor_account else excluded.successor_account end
                from (values (hold.kind = 'offboarded' and excluded.kind = 'offboarded'
                  and coalesce(excluded.successor, excluded.successor_account) is null))
                  last (keeps))
            """)
        .bind("subject", word.subject())
        .bind("kind", word(word.kind()))
        .bind("by", word.byWhom())
        .bind("at", Timestamp.from(word.at()))
        .bind("successor", word.successor().filter(Person.class::isInstance).map(Successor::name))
        .bind("account", word.successor().filter(Account.class::isInstance).map(Successor::name))
        .execute();
  }
}
