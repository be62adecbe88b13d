package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.RowFact.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Views of some rows, as SQL. Each runs with the rights of an account that nobody can come in by
 * and that holds what the views of that database need and nothing else.
 *
 * <p>One for reading is never merged with the query that reads it, nor is any part of that query
 * pushed into it: LIMIT forbids both (manuals: View Algorithms; Condition Pushdown into Derived
 * Table; Derived Condition Pushdown Optimization). Else expressions of whoever reads would run on
 * rows that they do not see, and warnings would tell of these.
 *
 * <p>One for writing has to be merged. So the columns by which rows are chosen have no value but in
 * rows that are reached, and those that are written cannot be read there. Each is for one action:
 * INSERT and DELETE on one view would let REPLACE remove any row.
 */
final class ViewSql {
  private static final String DEFINERS = "usher_rows_";

  private static final String ALL = " LIMIT 18446744073709551615";

  /** What is told of a view by the server, as one digest: {@code i} of information_schema.views. */
  static final String FOUND = "SHA2(CONVERT(i.view_definition USING utf8mb4), 256)";

  private ViewSql() {}

  /**
   * Whose rights the views of a database have: whoever may give that account something there has
   * code of theirs run with it, and comes into no other database by that.
   */
  static Grantee definer(String database) {
    return new Grantee(DEFINERS + database, "localhost");
  }

  static boolean isDefiner(Grantee who) {
    return who.host().equals("localhost") && who.name().startsWith(DEFINERS);
  }

  /** Everything after {@code VIEW `database`.`name`} of one to read. */
  static String reading(Collection<String> columns, String from, String condition) {
    return " AS SELECT " + Sql.names(columns) + " FROM " + from + " WHERE " + condition + ALL;
  }

  /** The same of one to insert into. */
  static String inserting(Collection<String> columns, String from, String condition) {
    return " AS SELECT " + Sql.names(columns) + " FROM " + from + where(condition);
  }

  /**
   * The same of one to update or delete.
   *
   * @param shown columns by which rows are chosen, by what the view calls them
   * @param written columns that are updated
   * @param any some column of the table: a view has at least one
   */
  static String writing(
      Map<String, String> shown, Set<String> written, String any, String from, String condition) {
    List<String> columns = new ArrayList<>();
    shown.forEach((name, column) -> columns.add(masked(name, column, condition)));
    written.forEach(column -> columns.add(Sql.name(column)));
    if (columns.isEmpty()) columns.add(masked(any, any, condition));
    return " AS SELECT " + String.join(", ", columns) + " FROM " + from + where(condition);
  }

  private static String masked(String name, String column, String condition) {
    return "CASE WHEN " + condition + " THEN " + Sql.name(column) + " END AS " + Sql.name(name);
  }

  /**
   * What a view to write calls the columns by which rows are chosen: one that is written too is
   * there twice, to be written and, by this name, to be read.
   *
   * @param all columns of the table
   */
  static Map<String, String> shown(Set<String> read, Set<String> written, Set<String> all) {
    Map<String, String> shown = new LinkedHashMap<>();
    for (String column : read) {
      String name = written.contains(column) ? column + "__read" : column;
      boolean fits = name.equals(column) || !all.contains(name);
      if (fits && name.length() <= MariaDbNames.LONGEST_VIEW) shown.put(name, column);
    }
    return shown;
  }

  private static String where(String condition) {
    return " WHERE " + condition + " WITH CASCADED CHECK OPTION";
  }

  /** Makes it, or makes it anew. */
  static String create(View view, String database, boolean again) {
    return "CREATE "
        + (again ? "OR REPLACE " : "")
        + "ALGORITHM = "
        + (isToRead(view) ? "TEMPTABLE" : "MERGE")
        + " DEFINER = "
        + Sql.grantee(definer(database))
        + " SQL SECURITY DEFINER VIEW "
        + Sql.name(database)
        + "."
        + Sql.name(view.name())
        + view.body().sql;
  }

  static String drop(View view, String database) {
    return "DROP VIEW IF EXISTS " + Sql.name(database) + "." + Sql.name(view.name());
  }

  static boolean isToRead(View view) {
    return view.action().equals("select");
  }

  /** The mark, before it is made. */
  static String mark(View view) {
    return "INSERT INTO usher.`view` (name, environment, `system`, `table`, role, action,"
        + " conditions, gate, shown, meant, state) VALUES ("
        + Sql.text(view.name())
        + ", "
        + Sql.text(view.target().environment())
        + ", "
        + Sql.text(view.target().system())
        + ", "
        + Sql.text(view.table())
        + ", "
        + Sql.text(view.role())
        + ", "
        + Sql.text(view.action())
        + ", "
        + words(view)
        + ", 'coming') ON DUPLICATE KEY UPDATE `table` = VALUES(`table`), role = VALUES(role),"
        + " action = VALUES(action), conditions = VALUES(conditions), gate = VALUES(gate),"
        + " shown = VALUES(shown), meant = VALUES(meant), found = ''";
  }

  private static String words(View view) {
    return List.of(view.body().rows, view.body().gate, view.body().shown).stream()
            .map(words -> Sql.text(String.join(",", words)))
            .collect(Collectors.joining(", "))
        + ", "
        + Sql.text(view.body().digest);
  }

  /** The mark, once it is there: with what the server says of it. */
  static String made(View view, String database) {
    return "UPDATE usher.`view` AS v JOIN information_schema.views AS i ON i.table_schema = "
        + Sql.text(database)
        + " AND i.table_name = "
        + Sql.text(view.name())
        + " SET v.found = "
        + FOUND
        + ", v.state = 'made' WHERE v."
        + of(view);
  }

  static String gone(View view) {
    return "DELETE FROM usher.`view` WHERE " + of(view);
  }

  private static String of(View view) {
    return "name = "
        + Sql.text(view.name())
        + " AND environment = "
        + Sql.text(view.target().environment())
        + " AND `system` = "
        + Sql.text(view.target().system());
  }
}
