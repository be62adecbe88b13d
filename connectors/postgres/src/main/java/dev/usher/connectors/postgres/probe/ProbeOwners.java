package dev.usher.connectors.postgres.probe;

import dev.usher.connectors.api.Owner;
import dev.usher.connectors.api.Owner.Owned;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.link.Databases;
import dev.usher.connectors.postgres.model.PostgresUrl;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who owns something, by {@code pg_shdepend}: it tells of the whole cluster, but what a thing is
 * called only the database knows that it is in. One query for each database, and one more for those
 * that the policy does not name.
 */
public final class ProbeOwners {
  /** An owner of default privileges or of a user mapping owns no data: both go with the account. */
  private static final String OWNED =
      """
      WITH owned AS (
        SELECT s.*, r.rolname, r.rolcanlogin, coalesce(d.description, '') AS mark
        FROM pg_shdepend s
        JOIN pg_roles r ON r.oid = s.refobjid
        LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
        WHERE s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o'
          AND s.classid NOT IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)
          AND (r.rolcanlogin OR d.description LIKE 'usher:%%')
          AND %s
      )
      """;

  private static final String HERE =
      OWNED.formatted(
              """
              (s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                OR s.dbid = 0 AND ?)
              """)
          + """
          SELECT o.rolname, o.rolcanlogin, o.mark, o.many, i.type, i.identity, o.dbid = 0
          FROM (SELECT *, count(*) OVER (PARTITION BY refobjid) AS many,
                  row_number() OVER (PARTITION BY refobjid ORDER BY dbid, classid, objid) AS nth
                FROM owned) o
          CROSS JOIN LATERAL pg_identify_object(o.classid, o.objid, o.objsubid) i
          WHERE o.nth <= ?
          ORDER BY o.rolname, i.type, i.identity
          """;

  private static final String ELSEWHERE =
      OWNED.formatted("s.dbid <> 0")
          + """
          SELECT o.rolname, o.rolcanlogin, o.mark, count(*), b.datname
          FROM owned o JOIN pg_database b ON b.oid = o.dbid
          WHERE b.datname <> ALL (?)
          GROUP BY o.rolname, o.rolcanlogin, o.mark, b.datname
          ORDER BY o.rolname, b.datname
          """;

  private final Set<Target> ours;
  private final Map<String, Owner> owners = new TreeMap<>();

  private ProbeOwners(Set<Target> ours) {
    this.ours = ours;
  }

  public static List<Owner> ask(Realm realm, Databases databases) {
    ProbeOwners found =
        new ProbeOwners(realm.places().stream().map(Place::target).collect(Collectors.toSet()));
    Object[] names =
        realm.places().stream()
            .map(place -> PostgresUrl.parse(place.connection().url()).database())
            .toArray();
    for (Place place : realm.places()) {
      boolean isFirst = place.target().equals(databases.first());
      databases.ask(
          place.target(),
          connection -> {
            // A line for each database is few, and would not be seen behind what is in one.
            if (isFirst) found.elsewhere(connection, names);
            found.here(connection, place.target(), isFirst);
          });
    }
    return List.copyOf(found.owners.values());
  }

  private void here(Connection connection, Target target, boolean isFirst) throws SQLException {
    Map<String, Long> many = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(HERE)) {
      statement.setBoolean(1, isFirst);
      statement.setInt(2, Owner.MOST);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Optional<Target> where = row.getBoolean(7) ? Optional.empty() : Optional.of(target);
          // All that it owns here is counted once, with the first of it.
          long more = many.put(row.getString(1), row.getLong(4)) == null ? row.getLong(4) : 0;
          add(row, more, new Owned(row.getString(5), row.getString(6), where));
        }
      }
    }
  }

  private void elsewhere(Connection connection, Object[] names) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ELSEWHERE)) {
      statement.setArray(1, connection.createArrayOf("text", names));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          long many = row.getLong(4);
          String what = "%d in database %s".formatted(many, row.getString(5));
          add(row, many, new Owned("things", what, Optional.empty()));
        }
      }
    }
  }

  private void add(ResultSet row, long more, Owned one) throws SQLException {
    String name = row.getString(1);
    Owner before = owners.get(name);
    List<Owned> some = new ArrayList<>(before == null ? List.of() : before.some());
    if (some.size() < Owner.MOST) some.add(one);
    long count = more + (before == null ? 0 : before.count());
    boolean isOurs = ProbeAccounts.isOurs(row.getString(3), ours);
    owners.put(name, new Owner(name, isOurs, row.getBoolean(2), count, some, true));
  }
}
