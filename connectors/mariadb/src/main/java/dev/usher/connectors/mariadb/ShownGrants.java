package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Reach;
import dev.usher.connectors.mariadb.ShownGrant.InRole;
import dev.usher.connectors.mariadb.ShownGrant.May;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What SHOW GRANTS says of accounts and roles, which answers from what the server goes by and not
 * from its tables. Each is asked once.
 */
final class ShownGrants {
  /**
   * What the server says of accounts that it does not heed, such as those of hosts by name where it
   * resolves no names.
   */
  private static final int NO_SUCH_GRANT = 1141;

  private final Dialect dialect;
  private final Connection connection;
  private final Map<Grantee, List<ShownGrant>> shown = new HashMap<>();

  /** In the tables, and not in the server's memory: nobody comes in by them. */
  private final Set<Grantee> asleep = new HashSet<>();

  ShownGrants(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /** The roles that it is in, directly and through others. */
  Set<Grantee> closure(Grantee who) throws SQLException {
    Set<Grantee> seen = new LinkedHashSet<>();
    List<Grantee> open = new ArrayList<>(List.of(who));
    while (!open.isEmpty()) {
      Grantee next = open.removeLast();
      for (ShownGrant one : of(next)) {
        if (!(one instanceof InRole in) || !in.holder().equals(next.name())) continue;
        Grantee role = dialect.grantee(in.role(), in.host());
        if (seen.add(role)) open.add(role);
      }
    }
    return seen;
  }

  List<ShownGrant> of(Grantee who) throws SQLException {
    List<ShownGrant> known = shown.get(who);
    if (known != null) return known;
    String of = who.equals(MariaDbDialect.PUBLIC) ? "PUBLIC" : Sql.grantee(who);
    List<ShownGrant> found = new ArrayList<>();
    try {
      for (String line : Rows.column(connection, "SHOW GRANTS FOR " + of)) {
        found.addAll(ShownGrant.parse(line));
      }
    } catch (SQLException refused) {
      if (refused.getErrorCode() != NO_SUCH_GRANT) throw refused;
      asleep.add(who);
    }
    shown.put(who, found);
    return found;
  }

  /** What it may do itself: of a role the server shows what is in it too. */
  List<May> mays(Grantee who) throws SQLException {
    List<May> found = new ArrayList<>();
    for (ShownGrant one : of(who)) {
      if (one instanceof May may && may.holder().equals(who.name())) found.add(may);
    }
    return found;
  }

  /** What it may do itself, whatever it is done to. */
  Set<String> everywhere(Grantee who) throws SQLException {
    Set<String> found = new TreeSet<>();
    for (May may : mays(who)) {
      if (!may.database().isEmpty()) continue;
      for (String privilege : may.what().keySet()) {
        if (privilege.equals("all privileges")) found.add(Reach.SUPERUSER);
        else if (!privilege.equals("usage")) found.add(privilege + " everywhere");
      }
    }
    return found;
  }

  /** Whether the server does not heed it, as was seen when it was asked. */
  boolean isAsleep(Grantee who) {
    return asleep.contains(who);
  }
}
