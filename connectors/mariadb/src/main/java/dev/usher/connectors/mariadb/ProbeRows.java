package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.mariadb.RowFact.View;
import dev.usher.connectors.mariadb.ShownGrant.May;
import dev.usher.core.condition.Digest;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Of which rows somebody can do what they can by views of usher's: the conditions that these were
 * made of, while the server words them as it did then; of all else a word that is no condition's.
 */
final class ProbeRows {
  private static final String WHOLE = MariaDbFact.Held.WHOLE;

  /** Before the condition by which somebody reads what they write. */
  private static final String READ = "read ";

  /** Every row that is read. */
  private static final String ALL_READ = READ + Digest.EVERY;

  /** A {@link Digest}, which a word never is. */
  private static final Pattern CONDITION = Pattern.compile("[0-9a-f]{16}");

  private static final Set<String> READ_FIRST = Set.of("update", "delete");

  private final InspectThings things;
  private final Map<List<String>, View> views;

  /** What one may by one view. */
  private record By(View view, Map<String, Set<String>> what) {}

  ProbeRows(InspectThings things, InspectRows rows) {
    this.things = things;
    this.views = rows.views;
  }

  /** Names of the views by which the action is had. */
  Set<String> names(List<May> all, String action, Resource on) {
    Set<String> names = new TreeSet<>();
    for (By by : by(all).getOrDefault(on.whole(), List.of())) {
      boolean has = by.view().action().equals(action) && may(by, action);
      if (has) names.add(by.view().name());
    }
    return names;
  }

  private Map<Resource, List<By>> by(List<May> all) {
    Map<Resource, List<By>> found = new HashMap<>();
    for (May may : all) {
      View view = views.get(List.of(may.database(), may.name()));
      if (view == null || !may.kind().isEmpty() || !view.body().isThere()) continue;
      Resource table = Resource.of(view.target(), Segment.plain(view.table()));
      found.computeIfAbsent(table, _ -> new ArrayList<>()).add(new By(view, may.what()));
    }
    return found;
  }

  private static boolean may(By by, String action) {
    return by.what().containsKey(action) || by.what().containsKey("all privileges");
  }

  /**
   * Adds what views give to what the tables do.
   *
   * @param can by thing and action
   * @param columns of a table; none of one that nobody asks for
   */
  void add(
      List<May> all,
      Map<Resource, Map<String, Extent>> can,
      Function<Resource, List<String>> columns) {
    by(all)
        .forEach(
            (table, some) -> {
              List<String> its = columns.apply(table);
              if (its.isEmpty()) return;
              Map<String, Extent> here = can.computeIfAbsent(table, _ -> new HashMap<>());
              Map<String, Map<String, Set<String>>> rows = new TreeMap<>();
              here.forEach((action, extent) -> rows.put(action, rows(extent, its)));
              for (By by : some) if (isRead(by)) reading(by, its, rows);
              Set<String> read = new TreeSet<>();
              rows.getOrDefault("select", Map.of()).values().forEach(read::addAll);
              for (By by : some) if (!isRead(by)) writing(by, its, read, rows);
              rows.values().forEach(held -> held.values().forEach(ProbeRows::brief));
              rows.forEach((action, held) -> here.put(action, Extent.of(held, its)));
            });
  }

  private static boolean isRead(By by) {
    return ViewSql.isToRead(by.view());
  }

  private static Map<String, Set<String>> rows(Extent extent, List<String> columns) {
    Map<String, Set<String>> rows = new TreeMap<>();
    if (extent instanceof Extent.Columns(Set<String> names)) {
      names.forEach(column -> add(rows, column, Set.of(Digest.EVERY)));
    } else {
      add(rows, WHOLE, Set.of(Digest.EVERY));
      columns.forEach(column -> add(rows, column, Set.of(Digest.EVERY)));
    }
    return rows;
  }

  private static void add(Map<String, Set<String>> rows, String column, Collection<String> some) {
    rows.computeIfAbsent(column, _ -> new TreeSet<>()).addAll(some);
  }

  private void reading(By by, List<String> columns, Map<String, Map<String, Set<String>>> rows) {
    if (!may(by, "select")) return;
    Map<String, Set<String>> held = rows.computeIfAbsent("select", _ -> new TreeMap<>());
    Set<String> some = by.view().body().isIntact() ? by.view().body().rows : strange(by);
    columns(by, "select", columns).forEach(column -> add(held, column, some));
  }

  private void writing(
      By by, List<String> columns, Set<String> read, Map<String, Map<String, Set<String>>> rows) {
    ViewBody body = by.view().body();
    for (String action : CompileRows.ACTIONS) {
      if (!may(by, action)) continue;
      Map<String, Set<String>> held = rows.computeIfAbsent(action, _ -> new TreeMap<>());
      if (!body.isIntact()) {
        cells(by, action, columns).forEach(cell -> add(held, cell, strange(by)));
      } else if (action.equals("select")) {
        // By these rows are chosen, and they are read in any case.
        for (String column : columns(by, action, columns))
          if (!body.shown.contains(ViewBody.word(column))) add(held, column, strange(by));
        if (held.isEmpty()) rows.remove(action);
      } else {
        Set<String> some =
            by.view().action().equals(action) ? written(body, action, read) : strange(by);
        cells(by, action, columns).forEach(cell -> add(held, cell, some));
      }
    }
  }

  /** Of which rows, as it is meant of somebody who reads these. */
  private static Set<String> written(ViewBody body, String action, Set<String> read) {
    Set<String> rows = new TreeSet<>(body.rows);
    if (!READ_FIRST.contains(action)) return rows;
    boolean every = read.isEmpty() || read.contains(Digest.EVERY);
    boolean good = body.gate.isEmpty() ? every || read.containsAll(rows) : body.gate.equals(read);
    if (every && good) return rows;
    Set<String> of = good ? read : body.gate;
    if (!of.isEmpty() && rows.remove(Digest.EVERY)) rows.add(ALL_READ);
    for (String one : of) rows.add(READ + one);
    return rows;
  }

  /** Who writes every row that is read needs no condition beside that. */
  private static void brief(Set<String> rows) {
    if (rows.remove(ALL_READ)) rows.removeIf(CONDITION.asMatchPredicate());
  }

  private static Set<String> strange(By by) {
    return Set.of("view " + by.view().name());
  }

  /** What is held by column, or the whole. */
  private Set<String> cells(By by, String action, List<String> columns) {
    return action.equals("delete") ? Set.of(WHOLE) : columns(by, action, columns);
  }

  private Set<String> columns(By by, String action, List<String> columns) {
    Set<String> some = by.what().getOrDefault(action, Set.of());
    Set<String> held = new TreeSet<>(some.isEmpty() ? things.columnsOfView(by.view()) : some);

    held.retainAll(columns);
    return held;
  }
}
