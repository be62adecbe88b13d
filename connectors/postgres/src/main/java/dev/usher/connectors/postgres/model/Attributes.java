package dev.usher.connectors.postgres.model;

import dev.usher.core.condition.Value;
import dev.usher.sql.Asked;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table usher.attributes: what row policies look up of whoever asks. A session can set any
 * setting of its own, but not who it is: so each line is keyed by the account, and the table's own
 * row policy shows each account its own lines alone. Only usher's account, which owns it, writes
 * there.
 */
public final class Attributes {
  private static final String TABLE = "usher.attributes";

  /** What a policy compares with: the account that asks, whoever logged in. */
  private static final String MINE = "account OPERATOR(pg_catalog.=) CURRENT_USER";

  private static final String POLICY =
      "CREATE POLICY own_lines ON " + TABLE + " FOR SELECT TO PUBLIC USING (" + MINE + ")";
  private static final String SECURE = "ALTER TABLE " + TABLE + " ENABLE ROW LEVEL SECURITY";
  private static final String READ = "GRANT SELECT ON TABLE " + TABLE + " TO PUBLIC";
  private static final String ENTER = "GRANT USAGE ON SCHEMA usher TO PUBLIC";

  /** What makes it, in order. */
  public static final List<String> MAKE =
      Stream.concat(
              Stream.of(
                  "CREATE SCHEMA IF NOT EXISTS usher",
                  "CREATE TABLE "
                      + TABLE
                      + " (account name NOT NULL, attribute text NOT NULL, flag boolean, whole bigint,"
                      + " number double precision, word text, flags boolean[], wholes bigint[], numbers"
                      + " double precision[], words text[], PRIMARY KEY (account, attribute), CHECK"
                      + " (num_nonnulls(flag, whole, number, word, flags, wholes, numbers, words) = 1))",
                  POLICY,
                  SECURE,
                  READ,
                  ENTER),
              Seal.MAKE.stream())
          .toList();

  public static final String REMOVE = "DROP TABLE IF EXISTS " + TABLE + ", " + Seal.TABLE;

  /** As the server words {@link #POLICY}. */
  private static final String OWN_LINES = "own_lines r true {0} (account = CURRENT_USER)";

  private static final String STANDING =
      """
      SELECT c.relrowsecurity,
             ARRAY(SELECT concat_ws(' ', p.polname, p.polcmd, p.polpermissive::text, p.polroles,
                                    pg_get_expr(p.polqual, p.polrelid),
                                    pg_get_expr(p.polwithcheck, p.polrelid))
                   FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY p.polname),
             ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY p.polname),
             ARRAY(SELECT DISTINCT coalesce(r.rolname, '')::text
                   FROM (SELECT e.* FROM aclexplode(c.relacl) e
                         UNION ALL
                         SELECT e.* FROM pg_attribute t, aclexplode(t.attacl) e
                         WHERE t.attrelid = c.oid AND t.attacl IS NOT NULL) a
                   LEFT JOIN pg_roles r ON r.oid = a.grantee
                   WHERE a.grantee <> c.relowner AND (a.grantee = 0 OR r.oid IS NOT NULL)
                     AND NOT (a.grantee = 0 AND a.privilege_type = 'SELECT')),
             has_table_privilege('public', c.oid, 'SELECT'),
             has_schema_privilege('public', c.relnamespace, 'USAGE'),
             has_schema_privilege('public', c.relnamespace, 'CREATE')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'usher' AND c.relname = 'attributes'
      """;

  private static final String OURS =
      """
      SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_roles o ON o.oid = c.relowner JOIN pg_roles s ON s.oid = n.nspowner
      WHERE n.nspname = 'usher' AND c.relname = 'attributes' AND c.relkind = 'r'
        AND (o.rolname = current_user OR o.rolsuper) AND (s.rolname = current_user OR s.rolsuper)
      """;

  private static final String LINE =
      "account, attribute, flag, whole, number, word, flags, wholes, numbers, words FROM " + TABLE;

  private static final String LINES = "SELECT " + LINE;

