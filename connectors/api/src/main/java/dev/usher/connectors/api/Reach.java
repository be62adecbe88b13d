package dev.usher.connectors.api;

import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one account can do, as the system itself answers.
 *
 * @param exists whether there is such an account
 * @param ours whether its mark says that usher made or adopted it
 * @param opens whether it may log in
 * @param powers what no policy gives: superuser, createrole, bypassrls; of a role that usher made
 *     also what it holds outside the managed part; empty is how it should be
 * @param holds roles of usher's that it is in, can become, or can give to others
 * @param can thing, then action, then how much of it; what is not in it cannot be done
 * @param attributes by target: what the system takes for the account's attributes where it decides
 *     by them which rows it sees
 */
public record Reach(
    String account,
    boolean exists,
    boolean ours,
    boolean opens,
    Set<String> powers,
    Set<String> holds,
    Map<Resource, Map<String, Extent>> can,
    Map<Target, Map<String, Value>> attributes) {

  /** Where the system knows no attributes. */
  public Reach(
      String account,
      boolean exists,
      boolean ours,
      boolean opens,
      Set<String> powers,
      Set<String> holds,
      Map<Resource, Map<String, Extent>> can) {
    this(account, exists, ours, opens, powers, holds, can, Map.of());
  }

  /** The power of an account to which nothing is refused, whatever its system calls it. */
  public static final String SUPERUSER = "superuser";

  /** The power of an account that lets in whoever says its name. */
  public static final String NO_PASSWORD = "no password";

  /** How much of a thing. */
  public sealed interface Extent {
    record Whole() implements Extent {}

    /** Only these columns, never all. */
    record Columns(Set<String> names) implements Extent {}

    /**
     * Only some rows of it.
     *
     * @param of which columns, of every such row the same ones
     * @param rows the {@link dev.usher.core.condition.Digest} of each condition one of which a row
     *     has to meet, and a word for whatever else decides; none: no row at all
     */
    record Some(Extent of, Set<String> rows) implements Extent {}

    /**
     * Other rows of one column than of another.
     *
     * @param rows by column, as in {@link Some}; every row is {@link
     *     dev.usher.core.condition.Digest#EVERY}
     */
    record Uneven(Map<String, Set<String>> rows) implements Extent {}

    /**
     * What somebody can who can the one or the other, one at a time.
     *
     * @param all columns of the thing; may be empty where neither is of single columns
     */
    static Extent either(Extent one, Extent other, Collection<String> all) {
      Map<String, Set<String>> rows = new TreeMap<>();
      for (Extent each : List.of(one, other)) {
        byColumn(each, all.isEmpty() ? Set.of("") : all)
            .forEach(
                (column, some) -> rows.computeIfAbsent(column, _ -> new TreeSet<>()).addAll(some));
      }
      return of(rows, all);
    }

    private static Map<String, Set<String>> byColumn(Extent extent, Collection<String> all) {
      return switch (extent) {
        case Whole _ -> byColumn(all, Set.of(Digest.EVERY));
        case Columns(Set<String> names) -> byColumn(names, Set.of(Digest.EVERY));
        case Some(Whole _, Set<String> rows) -> byColumn(all, rows);
        case Some(Extent of, Set<String> rows) -> byColumn(byColumn(of, all).keySet(), rows);
        case Uneven(Map<String, Set<String>> rows) -> rows;
      };
    }

    private static Map<String, Set<String>> byColumn(Collection<String> names, Set<String> rows) {
      Map<String, Set<String>> by = new TreeMap<>();
      names.forEach(name -> by.put(name, rows));
      return by;
    }

    /**
     * The one form of what is held.
     *
     * @param rows by column, as in {@link Uneven}; under "" what is not held by column. Not empty
     * @param all columns of the thing
     */
    static Extent of(Map<String, Set<String>> rows, Collection<String> all) {
      Map<String, Set<String>> held = new TreeMap<>();
      rows.forEach(
          (column, some) ->
              held.put(
                  column, some.contains(Digest.EVERY) ? Set.of(Digest.EVERY) : Set.copyOf(some)));
      if (Set.copyOf(held.values()).size() > 1) return new Uneven(Map.copyOf(held));
      boolean whole = held.containsKey("") || held.keySet().containsAll(all);
      Extent columns = whole ? new Whole() : new Columns(Set.copyOf(held.keySet()));
      Set<String> some = held.values().iterator().next();
      return some.contains(Digest.EVERY) ? columns : new Some(columns, some);
    }
  }
}
