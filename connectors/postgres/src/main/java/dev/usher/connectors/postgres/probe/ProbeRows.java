package dev.usher.connectors.postgres.probe;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.postgres.compile.CompileRows;
import dev.usher.connectors.postgres.model.RuleBody;
import dev.usher.connectors.postgres.model.Seal;
import dev.usher.core.condition.Digest;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Of which rows roles can do what they can, by the policies that are in force for them: of usher's
 * own the conditions that they were made of, while the server words them as it did then; of all
 * else a word that is no condition's.
 */
public final class ProbeRows {
  private static final String POLICIES =
      """
      SELECT p.oid, p.polname, CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert'
               WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE '' END,
             p.polpermissive, obj_description(p.oid, 'pg_policy'), %s, n.nspname, c.relname
      FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE p.polrelid = ANY (?)
      """
          .formatted(RuleBody.MADE);

  /** Role, table that row security narrows for it, the policies that are for it. */
  private static final String REACHES =
      """
      SELECT w.oid, c.oid,
             ARRAY(SELECT p.oid FROM pg_policy p WHERE p.polrelid = c.oid AND EXISTS (
                     SELECT FROM unnest(p.polroles) o
                     WHERE CASE WHEN o = 0 THEN true ELSE pg_has_role(w.oid, o, 'USAGE') END))
      FROM unnest(?::oid[]) AS w (oid) JOIN pg_roles r ON r.oid = w.oid
      JOIN pg_class c ON c.oid = ANY (?) AND c.relrowsecurity
      WHERE NOT r.rolsuper AND NOT r.rolbypassrls
        AND (c.relforcerowsecurity OR NOT pg_has_role(w.oid, c.relowner, 'USAGE'))
      """;

  /** Role, and each that it has of those that policies are for. */
  private static final String READERS =
      """
      SELECT w.oid, r.rolname FROM unnest(?::oid[]) AS w (oid)
      JOIN pg_roles r ON pg_has_role(w.oid, r.oid, 'USAGE') AND r.oid IN (
        SELECT unnest(p.polroles) FROM pg_policy p WHERE p.polrelid = ANY (?))
      """;

  /** Before the condition by which somebody reads what they write. */
  private static final String READ = "read ";

  static final ProbeRows NONE = new ProbeRows();

  /**
   * @param action empty for every one
   */
  private record Policy(String name, String action, boolean permissive, Set<String> rows) {}

  private final Map<Long, Policy> policies = new HashMap<>();

  /** Table, then role. */
  private final Map<Long, Map<Long, List<Long>>> inForce = new HashMap<>();

  /** Role, then the words of marks for the roles that it has. */
  private final Map<Long, Set<String>> readers = new HashMap<>();

  private ProbeRows() {}

  static ProbeRows ask(Connection connection, Target target, Array roles, Array tables)
      throws SQLException {
    ProbeRows rows = new ProbeRows();
    Seal seal = Seal.read(connection, target);
    try (PreparedStatement statement = connection.prepareStatement(POLICIES)) {
      statement.setArray(1, tables);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          RuleBody body =
              RuleBody.found(
                  row.getString(5), row.getString(6), seal, row.getString(7), row.getString(8));
          String name = row.getString(2);
          rows.policies.put(
              row.getLong(1),
              new Policy(
                  name,
                  row.getString(3),
                  row.getBoolean(4),
                  body == null ? Set.of("policy " + name) : body.rows));
        }
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(REACHES)) {
      statement.setArray(1, roles);
      statement.setArray(2, tables);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.inForce
              .computeIfAbsent(row.getLong(2), _ -> new HashMap<>())
              .put(row.getLong(1), List.of((Long[]) row.getArray(3).getArray()));
        }
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(READERS)) {
      statement.setArray(1, roles);
      statement.setArray(2, tables);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.readers
              .computeIfAbsent(row.getLong(1), _ -> new HashSet<>())
              .add(RuleBody.reader(row.getString(2)));
        }
      }
    }
    return rows;
  }

  /** Tables that are narrowed for some role. */
  Set<Long> tables() {
    return inForce.keySet();
  }

  /** The same actions, of the rows that somebody reaches who acts as that role. */
  Map<String, Extent> narrowed(Map<String, Extent> actions, long role, long table) {
    Map<String, Extent> narrowed = new HashMap<>(actions);
    for (String action : CompileRows.COMMANDS) {
      rows(role, table, action)
          .ifPresent(
              rows ->
                  narrowed.computeIfPresent(
                      action, (_, of) -> new Extent.Some(of, Set.copyOf(rows))));
    }
    return Map.copyOf(narrowed);
  }

  /** Empty where every row is reached. */
  private Optional<Set<String>> rows(long role, long table, String action) {
    List<Long> some = inForce.getOrDefault(table, Map.of()).get(role);
    if (some == null) return Optional.empty();
    Set<String> rows = new TreeSet<>();
    Set<String> less = new TreeSet<>();
    for (Long oid : some) {
      Policy policy = policies.get(oid);
      if (policy == null || !(policy.action().isEmpty() || policy.action().equals(action)))
        continue;
      if (policy.permissive()) rows.addAll(policy.rows());
      else less.addAll(less(policy, readers.getOrDefault(role, Set.of())));
    }
    if (rows.contains(Digest.EVERY)) rows = new TreeSet<>(Set.of(Digest.EVERY));
    // Who reads every row by one role reads every row.
    if (less.contains(READ + Digest.EVERY)) less.removeIf(one -> one.startsWith(READ));
    if (!rows.isEmpty() && !less.isEmpty()) {
      rows.remove(Digest.EVERY);
      rows.addAll(less);
    }
    return rows.equals(Set.of(Digest.EVERY)) ? Optional.empty() : Optional.of(rows);
  }

  /** What a policy takes away from somebody who reads by these roles. */
  private static Set<String> less(Policy policy, Set<String> readers) {
    Set<String> less = new TreeSet<>();
    for (String row : policy.rows()) {
      int at = row.indexOf('=');
      if (at < 0) less.add(row);
      else if (readers.contains(row.substring(0, at))) less.add(READ + row.substring(at + 1));
    }
    return less;
  }
}