  /** One for each attribute and column; of lists a longest one. */
  private static final String OTHERS =
      "SELECT DISTINCT ON (attribute, flag IS NULL, whole IS NULL, number IS NULL, word IS NULL,"
          + " flags IS NULL, wholes IS NULL, numbers IS NULL, words IS NULL) "
          + LINE
          + " WHERE account <> ALL (?) ORDER BY attribute, flag IS NULL, whole IS NULL,"
          + " number IS NULL, word IS NULL, flags IS NULL, wholes IS NULL, numbers IS NULL,"
          + " words IS NULL, coalesce(cardinality(flags), cardinality(wholes),"
          + " cardinality(numbers), cardinality(words)) DESC";

  private Attributes() {}

  /**
   * The attribute of whoever asks, in a query by itself: it runs once for a statement. Who may have
   * it is asked of the line that was found: in WHERE it made the server plan one step more, each
   * time that a statement is planned.
   *
   * @param who a boolean expression: without it nobody has the attribute
   */
  public static String lookup(String column, String attribute, String who) {
    return looked("a." + column, attribute, who);
  }

  /**
   * The same for a list. As it lies in the table it is packed, and would be unpacked anew for each
   * row that it is held against; what a function returns is not. {@code trim_array} is strict, so
   * that no list stays none.
   */
  public static String lookupList(Asked.Kind kind, String attribute, String who) {
    return looked("pg_catalog.trim_array(a." + lists(kind) + ", 0)", attribute, who);
  }

  private static String looked(String value, String attribute, String who) {
    return "(SELECT "
        + (who.isEmpty() ? value : "CASE WHEN " + who + " THEN " + value + " END")
        + " FROM usher.attributes a WHERE a."
        + MINE
        + " AND a.attribute OPERATOR(pg_catalog.=) "
        + constant(attribute)
        + ")";
  }

  /** What the column is called that holds lists of that kind. */
  public static String lists(Asked.Kind kind) {
    return kind.column() + "s";
  }

  /** The type of its values. */
  public static String type(Asked.Kind kind) {
    return switch (kind) {
      case FLAG -> "bool";
      case WHOLE -> "int8";
      case NUMBER -> "float8";
      case WORD -> "text";
    };
  }

  /**
   * @param column of all of them
   */
  public static String insert(String column, List<RowFact.Line> lines) {
    return "INSERT INTO "
        + TABLE
        + " (account, attribute, "
        + column
        + ") VALUES "
        + lines.stream()
            .map(
                line ->
                    "("
                        + Sql.text(line.account())
                        + ", "
                        + Sql.text(line.attribute())
                        + ", "
                        + constant(line.value(), column)
                        + ")")
            .collect(Collectors.joining(", "));
  }

  public static String delete(RowFact.Line line) {
    return "DELETE FROM "
        + TABLE
        + " WHERE account = "
        + Sql.text(line.account())
        + " AND attribute = "
        + Sql.text(line.attribute());
  }

  /** What a ledger says of it before it changes. */
  public static String told(RowFact.Line line) {
    return line.prose() + ", " + constant(line.value(), line.column());
  }

  private static String constant(Value value, String column) {
    if (!(value instanceof Value.Many(List<Value> values))) return plain(value);
    Asked.Kind kind =
        Arrays.stream(Asked.Kind.values())
            .filter(one -> lists(one).equals(column))
            .findFirst()
            .orElseThrow();
    return values.stream().map(Attributes::plain).collect(Collectors.joining(", ", "ARRAY[", "]"))
        + "::"
        + type(kind)
        + "[]";
  }

  private static String plain(Value value) {
    return switch (value) {
      case Value.Bool(boolean flag) -> flag ? "true" : "false";
      case Value.Int(long whole) -> "'" + whole + "'::int8";
      case Value.Decimal(double number) -> "'" + number + "'::float8";
      case Value.Text(String text) -> Sql.text(text);
      case Value.Null _ -> "NULL";
      case Value.Exact _, Value.Timestamp _, Value.Many _ ->
          throw new IllegalArgumentException("no attribute: " + value);
    };
  }

