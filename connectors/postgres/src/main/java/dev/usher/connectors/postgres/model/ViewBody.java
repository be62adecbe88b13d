package dev.usher.connectors.postgres.model;

import dev.usher.core.ledger.Canonical;
import dev.usher.core.model.Target;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a view of usher's shows. As with {@link RuleBody} two are held against each other by the
 * digests of a sealed mark, the view's comment: what usher wrote, and what the server made of it.
 */
public final class ViewBody {
  private static final Pattern MARK =
      Pattern.compile(
          "(usher:\\{\"view\":\"[0-9a-f]{16}\",\"rows\":\"([^\"]*)\",\"meant\":\"([0-9a-f]{64})\","
              + "\"made\":\"([0-9a-f]{64})\"),\"seal\":\"([0-9a-f]{64})\"\\}");

  /**
   * What the server says of a view {@code c}, as one digest: what it shows and how it is read.
   *
   * <p>Under a search_path of pg_catalog alone, which all of usher's connections have.
   */
  public static final String MADE =
      "pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.pg_get_viewdef(c.oid) ||"
          + " E'\\n' || coalesce(c.reloptions::pg_catalog.text, '-'), 'UTF8')), 'hex')";

  /** For a view that somebody changed. */
  private static final String CHANGED = "changed";

  /** The query; empty for one that was found. */
  public final String query;

  /** What it is of, as people read it; empty for one that was found. */
  public final String of;

  /**
   * For each column, as a {@link #word}, and each condition by which it is read: both, with {@code
   * =} between.
   */
  public final SortedSet<String> rows;

  private final String digest;

  private ViewBody(String query, String of, Set<String> rows, String digest) {
    this.query = query;
    this.of = of;
    this.rows = new TreeSet<>(rows);
    this.digest = digest;
  }

  public static ViewBody of(String query, String of, Set<String> rows) {
    return new ViewBody(
        query, of, rows, Canonical.digest(List.of(query, List.copyOf(new TreeSet<>(rows)))));
  }

  /**
   * A view as it is found, by its mark.
   *
   * @param made what {@link #MADE} says of it
   */
  public static ViewBody found(
      String comment, @Nullable String made, Seal seal, String schema, String view) {
    Matcher mark = MARK.matcher(comment);
    if (!isSealed(comment, seal, schema, view) || !mark.matches() || !mark.group(4).equals(made)) {
      return new ViewBody("", "", Set.of(), CHANGED);
    }
    String rows = mark.group(2);
    return new ViewBody("", "", rows.isEmpty() ? Set.of() : Set.of(rows.split(",")), mark.group(3));
  }

  /** Whether usher wrote the mark, for this target and that view, whatever that is by now. */
  public static boolean isSealed(String comment, Seal seal, String schema, String view) {
    Matcher mark = MARK.matcher(comment);
    return mark.matches() && seal.is(mark.group(5), mark.group(1), schema, view);
  }

  /** Whether it is what usher once made. */
  public boolean isIntact() {
    return !digest.equals(CHANGED);
  }

  /** A column in {@link #rows}. */
  public static String word(String column) {
    return PostgresNames.sha256(column).substring(0, 16);
  }

  /** How the comment begins of every view that usher makes for that target. */
  public static String beginning(Target target) {
    return PostgresMark.PREFIX
        + "{\"view\":\""
        + PostgresNames.sha256(target.toString()).substring(0, 16)
        + "\"";
  }

  /** The mark but for its last parts, which are known when the view is there. */
  public String mark(Target target) {
    return beginning(target)
        + ",\"rows\":\""
        + String.join(",", rows)
        + "\",\"meant\":\""
        + digest
        + "\",\"made\":\"";
  }

  /** What a ledger says of it: the mark is in the statement that made it. */
  public String told() {
    return digest.equals(CHANGED) ? "changed by hand" : "marked " + digest.substring(0, 12);
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
