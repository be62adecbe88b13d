package dev.usher.connectors.mariadb;

import dev.usher.core.ledger.Canonical;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a view of usher's is made of. A server words a view in its own way, so that its text cannot
 * be held against usher's: the mark has a digest of what usher wrote and one of what the server
 * made of it. While the server still says the same, the view is as written.
 */
final class ViewBody {
  private static final String MISSING = "missing";
  private static final String CHANGED = "changed";

  /** The statement that makes it, but for its beginning; empty for one that was found. */
  final String sql;

  /** Digests of the conditions one of which a row has to meet. */
  final SortedSet<String> rows;

  /** Of those, one of which it has to meet beside, to be read at all; none where that is all. */
  final SortedSet<String> gate;

  /** Columns by which rows that are written can be chosen, each as a {@link #word}. */
  final SortedSet<String> shown;

  final String digest;

  private ViewBody(
      String sql, Set<String> rows, Set<String> gate, Set<String> shown, String digest) {
    this.sql = sql;
    this.rows = new TreeSet<>(rows);
    this.gate = new TreeSet<>(gate);
    this.shown = new TreeSet<>(shown);
    this.digest = digest;
  }

  /**
   * @param shown names of columns
   */
  static ViewBody of(String sql, Set<String> rows, Set<String> gate, Set<String> shown) {
    TreeSet<String> words = new TreeSet<>();
    shown.forEach(column -> words.add(word(column)));
    List<Object> all =
        List.of(
            sql,
            List.copyOf(new TreeSet<>(rows)),
            List.copyOf(new TreeSet<>(gate)),
            List.copyOf(words));
    return new ViewBody(sql, rows, gate, words, Canonical.digest(all));
  }

  /** As its mark says, and so it is. */
  static ViewBody found(String rows, String gate, String shown, String digest) {
    return new ViewBody("", words(rows), words(gate), words(shown), digest);
  }

  /** There, and somebody changed it, or it was not made to its end. */
  static ViewBody changed() {
    return new ViewBody("", Set.of(), Set.of(), Set.of(), CHANGED);
  }

  static ViewBody missing() {
    return new ViewBody("", Set.of(), Set.of(), Set.of(), MISSING);
  }

  private static Set<String> words(String list) {
    return list.isEmpty() ? Set.of() : Set.of(list.split(","));
  }

  /** A column in a list of words. */
  static String word(String column) {
    return MariaDbNames.sha256(column).substring(0, 16);
  }

  boolean isThere() {
    return !digest.equals(MISSING);
  }

  boolean isIntact() {
    return isThere() && !digest.equals(CHANGED);
  }

  String prose() {
    return isIntact() ? "" : isThere() ? ", changed" : ", not there";
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ViewBody one && digest.equals(one.digest);
  }

  @Override
  public String toString() {
    return digest;
  }
}
