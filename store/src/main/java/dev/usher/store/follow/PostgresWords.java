package dev.usher.store.follow;

import dev.usher.engine.follow.Said;
import dev.usher.engine.follow.Words;
import dev.usher.store.check.PostgresChanges;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/** The queue as rows; two servers that take words at once take different ones. */
public final class PostgresWords implements Words {
  private final Jdbi jdbi;

  public PostgresWords(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public int open(Set<String> realms, int most, Instant now) {
    return jdbi.inTransaction(
        handle -> {
          // Whoever was spoken of twice is followed on the last word.
          Map<String, Said> said = new TreeMap<>();
          List<Word> words =
              handle
                  .createQuery(
                      """
                          delete from directory_word where number in (
                            select number from directory_word order by number
                            limit :most for update skip locked)
                          returning number, subject, said, at
                          """)
                  .bind("most", most)
                  .map(
                      (row, _) ->
                          new Word(
                              row.getLong("number"),
                              row.getString("subject"),
                              new Said(row.getString("said"), heard(row, now))))
                  .list();
          words.stream()
              .sorted(Comparator.comparingLong(Word::number))
              .forEach(word -> said.put(word.subject(), word.said()));
          PostgresOpenWork.open(handle, realms, said);
          PostgresChanges.of(handle, said.keySet());
          return words.size();
        });
  }

  private record Word(long number, String subject, Said said) {}

  /** Not after now, whatever another server's clock shows: it is due at once. */
  private static Instant heard(ResultSet row, Instant now) throws SQLException {
    Instant at = row.getTimestamp("at").toInstant();
    return at.isAfter(now) ? now : at;
  }
}
