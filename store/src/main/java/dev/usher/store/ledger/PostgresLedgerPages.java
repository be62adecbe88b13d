package dev.usher.store.ledger;

import dev.usher.core.ledger.Canonical;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Head;
import dev.usher.engine.json.EntryJson;
import dev.usher.engine.ports.LedgerPages;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Pages of the ledger in PostgreSQL, found by number, which is the key. */
public final class PostgresLedgerPages implements LedgerPages {
  private final Jdbi jdbi;

  /**
   * @param jdbi as a role that may select
   */
  public PostgresLedgerPages(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public List<Entry> page(Asked asked) {
    try {
      return jdbi.withHandle(
          handle ->
              handle
                  .createQuery(
                      """
                      select line from ledger
                      where number > :after
                        and at >= coalesce(cast(:from as timestamptz), '-infinity')
                        and at < coalesce(cast(:until as timestamptz), 'infinity')
                        and strpos(line, :about) > 0
                      order by number limit :most
                      """)
                  .bind("after", asked.after())
                  .bind("from", time(asked.from()))
                  .bind("until", time(asked.until()))
                  .bind("about", asked.about().map(PostgresLedgerPages::asInALine).orElse(""))
                  .bind("most", asked.most())
                  .map((row, _) -> entry(row.getString("line")))
                  .list());
    } catch (JdbiException failure) {
      throw unread(failure);
    }
  }

  @Override
  public Head head() {
    try {
      return jdbi.withHandle(PostgresLedger::head);
    } catch (JdbiException failure) {
      throw unread(failure);
    }
  }

  private static @Nullable OffsetDateTime time(Optional<Instant> at) {
    return at.map(one -> one.atOffset(ZoneOffset.UTC)).orElse(null);
  }

  /** As a text stands within the quotes of JSON. */
  private static String asInALine(String text) {
    String quoted = Canonical.json(text);
    return quoted.substring(1, quoted.length() - 1);
  }

  private static Entry entry(String line) {
    return EntryJson.parse(line)
        .orElseThrow(
            () ->
                new LedgerFailure(
                    "a row of the ledger is no entry as usher writes them; usher ledger verify"
                        + " says which"));
  }

  private static LedgerFailure unread(JdbiException failure) {
    return new LedgerFailure(
        "the ledger in the store cannot be read; see that the store's PostgreSQL runs, and try"
            + " again",
        failure);
  }
}
