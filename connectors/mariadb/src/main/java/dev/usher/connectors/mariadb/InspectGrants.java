package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Beyond;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who holds what, by the tables of the database mysql. */
final class InspectGrants {
  private record Place(Grantee by, Resource on) {}

  private final Dialect dialect;
  private final InspectThings things;
  private final InspectWho who;
  private final Map<String, Target> byPattern = new LinkedHashMap<>();
  private final Sayable sayable;
  private final Map<Place, Map<String, Set<String>>> held = new LinkedHashMap<>();
  private final Map<MariaDbFact, Origin> beyond = new LinkedHashMap<>();

  private InspectGrants(
      Dialect dialect,
      InspectThings things,
      InspectWho who,
      Map<String, Target> targets,
      DatabasePatterns patterns) {
    this.dialect = dialect;
    this.things = things;
    this.who = who;
    this.sayable = new Sayable(dialect.type(), targets, things.catalogues());
    targets.forEach((database, target) -> byPattern.put(patterns.of(database), target));
  }

  static Map<MariaDbFact, Origin> read(
      Dialect dialect,
      Connection connection,
      InspectThings things,
      InspectWho who,
      Map<String, Target> targets,
      DatabasePatterns patterns)
      throws SQLException {
    InspectGrants found = new InspectGrants(dialect, things, who, targets, patterns);
    Rows.each(connection, InspectSql.OF_DATABASES, found::ofDatabase);
    Rows.each(connection, InspectSql.OF_TABLES, found::ofTable);
    Rows.each(connection, InspectSql.OF_COLUMNS, found::ofColumn);
    Rows.each(connection, InspectSql.OF_ROUTINES, found::ofRoutine);
    Map<MariaDbFact, Origin> facts = new LinkedHashMap<>();
    found.held.forEach(
        (place, what) -> {
          Held held = Held.of(place.by(), place.on(), what);
          if (who.carries(place.by(), place.on().target())) {
            found.sayable.of(held).ifPresent(one -> facts.put(one, Origin.OURS));
            found.sayable.rest(held).ifPresent(one -> facts.put(one, Origin.FOREIGN));
          } else {
            facts.put(held, who.isMade(place.by()) ? Origin.OURS : Origin.FOREIGN);
          }
        });
    facts.putAll(found.beyond);
    return facts;
  }

  private void ofDatabase(ResultSet row) throws SQLException {
    Grantee by = dialect.grantee(Rows.text(row, 3), Rows.text(row, 1));
    if (who.isAdmin(by)) return;
    String pattern = Rows.text(row, 2);
    Target target = byPattern.get(pattern);
    Set<String> privileges = privileges(row);
    if (target == null) {
      beyond(by, String.join(", ", privileges), Sql.name(pattern) + ".*");
      return;
    }
    privileges.forEach(one -> hold(by, Resource.of(target), one, Held.WHOLE));
  }

  /** What a row of mysql.db gives. */
  static Set<String> privileges(ResultSet row) throws SQLException {
    Set<String> privileges = new LinkedHashSet<>();
    ResultSetMetaData columns = row.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnName(i);
      if (name.endsWith("_priv") && Rows.text(row, i).equals("Y")) {
        privileges.add(ofColumnName(name.substring(0, name.length() - "_priv".length())));
      }
    }
    return privileges;
  }

  private static String ofColumnName(String column) {
    return switch (column) {
      case "Grant" -> Held.OPTION;
      case "Create_tmp_table" -> "create temporary tables";
      default -> column.toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  private void ofTable(ResultSet row) throws SQLException {
    Grantee by = dialect.grantee(Rows.text(row, 1), Rows.text(row, 2));
    Resource on = things.table(Rows.text(row, 3), Rows.text(row, 4));
    add(by, on, Rows.text(row, 5), Held.WHOLE, name(row));
  }

  private void ofColumn(ResultSet row) throws SQLException {
    Grantee by = dialect.grantee(Rows.text(row, 1), Rows.text(row, 2));
    Resource on = things.table(Rows.text(row, 3), Rows.text(row, 4));
    add(by, on, Rows.text(row, 6), Rows.text(row, 5), name(row));
  }

  private void ofRoutine(ResultSet row) throws SQLException {
    Grantee by = dialect.grantee(Rows.text(row, 1), Rows.text(row, 2));
    Resource on = things.routine(Rows.text(row, 3), Rows.text(row, 5), Rows.text(row, 4));
    add(by, on, Rows.text(row, 6), Held.WHOLE, Rows.text(row, 5) + " " + name(row));
  }

  private static String name(ResultSet row) throws SQLException {
    return Sql.name(Rows.text(row, 3)) + "." + Sql.name(Rows.text(row, 4));
  }

  /**
   * @param set of privileges, as a column of type SET has them
   */
  private void add(Grantee by, @Nullable Resource on, String set, String column, String name) {
    if (who.isAdmin(by)) return;
    if (on == null) {
      beyond(by, set.toLowerCase(Locale.ROOT), name);
      return;
    }
    for (String word : set.split(",")) {
      String privilege =
          switch (word) {
            case "Grant" -> Held.OPTION;
            case "Delete versioning rows" -> "delete history";
            default -> word.toLowerCase(Locale.ROOT);
          };
      if (!privilege.isEmpty()) hold(by, on, privilege, column);
    }
  }

  private void hold(Grantee by, Resource on, String privilege, String column) {
    held.computeIfAbsent(new Place(by, on), _ -> new LinkedHashMap<>())
        .computeIfAbsent(privilege, _ -> new LinkedHashSet<>())
        .add(column);
  }

  private void beyond(Grantee by, String what, String where) {
    boolean looksUp = where.equals("`usher`.`attribute`") && what.equals("select");
    if (!who.isMade(by) || looksUp && ViewSql.isDefiner(by)) return;
    String take = "REVOKE ALL PRIVILEGES ON " + where + " FROM " + Sql.grantee(by);
    beyond.put(new Beyond(who.first(), by, what + " on " + where, take), Origin.FOREIGN);
  }
}