  private static String constant(String text) {
    return (text.contains("\\") ? "E" : "")
        + "'"
        + text.replace("\\", "\\\\").replace("'", "''")
        + "'::pg_catalog.text";
  }

  /** What is there; null where there is no such table. It must be usher's own, or a superuser's. */
  public static @Nullable List<String> wrong(Connection connection, Seal seal) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(STANDING)) {
      if (!row.next()) return null;
      List<String> mend = new ArrayList<>();
      List<String> policies = List.of((String[]) row.getArray(2).getArray());
      List<String> names = List.of((String[]) row.getArray(3).getArray());
      for (int i = 0; i < names.size(); i++) {
        if (!policies.get(i).equals(OWN_LINES))
          mend.add("DROP POLICY " + Sql.name(names.get(i)) + " ON " + TABLE);
      }
      if (!policies.contains(OWN_LINES)) mend.add(POLICY);
      if (!row.getBoolean(1)) mend.add(SECURE);
      Set<String> grantees = new TreeSet<>(List.of((String[]) row.getArray(4).getArray()));
      for (String grantee : grantees)
        mend.add("REVOKE ALL ON TABLE " + TABLE + " FROM " + Sql.grantee(grantee));
      if (!row.getBoolean(5) || grantees.contains(PostgresFact.PUBLIC)) mend.add(READ);
      if (!row.getBoolean(6)) mend.add(ENTER);
      if (row.getBoolean(7)) mend.add("REVOKE CREATE ON SCHEMA usher FROM PUBLIC");
      if (seal.key().isEmpty()) {
        mend.add(Seal.REMOVE);
        mend.addAll(Seal.MAKE);
      }
      return List.copyOf(mend);
    }
  }

  /**
   * By account: the attributes that policies find when it asks. None for anybody where accounts do
   * not see their own lines.
   */
  public static Map<String, Map<String, Value>> looked(Connection connection, Seal seal)
      throws SQLException {
    Map<String, Map<String, Value>> found = new HashMap<>();
    List<String> wrong = isOurs(connection) ? wrong(connection, seal) : null;
    if (wrong == null || !Collections.disjoint(wrong, List.of(POLICY, READ, ENTER))) return found;
    lines(
        connection,
        (account, attribute, _, value) ->
            found.computeIfAbsent(account, _ -> new HashMap<>()).put(attribute, value));
    return found;
  }

  /**
   * Whether it is there, and usher's own or a superuser's: whoever else owned it could have code
   * there run with usher's rights.
   */
  public static boolean isOurs(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OURS)) {
      return row.next();
    }
  }

  public interface Take {
    void line(String account, String attribute, String column, Value value);
  }

  public static void lines(Connection connection, Take take) throws SQLException {
    lines(connection, LINES, Optional.empty(), take);
  }

  /** Those of these accounts. */
  public static void lines(Connection connection, Array accounts, Take take) throws SQLException {
    lines(connection, LINES + " WHERE account = ANY (?)", Optional.of(accounts), take);
  }

  /** One of somebody else's for each attribute and column. */
  public static void others(Connection connection, Array accounts, Take take) throws SQLException {
    lines(connection, OTHERS, Optional.of(accounts), take);
  }

  private static void lines(Connection connection, String sql, Optional<Array> accounts, Take take)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (accounts.isPresent()) statement.setArray(1, accounts.get());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) line(row, take);
      }
    }
  }

  private static void line(ResultSet row, Take take) throws SQLException {
    for (int i = 3; i <= 10; i++) {
      Object found = row.getObject(i);
      if (found == null) continue;
      Value value =
          found instanceof Array list
              ? new Value.Many(
                  Arrays.stream((@Nullable Object[]) list.getArray())
                      .map(Attributes::value)
                      .toList())
              : value(found);
      take.line(row.getString(1), row.getString(2), row.getMetaData().getColumnName(i), value);
      return;
    }
  }

  private static Value value(@Nullable Object found) {
    return switch (found) {
      case Boolean flag -> new Value.Bool(flag);
      case Long whole -> new Value.Int(whole);
      case Double number -> new Value.Decimal(number);
      case String text -> new Value.Text(text);
      case null, default -> new Value.Null();
    };
  }
}
