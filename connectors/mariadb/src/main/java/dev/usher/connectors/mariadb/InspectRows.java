package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.RowFact.HandsOn;
import dev.usher.connectors.mariadb.RowFact.Line;
import dev.usher.connectors.mariadb.RowFact.Shape;
import dev.usher.connectors.mariadb.RowFact.View;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Views of some rows, what they look up, and what else reads with another's rights. */
final class InspectRows {
  private static final String MARKS =
      """
      SELECT environment, `system`, name, `table`, role, action, conditions, gate, shown, meant,
        found, state
      FROM usher.`view`
      """;

  private static final String VIEWS =
      """
      SELECT i.table_schema, i.table_name, i.definer, i.security_type, i.check_option, %s,
        i.view_definition
      FROM information_schema.views AS i WHERE i.table_schema IN (%s)
      """;

  private static final String ROUTINES =
      "SELECT db, name, type FROM (%s) AS routines WHERE db IN (%s) AND type IN"
          + " ('PROCEDURE', 'FUNCTION') AND security <> 'INVOKER'";

  /** A view as the server has it. */
  private record There(
      boolean isOurs, boolean asDefiner, String check, String found, String definition) {}

  /** By database and name. */
  private final Map<List<String>, There> there = new HashMap<>();

  private final Map<String, Target> targets;

  /** Usher's, by database and name. */
  final Map<List<String>, View> views = new LinkedHashMap<>();

  private InspectRows(Map<String, Target> targets) {
    this.targets = targets;
  }

  /** What usher's views are; nothing else of them is a thing of the database. */
  static InspectRows views(Connection connection, Map<String, Target> targets) throws SQLException {
    InspectRows rows = new InspectRows(targets);
    String databases = Sql.texts(targets.keySet());
    Rows.each(connection, VIEWS.formatted(ViewSql.FOUND, databases), rows::there);
    Rows.each(connection, MARKS, rows::mark);
    return rows;
  }

  private void there(ResultSet row) throws SQLException {
    there.put(
        List.of(Rows.text(row, 1), Rows.text(row, 2)),
        new There(
            Rows.text(row, 3).equals(ViewSql.definer(Rows.text(row, 1)).toString()),
            Rows.text(row, 4).equals("DEFINER"),
            Rows.text(row, 5),
            Rows.text(row, 6),
            Rows.text(row, 7)));
  }

  private void mark(ResultSet row) throws SQLException {
    Target target = new Target(Rows.text(row, 1), Rows.text(row, 2));
    String database = database(target);
    if (database == null) return;
    String name = Rows.text(row, 3);
    There is = there.get(List.of(database, name));
    // One that is only coming may be a stranger's, who was quicker.
    if (is != null && !Rows.text(row, 12).equals("made") && !is.isOurs()) return;
    views.put(
        List.of(database, name),
        new View(
            target,
            name,
            Rows.text(row, 4),
            Rows.text(row, 5),
            Rows.text(row, 6),
            is == null ? ViewBody.missing() : body(is, row)));
  }

  private static ViewBody body(There is, ResultSet row) throws SQLException {
    String check = Rows.text(row, 6).equals("select") ? "NONE" : "CASCADED";
    boolean intact =
        is.isOurs()
            && is.asDefiner()
            && is.check().equals(check)
            && Rows.text(row, 12).equals("made")
            && is.found().equals(Rows.text(row, 11));
    return intact
        ? ViewBody.found(
            Rows.text(row, 7), Rows.text(row, 8), Rows.text(row, 9), Rows.text(row, 10))
        : ViewBody.changed();
  }

  private @Nullable String database(Target target) {
    for (Map.Entry<String, Target> one : targets.entrySet()) {
      if (one.getValue().equals(target)) return one.getKey();
    }
    return null;
  }

  boolean isEmpty() {
    return views.isEmpty();
  }

  /** Those that there are a thing of no policy. */
  Set<List<String>> hidden() {
    Set<List<String>> hidden = new HashSet<>();
    views.forEach(
        (name, view) -> {
          if (view.body().isThere()) hidden.add(name);
        });
    return hidden;
  }

  Map<MariaDbFact, Origin> facts(Dialect dialect, Connection connection, InspectThings things)
      throws SQLException {
    Map<MariaDbFact, Origin> facts = new LinkedHashMap<>();
    views.values().forEach(view -> facts.put(view, Origin.OURS));
    for (Line line : Attributes.read(connection, Set.copyOf(targets.values()))) {
      facts.put(line, Origin.OURS);
    }
    for (Shape shape : things.shapes()) facts.put(shape, Origin.CONTEXT);
    there.forEach(
        (name, is) -> {
          Resource by = views.containsKey(name) ? null : things.table(name.get(0), name.get(1));
          if (by != null && is.asDefiner())
            facts.put(new HandsOn(by, is.definition()), Origin.CONTEXT);
        });
    Rows.each(
        connection,
        ROUTINES.formatted(dialect.routines(), Sql.texts(targets.keySet())),
        row -> {
          String kind = Rows.text(row, 3).toLowerCase(Locale.ROOT);
          Resource by = things.routine(Rows.text(row, 1), kind, Rows.text(row, 2));
          if (by != null) facts.put(new HandsOn(by, ""), Origin.CONTEXT);
        });
    return facts;
  }
}
