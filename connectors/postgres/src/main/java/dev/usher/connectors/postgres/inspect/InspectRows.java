package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.model.Attributes;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.RuleBody;
import dev.usher.connectors.postgres.model.Seal;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.sql.Column;
import dev.usher.sql.PostgresDialect;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which rows are seen in one database, by whom and by what; and what conditions can speak of. */
public final class InspectRows {
  /** Marked ones first; outside the managed schemas too, where usher may have left some. */
  private static final String RULES =
      """
      SELECT c.oid, c.relrowsecurity, c.relforcerowsecurity, p.polname,
             CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                           WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
             p.polpermissive,
             ARRAY(SELECT CASE o WHEN 0 THEN '' ELSE coalesce(r.rolname, o::text) END::text
                   FROM unnest(p.polroles) o LEFT JOIN pg_roles r ON r.oid = o),
             obj_description(p.oid, 'pg_policy'), %2$s, p.oid, n.nspname, c.relname
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_policy p ON p.polrelid = c.oid
      WHERE c.relkind IN ('r', 'p')
        AND CASE WHEN c.relnamespace %1$s
            THEN c.relrowsecurity OR c.relforcerowsecurity OR p.oid IS NOT NULL
            ELSE EXISTS (SELECT FROM pg_policy q WHERE q.polrelid = c.oid
                         AND obj_description(q.oid, 'pg_policy') LIKE 'usher:%%') END
      ORDER BY c.oid, obj_description(p.oid, 'pg_policy') LIKE 'usher:%%' DESC NULLS LAST, p.polname
      """
          .formatted(InspectSql.MANAGED, RuleBody.MADE);

  /** Role, policy, table's name, policy's oid: where roles are named, in any schema. */
  private static final String NAMED =
      """
      SELECT r.rolname, p.polname, p.polrelid::regclass::text, p.oid
      FROM pg_policy p CROSS JOIN LATERAL unnest(p.polroles) o JOIN pg_roles r ON r.oid = o
      WHERE r.rolname = ANY (?)
      """;

  /**
   * What has a rule that reads something, a partition or a child of it, itself or through others.
   * What came with the server has ids below 16384 and reads nothing of anybody's: to go through its
   * views took more than all else that a database is asked.
   */
  public static final String READS =
      """
      above AS (
        SELECT inhrelid AS child, inhparent AS parent FROM pg_inherits
        UNION
        SELECT a.child, i.inhparent FROM above a JOIN pg_inherits i ON i.inhrelid = a.parent),
      rules AS (
        SELECT DISTINCT w.ev_class AS by, d.refobjid AS what
        FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass
          AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
        WHERE d.refobjid <> w.ev_class AND w.oid >= 16384 AND d.objid >= 16384),
      direct AS (
        SELECT by, what FROM rules
        UNION
        SELECT r.by, a.parent FROM rules r JOIN above a ON a.child = r.what),
      reads AS (
        SELECT by, what FROM direct
        UNION
        SELECT d.by, r.what FROM direct d JOIN reads r ON r.by = d.what)
      """;

  /** Whether it reads with the rights of its own owner, as all do but some views from 15 on. */
  public static final String ASKS_AS_OWNER =
      """
      NOT EXISTS (SELECT FROM pg_options_to_table(v.reloptions) o
                  WHERE CASE o.option_name WHEN 'security_invoker'
                        THEN o.option_value::boolean ELSE false END)
      """;

  /** Partitions and children themselves as well, which have privileges and owners of their own. */
  private static final String HANDS_ON =
      """
      WITH RECURSIVE %1$s, managed AS (SELECT oid FROM pg_namespace WHERE nspname = ANY (?))
      SELECT r.what, v.relkind, n.nspname, v.relname,
             has_schema_privilege('public', n.oid, 'USAGE')
               AND has_any_column_privilege('public', v.oid, 'SELECT, INSERT, UPDATE'),
             ARRAY(SELECT pg_get_userbyid(x.who)::text FROM (
                     SELECT v.relowner AS who
                     WHERE v.relkind = 'm' OR v.oid IN (SELECT child FROM above)
                     UNION
                     SELECT h.grantee FROM (
                       SELECT a.grantee FROM aclexplode(v.relacl) a
                       UNION ALL
                       SELECT a.grantee FROM pg_attribute t, aclexplode(t.attacl) a
                       WHERE t.attrelid = v.oid AND t.attacl IS NOT NULL AND NOT t.attisdropped) h
                     WHERE v.relnamespace NOT IN (SELECT oid FROM managed)
                       AND h.grantee NOT IN (0, v.relowner)) x)
      FROM (SELECT by, what FROM reads UNION SELECT child, parent FROM above) r
      JOIN pg_class v ON v.oid = r.by JOIN pg_namespace n ON n.oid = v.relnamespace
      JOIN pg_class c ON c.oid = r.what
      WHERE c.relnamespace IN (SELECT oid FROM managed) AND c.relkind IN ('r', 'p') AND %2$s
      """
          .formatted(READS, ASKS_AS_OWNER);

