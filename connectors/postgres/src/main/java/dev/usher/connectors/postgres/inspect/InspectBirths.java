package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.BirthFact.Coming;
import dev.usher.connectors.postgres.model.BirthFact.Default;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diff.ObservedState.Origin;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What roles of ours will hold on what others make, and what decides whether they may. */
public final class InspectBirths {
  private static final String DEFAULTS =
      """
      SELECT d.defaclobjtype::text, coalesce(n.nspname, ''), d.defaclrole, a.grantee,
             a.privilege_type, a.is_grantable
      FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace,
           aclexplode(d.defaclacl) a
      WHERE a.grantee NOT IN (0, d.defaclrole)
      """;

  /** Schemas that usher does not manage, and in which everybody may create. */
  private static final String OPEN =
      """
      SELECT n.nspname FROM pg_namespace n, aclexplode(n.nspacl) a
      WHERE a.grantee = 0 AND a.privilege_type = 'CREATE' AND n.nspname <> ALL (? || '{usher}'::text[])
      """;

  /** Creator, schema, whether it is partitioned; of an index nothing is held. */
  private static final String PARENTS =
      """
      SELECT DISTINCT k.rolname, n.nspname, c.relkind = 'p'
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_roles k ON k.rolname = ANY (?) AND pg_has_role(k.oid, c.relowner, 'MEMBER')
      WHERE c.relkind IN ('r', 'p', 'f')
        AND (c.relkind = 'p' OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid))
      """;

  /** Creator, schema that it may make tables in; none for a schema of its own. */
  private static final String ROOMS =
      """
      SELECT k.rolname, n.nspname FROM pg_roles k CROSS JOIN pg_namespace n
      WHERE k.rolname = ANY (?) AND has_schema_privilege(k.oid, n.oid, 'CREATE')
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      UNION ALL
      SELECT k.rolname, '' FROM pg_roles k
      WHERE k.rolname = ANY (?) AND has_database_privilege(k.oid, current_database(), 'CREATE')
      """;

  /** Each partition that a creator made, and the table that it is a part of. */
  public static final String ROOTS =
      """
      WITH RECURSIVE part AS (
        SELECT c.oid, i.inhparent AS root
        FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
        JOIN pg_roles k ON k.oid = c.relowner AND k.rolname = ANY (?)
        WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f') AND c.relnamespace %s
        UNION ALL
        SELECT p.oid, i.inhparent FROM part p JOIN pg_inherits i ON i.inhrelid = p.root)
      SELECT p.oid, p.root%s FROM part p JOIN pg_class r ON r.oid = p.root AND NOT r.relispartition
      """;

  /** Besides: its kind, schema, name and creator; schema and name of that table. */
  private static final String PARTS =
      ROOTS.formatted(
              InspectSql.MANAGED,
              ", c.relkind::text, n.nspname, c.relname, o.rolname, m.nspname, r.relname")
          + """
          JOIN pg_namespace m ON m.oid = r.relnamespace
          JOIN pg_class c ON c.oid = p.oid JOIN pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_roles o ON o.oid = c.relowner
          """;

  private final PostgresFact.Server server;
  private final InspectCluster cluster;
  private final List<String> schemas;
  private final List<String> creators;
  private final Set<String> made;
  private final Map<PostgresFact, Origin> facts;

  /**
   * @param creators whom the policy names
   * @param made roles that usher made
   */
  InspectBirths(
      PostgresFact.Server server,
      InspectCluster cluster,
      List<String> schemas,
      List<String> creators,
      Set<String> made,
      Map<PostgresFact, Origin> facts) {
    this.server = server;
    this.cluster = cluster;
    this.schemas = schemas;
    this.creators = creators;
    this.made = made;
    this.facts = facts;
  }

  /** Reads in two queries, and in three more where the policy names creators. */
  void read(Connection connection, Array managed) throws SQLException {
    InspectThings.each(connection, DEFAULTS, this::given);
    InspectThings.each(
        connection,
        OPEN,
        row ->
            facts.put(
                new BirthFact.Room(server.target(), PostgresFact.PUBLIC, row.getString(1)),
                Origin.CONTEXT),
        managed);
    if (creators.isEmpty()) return;
    Array named = connection.createArrayOf("text", creators.toArray());
    InspectThings.each(
        connection,
        PARENTS,
        row ->
            facts.put(
                new BirthFact.Parent(
                    server.target(), row.getString(1), row.getString(2), row.getBoolean(3)),
                Origin.CONTEXT),
        named);
    InspectThings.each(
        connection,
        ROOMS,
        row ->
            facts.put(
                new BirthFact.Room(server.target(), row.getString(1), row.getString(2)),
                Origin.CONTEXT),
        named,
        named);
    InspectThings.each(connection, PARTS, this::part, named, managed);
  }

  private void given(ResultSet row) throws SQLException {
    Default one =
        new Default(
            server.target(),
            cluster.name(row.getLong(3)),
            row.getString(2),
            Coming.of(row.getString(1)),
            row.getString(5),
            cluster.name(row.getLong(4)),
            row.getBoolean(6));
    boolean ours = made.contains(one.grantee());
    if (!ours && !isCarried(one)) return;
    boolean take = cluster.knows(one.creator()) && server.uses(one.creator());
    facts.put(one, take ? Origin.OURS : Origin.FOREIGN);
    if (take || !ours) return;
    facts.put(
        new PostgresFact.Residue(
            server.target(),
            one.grantee(),
            server.database(),
            "gets " + one.prose(),
            PostgresFact.Hangs.NAMED),
        Origin.CONTEXT);
  }

  /** Of a role that was taken over: what the policy could have given as it is. */
  private boolean isCarried(Default one) {
    return cluster.isAdopted(one.grantee(), server.target())
        && creators.contains(one.creator())
        && schemas.contains(one.schema())
        && one.coming().ordinal() <= Coming.ROUTINES.ordinal()
        && !one.grantable();
  }

  private void part(ResultSet row) throws SQLException {
    Thing.Kind kind = Thing.Kind.ofRelation(row.getString(3).charAt(0));
    facts.put(
        new BirthFact.Part(
            server.target(),
            new Thing(kind, row.getString(4), row.getString(5), ""),
            row.getString(6),
            new Thing(Thing.Kind.TABLE, row.getString(7), row.getString(8), "")),
        Origin.CONTEXT);
  }
}
