package dev.usher.connectors.postgres;

import dev.usher.connectors.postgres.PostgresFact.Owner;
import dev.usher.connectors.postgres.PostgresFact.Privilege;
import dev.usher.connectors.postgres.PostgresFact.Residue;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** One database: what is in its managed schemas, and every privilege there and of our roles. */
final class InspectDatabase {
  private final PostgresFact.Server server;
  private final InspectCluster cluster;
  private final boolean publicIsOurs;
  private final List<String> schemas;
  private final InspectThings there;
  private final Map<PostgresFact, Origin> facts;

  /**
   * @param publicIsOurs whether usher takes from PUBLIC what it has on managed things
   * @param facts where what is found goes
   */
  InspectDatabase(
      PostgresFact.Server server,
      InspectCluster cluster,
      boolean publicIsOurs,
      List<String> schemas,
      Map<PostgresFact, Origin> facts) {
    this.server = server;
    this.cluster = cluster;
    this.publicIsOurs = publicIsOurs;
    this.schemas = schemas;
    this.there = new InspectThings(server.target(), schemas);
    this.facts = facts;
  }

  /** Reads in five queries, whatever is in the database. */
  Catalogue read(Connection connection) throws SQLException {
    Array managed = connection.createArrayOf("text", schemas.toArray());
    Catalogue catalogue = there.read(connection);
    there.owners.forEach(
        (on, owner) ->
            facts.put(new Owner(server.target(), on, cluster.name(owner)), Origin.CONTEXT));
    InspectThings.each(
        connection,
        InspectSql.PRIVILEGES,
        row -> privilege(row),
        managed,
        managed,
        managed,
        managed,
        managed);
    Object[] made =
        cluster.roles.values().stream()
            .filter(cluster::isMade)
            .map(InspectCluster.Known::oid)
            .toArray();
    Array ours = connection.createArrayOf("oid", made);
    InspectThings.each(connection, InspectSql.STRAYS, row -> stray(row), ours, managed);
    return catalogue;
  }

  /**
   * What keeps roles of ours from being dropped, anywhere in the cluster but in these databases.
   */
  static void residue(
      Connection connection,
      InspectCluster cluster,
      PostgresFact.Server server,
      List<String> databases,
      Map<PostgresFact, Origin> facts)
      throws SQLException {
    Array names = connection.createArrayOf("text", databases.toArray());
    InspectThings.each(
        connection,
        InspectSql.RESIDUE,
        row -> {
          InspectCluster.Known role = cluster.roles.get(row.getLong(1));
          if (role == null || !cluster.isMade(role)) return;
          facts.put(
              new Residue(server.target(), role.name(), row.getString(2), row.getString(3)),
              Origin.CONTEXT);
        },
        names,
        names);
  }

  private void privilege(ResultSet row) throws SQLException {
    Thing on = there.things.get(row.getLong(1));
    if (on != null) put(on, cluster.name(there.owners.getOrDefault(on, 0L)), row, 2);
  }

  /** Held by a role of ours where usher does not manage, or on a partition by itself. */
  private void stray(ResultSet row) throws SQLException {
    String kind = row.getString(1);
    String schema = row.getString(2);
    Thing on =
        switch (kind.charAt(0)) {
          case 'N' -> Thing.schema(row.getString(3));
          case 'F' -> new Thing(Thing.Kind.FUNCTION, schema, row.getString(3), row.getString(4));
          case 'T' -> new Thing(Thing.Kind.TYPE, schema, row.getString(3), "");
          default -> new Thing(Thing.Kind.ofRelation(kind.charAt(0)), schema, row.getString(3), "");
        };
    if (there.owners.containsKey(on)) return;
    String owner = cluster.name(row.getLong(5));
    facts.put(new Owner(server.target(), on, owner), Origin.CONTEXT);
    put(on, owner, row, 6);
  }

  private void put(Thing on, String owner, ResultSet row, int from) throws SQLException {
    long grantee = row.getLong(from + 2);
    InspectCluster.Known role = cluster.roles.get(grantee);
    if (grantee != 0 && role == null) return;
    String grantor = cluster.name(row.getLong(from + 1));
    Privilege privilege =
        new Privilege(
            server.target(),
            on,
            there.once(row.getString(from)),
            there.once(row.getString(from + 3)),
            role == null ? PostgresFact.PUBLIC : role.name(),
            grantor,
            row.getBoolean(from + 4));
    boolean ours = role == null ? publicIsOurs : cluster.isMade(role);
    boolean take = ours && canTake(owner, grantor);
    facts.put(privilege, take ? Origin.OURS : Origin.FOREIGN);
    if (ours && !take && role != null) {
      facts.put(
          new Residue(
              server.target(), role.name(), server.database(), "holds " + privilege.prose()),
          Origin.CONTEXT);
    }
  }

  /** A grant is taken by its grantor alone; the owner's by whoever has the owner's privileges. */
  private boolean canTake(String owner, String grantor) {
    return server.superuser()
        || (grantor.equals(owner)
            ? server.usable().contains(owner)
            : server.becomes().contains(grantor));
  }
}
