package dev.usher.connectors.postgres.model;

import dev.usher.core.ledger.Canonical;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a policy lets through. A server gives an expression back in words of its own, so two bodies
 * are held against each other by digests: the policy's comment has the one of what usher wrote, and
 * the one of what the server made of it then. While the server still says the same, and the mark
 * has usher's {@link Seal}, it is what usher wrote.
 */
public final class RuleBody {
  private static final Pattern MARK =
      Pattern.compile(
          "(usher:\\{\"rows\":\"([^\"]*)\",\"meant\":\"([0-9a-f]{64})\",\"made\":\"([0-9a-f]{64})\")"
              + ",\"seal\":\"([0-9a-f]{64})\"\\}");

  /**
   * What the server says of a policy {@code p}, as one digest.
   *
   * <p>Under a search_path of pg_catalog alone, which all of usher's connections have.
   */
  public static final String MADE =
      "pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to("
          + "coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '-') || E'\\n' || "
          + "coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '-'), 'UTF8')), 'hex')";

  /** For a policy that somebody changed. */
  private static final String CHANGED = "changed";

  public final String using;
  public final String check;

  /** Digests of the conditions, for those who ask which rows are meant. */
  public final SortedSet<String> rows;

  private final String digest;

  private RuleBody(String using, String check, Set<String> rows, String digest) {
    this.using = using;
    this.check = check;
    this.rows = new TreeSet<>(rows);
    this.digest = digest;
  }

  /**
   * @param using empty where there is none
   * @param check likewise
   */
  public static RuleBody of(String using, String check, Set<String> rows) {
    return new RuleBody(
        using,
        check,
        rows,
        Canonical.digest(List.of(using, check, List.copyOf(new TreeSet<>(rows)))));
  }

  /**
   * A policy as it is found; null when it is not usher's.
   *
   * @param made what {@link #MADE} says of it
   */
  public static @Nullable RuleBody found(
      @Nullable String comment, String made, Seal seal, String schema, String table) {
    if (comment == null || !comment.startsWith(PostgresMark.PREFIX)) return null;
    Matcher mark = MARK.matcher(comment);
    if (!isSealed(comment, seal, schema, table) || !mark.matches() || !mark.group(4).equals(made)) {
      return new RuleBody("", "", Set.of("changed by hand"), CHANGED);
    }
    String rows = mark.group(2);
    return new RuleBody("", "", rows.isEmpty() ? Set.of() : Set.of(rows.split(",")), mark.group(3));
  }

  /**
   * Whether usher wrote the mark, for this target and that table, whatever the policy is by now.
   */
  public static boolean isSealed(@Nullable String comment, Seal seal, String schema, String table) {
    if (comment == null) return false;
    Matcher mark = MARK.matcher(comment);
    return mark.matches() && seal.is(mark.group(5), mark.group(1), schema, table);
  }

  /** A group role by a word of a mark: who reads by it reads what stands behind the word. */
  public static String reader(String group) {
    return PostgresNames.sha256(group).substring(0, 16);
  }

  /** The mark but for its last parts, which are known when the policy is there. */
  public String mark() {
    return PostgresMark.PREFIX
        + "{\"rows\":\""
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
    return other instanceof RuleBody one && digest.equals(one.digest);
  }

  @Override
  public String toString() {
    return digest;
  }
}
