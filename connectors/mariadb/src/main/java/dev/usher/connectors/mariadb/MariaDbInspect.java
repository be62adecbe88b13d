package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.mariadb.MariaDbFact.Barred;
import dev.usher.connectors.mariadb.MariaDbFact.Definer;
import dev.usher.connectors.mariadb.MariaDbFact.Server;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All that is, in a fixed number of questions for the whole server. */
final class MariaDbInspect {
  private MariaDbInspect() {}

  /** The databases, each with its target. */
  static Map<String, Target> databases(Dialect dialect, Realm realm) {
    Map<String, Target> found = new LinkedHashMap<>();
    for (Place place : realm.places()) {
      found.put(
          MariaDbUrl.parse(dialect.type(), place.connection().url()).database(), place.target());
    }
    return found;
  }

  static ObservedState<MariaDbFact> inspect(Dialect dialect, Realm realm, Connection connection)
      throws SQLException {
    Map<String, Target> databases = databases(dialect, realm);
    Target first = realm.places().getFirst().target();
    Map<MariaDbFact, Origin> facts = new LinkedHashMap<>();
    InspectRows rows = InspectRows.views(connection, databases);
    InspectThings things = things(dialect, connection, databases, rows);
    String version = Rows.column(connection, dialect.server()).getFirst();
    DatabasePatterns patterns = patterns(dialect, connection);
    Grantee admin = admin(dialect, connection);
    Set<Target> ours = Set.copyOf(databases.values());
    InspectWho who = InspectWho.read(dialect, realm, connection, admin, databases);
    facts.put(new Server(first, version, admin, patterns, Set.copyOf(who.gives)), Origin.CONTEXT);
    facts.putAll(who.facts());
    facts.putAll(InspectGrants.read(dialect, connection, things, who, databases, patterns));
    definers(
        dialect,
        connection,
        databases,
        (definer, row) -> {
          if (who.isMade(definer) && !ViewSql.isDefiner(definer))
            facts.put(new Definer(first, definer, of(row)), Origin.CONTEXT);
        });
    facts.putAll(rows.facts(dialect, connection, things));
    Map<Target, String> heads = heads(connection, ours);
    Holds holds = KeptOut.read(connection, ours);
    holds
        .recorded()
        .forEach(
            (target, here) ->
                here.forEach(hold -> facts.put(new Barred(target, hold), Origin.OURS)));
    return new ObservedState<>(things.catalogues(), facts, heads, holds);
  }

  /** What stands in the marks of those. */
  static Map<Target, String> heads(Connection connection, Set<Target> ours) throws SQLException {
    Map<Target, String> heads = new TreeMap<>();
    Rows.each(
        connection,
        InspectSql.HEADS,
        row -> {
          Target target = new Target(Rows.text(row, 1), Rows.text(row, 2));
          if (ours.contains(target)) heads.put(target, Rows.text(row, 3));
        });
    return heads;
  }

  static Map<Target, Catalogue> catalogues(Dialect dialect, Realm realm, Connection connection)
      throws SQLException {
    Map<String, Target> databases = databases(dialect, realm);
    return things(dialect, connection, databases, InspectRows.views(connection, databases))
        .catalogues();
  }

  static InspectThings things(
      Dialect dialect, Connection connection, Map<String, Target> databases, InspectRows rows)
      throws SQLException {
    Map<String, Target> missing = new HashMap<>(databases);
    missing.keySet().removeAll(Rows.column(connection, InspectSql.DATABASES));
    for (Map.Entry<String, Target> one : missing.entrySet()) {
      throw new TargetFailure(
          Code.MISSING,
          one.getValue(),
          "there is no database "
              + one.getKey()
              + " for "
              + one.getValue()
              + " that usher's account may see: check the URL (case counts), and run admin.sql"
              + " for it");
    }
    return InspectThings.read(dialect, connection, databases, rows.hidden());
  }

  /** As the server has it, which is not always what was logged in with. */
  static Grantee admin(Dialect dialect, Connection connection) throws SQLException {
    return grantee(dialect, Rows.column(connection, "SELECT CURRENT_USER()").getFirst());
  }

  static DatabasePatterns patterns(Dialect dialect, Connection connection) throws SQLException {
    boolean[] wildcards = new boolean[1];
    Rows.each(connection, dialect.server(), row -> wildcards[0] = row.getBoolean(5));
    return new DatabasePatterns(wildcards[0]);
  }

  /** What is done with a view, a routine, a trigger or an event. */
  @FunctionalInterface
  interface Defined {
    /**
     * @param row with its kind, its database and its name from the second column on
     */
    void by(Grantee definer, ResultSet row) throws SQLException;
  }

  /** Each thing that runs with somebody's rights. */
  static void definers(
      Dialect dialect, Connection connection, Map<String, Target> databases, Defined each)
      throws SQLException {
    Rows.each(
        connection,
        (dialect.definers() + InspectSql.DEFINERS).formatted(Sql.texts(databases.keySet())),
        row -> each.by(grantee(dialect, Rows.text(row, 1)), row));
  }

  private static String of(ResultSet row) throws SQLException {
    return String.join(
        " ", List.of(Rows.text(row, 2), Rows.text(row, 3) + "." + Rows.text(row, 4)));
  }

  /** No host holds an at sign. */
  private static Grantee grantee(Dialect dialect, String text) {
    int at = text.lastIndexOf('@');
    return at < 0
        ? Grantee.role(text)
        : dialect.grantee(text.substring(0, at), text.substring(at + 1));
  }
}