  /**
   * Those that an extension brought belong to it. A trigger's function is called by whoever makes a
   * trigger with it on a table of their own, and hands on what it writes there.
   */
  public static final String IS_DEFINER =
      """
      p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND p.prorettype <> 'event_trigger'::regtype
      AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass
                      AND x.objid = p.oid AND x.deptype = 'e')
      """;

  private static final String DEFINERS =
      """
      SELECT n.nspname, p.proname, '(' || oidvectortypes(p.proargtypes) || ')',
             has_schema_privilege('public', n.oid, 'USAGE')
               AND has_function_privilege('public', p.oid, 'EXECUTE'),
             ARRAY(SELECT pg_get_userbyid(a.grantee)::text FROM aclexplode(p.proacl) a
                   WHERE n.nspname <> ALL (?) AND a.grantee NOT IN (0, p.proowner))
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE %s
      """
          .formatted(IS_DEFINER);

  /**
   * Who holds a lock on a table, and has for a second; nothing is known of when where usher's
   * account may not see it. A prepared transaction has no process.
   */
  private static final String BUSY =
      """
      SELECT DISTINCT ON (l.relation) l.relation,
             CASE WHEN a.pid IS NULL THEN 'a prepared transaction'
                  ELSE 'process ' || a.pid || ' of ' || a.usename
                       || coalesce(' (' || nullif(a.application_name, '') || ')', '')
                       || coalesce(' since ' || date_trunc('second', a.xact_start)::text, '') END
      FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'relation' AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND c.relnamespace %s AND c.relkind IN ('r', 'p') AND l.pid IS DISTINCT FROM pg_backend_pid()
        AND (l.pid IS NULL OR a.usename IS NOT NULL)
        AND coalesce(now() - a.xact_start > interval '1 second', true)
      ORDER BY l.relation, a.xact_start
      """
          .formatted(InspectSql.MANAGED);

  /** What {@link InspectSql#COLUMNS} calls a type: its name, and its collation. */
  static final String TYPES =
      """
      SELECT concat_ws(' ', a.atttypid, a.atttypmod, a.attcollation), %2$s, %3$s
      FROM (SELECT DISTINCT t.atttypid, t.atttypmod, t.attcollation
            FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
            WHERE c.relnamespace %1$s AND c.relkind IN ('r', 'p') AND t.attnum > 0
              AND NOT t.attisdropped) a
      JOIN pg_type t ON t.oid = a.atttypid
      """
          .formatted(
              InspectSql.MANAGED, PostgresDialect.COLUMN_TYPE, PostgresDialect.COLUMN_COLLATION);

  private final PostgresFact.Server server;
  private final InspectThings there;
  private final Set<Thing> views;
  private final Set<String> made;
  private final Optional<Set<String>> few;
  private final Map<PostgresFact, Origin> facts;
  private final Set<RowFact.Switch> ours = new HashSet<>();

  /** Tables that are not managed and have policies of usher's. */
  private final Set<Long> left = new HashSet<>();

  /** Policies that are usher's to change. */
  private final Set<Long> taken = new HashSet<>();

  /**
   * @param views of usher's
   * @param made roles that usher made
   * @param few accounts whose attributes are looked at, with one of somebody else's of each form;
   *     empty: all
   */
  InspectRows(
      PostgresFact.Server server,
      InspectThings there,
      Set<Thing> views,
      Set<String> made,
      Optional<Set<String>> few,
      Map<PostgresFact, Origin> facts) {
    this.server = server;
    this.there = there;
    this.views = views;
    this.made = made;
    this.few = few;
    this.facts = facts;
  }

  void read(Connection connection, Array managed) throws SQLException {
    Set<RowFact.Switch> on = new java.util.LinkedHashSet<>();
    Seal seal = Seal.read(connection, server.target());
    InspectThings.each(connection, RULES, row -> rule(row, seal, on), managed);
    Array roles = connection.createArrayOf("text", made.toArray());
    InspectThings.each(connection, NAMED, this::named, roles);
    // Whoever switched it on: where usher has policies it is usher's to keep on.
    on.forEach(one -> facts.put(one, ours.contains(one) ? Origin.OURS : Origin.CONTEXT));
    InspectThings.each(connection, HANDS_ON, this::handsOn, managed);
    InspectThings.each(connection, DEFINERS, this::definer, managed);
    InspectThings.each(connection, BUSY, this::busy, managed);
    shapes(connection, managed);
    List<String> wrong = Attributes.wrong(connection, seal);
    if (wrong == null) return;
    facts.put(new RowFact.Store(server.target(), wrong), Origin.OURS);
    if (few.isEmpty()) {
      Attributes.lines(connection, line(Origin.OURS));
      return;
    }
    Array theirs = connection.createArrayOf("text", few.get().toArray());
    Attributes.lines(connection, theirs, line(Origin.OURS));
    Attributes.others(connection, theirs, line(Origin.CONTEXT));
  }

  private Attributes.Take line(Origin origin) {
    return (account, attribute, column, value) ->
        facts.put(new RowFact.Line(server.target(), account, attribute, column, value), origin);
  }

  private void busy(ResultSet row) throws SQLException {
    Thing on = there.things.get(InspectThings.key('r', row.getLong(1)));
    if (on == null) return;
    facts.put(new RowFact.Busy(server.target(), on, row.getString(2)), Origin.CONTEXT);
  }

  private void rule(ResultSet row, Seal seal, Set<RowFact.Switch> switched) throws SQLException {
    Thing known = there.things.get(InspectThings.key('r', row.getLong(1)));
    String schema = row.getString(11);
    String table = row.getString(12);
    boolean sealed = RuleBody.isSealed(row.getString(8), seal, schema, table);
    // Where usher does not manage, only tables that it left something on: it did manage the schema
    // once, or the table was one by itself.
    if (known == null && sealed) left.add(row.getLong(1));
    if (known == null && !left.contains(row.getLong(1))) return;
    Thing on = known == null ? new Thing(Thing.Kind.TABLE, schema, table, "") : known;
    RowFact.Switch state = new RowFact.Switch(server.target(), on);
    if (row.getBoolean(2)) switched.add(state);
    if (row.getBoolean(3)) facts.put(new RowFact.Forced(server.target(), on), Origin.CONTEXT);
    String name = row.getString(4);
    if (name == null) return;
    TreeSet<String> roles = new TreeSet<>(List.of((String[]) row.getArray(7).getArray()));
    RuleBody body = RuleBody.found(row.getString(8), row.getString(9), seal, schema, table);
    if (body == null) {
      facts.put(new RowFact.Strange(server.target(), on, name, roles), Origin.CONTEXT);
      return;
    }
    if (sealed) ours.add(state);
    taken.add(row.getLong(10));
    facts.put(
        new RowFact.Rule(
            server.target(), on, name, row.getString(5), row.getBoolean(6), roles, body),
        Origin.OURS);
  }

  /** What others let a role of ours through by keeps it from being dropped, wherever it is. */
  private void named(ResultSet row) throws SQLException {
    if (taken.contains(row.getLong(4))) return;
    String what = "is named by policy " + row.getString(2) + " on " + row.getString(3);
    facts.put(
        new PostgresFact.Residue(
            server.target(), row.getString(1), server.database(), what, PostgresFact.Hangs.NAMED),
        Origin.CONTEXT);
  }

  private void handsOn(ResultSet row) throws SQLException {
    Thing on = there.things.get(InspectThings.key('r', row.getLong(1)));
    if (on == null) return;
    Thing.Kind kind = Thing.Kind.ofRelation(row.getString(2).charAt(0));
    Thing by = new Thing(kind, row.getString(3), row.getString(4), "");
    // One of usher's shows what is meant, or is made anew.
    if (views.contains(by)) return;
    facts.put(
        new RowFact.HandsOn(server.target(), by, on, row.getBoolean(5), names(row, 6)),
        Origin.CONTEXT);
  }

  private void definer(ResultSet row) throws SQLException {
    Thing by = new Thing(Thing.Kind.FUNCTION, row.getString(1), row.getString(2), row.getString(3));
    facts.put(
        new RowFact.Definer(server.target(), by, row.getBoolean(4), names(row, 5)), Origin.CONTEXT);
  }

  /** In order, for the fingerprint is of words. */
  private static Set<String> names(ResultSet row, int column) throws SQLException {
    return new TreeSet<>(List.of((String[]) row.getArray(column).getArray()));
  }

  private void shapes(Connection connection, Array managed) throws SQLException {
    Map<String, Column> types = new HashMap<>();
    InspectThings.each(
        connection,
        TYPES,
        row -> types.put(row.getString(1), new Column("", row.getString(2), row.getString(3))),
        managed);
    Map<InspectThings.Columns, List<Column>> alike = new IdentityHashMap<>();
    there.columns.forEach(
        (key, columns) -> {
          Thing on = there.things.get(key);
          if (on == null || on.kind() != Thing.Kind.TABLE) return;
          List<Column> shape = alike.computeIfAbsent(columns, one -> shape(one, types));
          facts.put(new RowFact.Shape(server.target(), on, shape), Origin.CONTEXT);
        });
  }

  private static List<Column> shape(InspectThings.Columns columns, Map<String, Column> types) {
    List<Column> shape = new ArrayList<>(columns.names().size());
    for (int i = 0; i < columns.names().size(); i++) {
      Column type = types.get(columns.types().get(i));
      if (type == null) continue;
      shape.add(new Column(columns.names().get(i), type.type(), type.collation()));
    }
    return List.copyOf(shape);
  }
}
