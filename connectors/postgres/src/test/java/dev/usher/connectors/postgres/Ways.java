package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How accounts come by the rows of a table beside what usher gave, by the catalogues' own words.
 */
final class Ways {
  /** Not by usher's roles: PUBLIC, itself, a role that it is in, the owner. */
  private static final String OTHER =
      """
      select a.rolname, c.relname from pg_class c, pg_roles a
      where a.rolname in (%s) and c.oid in (%s) and (
        pg_has_role(a.oid, c.relowner, 'USAGE')
        or pg_has_role(a.oid, 'pg_read_all_data', 'USAGE')
        or exists (
          select from (select e.grantee from aclexplode(c.relacl) e
                       union all
                       select e.grantee from pg_attribute t, aclexplode(t.attacl) e
                       where t.attrelid = c.oid and t.attacl is not null) g
          where g.grantee = 0 or exists (
            select from pg_roles r where r.oid = g.grantee and r.rolname not like 'usher\\_%%'
              and pg_has_role(a.oid, r.oid, 'USAGE'))))
      """;

  /** Tables of which nobody reads some rows by the policy, and others have taken rows. */
  private static final String SWITCHED =
      """
      select c.relname from pg_class c where c.relrowsecurity and c.oid in (%s) and not exists (
        select from pg_policy p where p.polrelid = c.oid
          and obj_description(p.oid, 'pg_policy') like 'usher:%%')
      """;

  private final Connection connection;
  private final Meaning meaning;
  private final Access access;
  private final Target target;

  /** Accounts and tables. */
  private final Set<List<String>> others;

  private final Set<String> switched;

  Ways(Connection connection, Meaning meaning, Access access, List<String> accounts) {
    this.connection = connection;
    this.meaning = meaning;
    this.access = access;
    this.target = access.target();
    String names = accounts.stream().map(Sql::text).collect(Collectors.joining(", "));
    String tables =
        RandomRows.TABLES.stream()
            .map(table -> "'public." + table + "'::regclass")
            .collect(Collectors.joining(", "));
    this.others = Set.copyOf(Sql.rows(connection, OTHER.formatted(names, tables)));
    this.switched = Set.copyOf(Sql.column(connection, SWITCHED.formatted(tables)));
  }

  /** For whoever sees rows by a condition there must be no other way; for others it may stay. */
  boolean hasOther(String account, String table) {
    return !isNarrowed(account, table) && others.contains(List.of(account, table));
  }

  /** Where others have row security and nobody is narrowed, usher leaves it alone: it is told. */
  boolean isSwitchedByOthers(String table) {
    return switched.contains(table);
  }

  private boolean isNarrowed(String account, String table) {
    return List.of("select", "insert", "update", "delete").stream()
        .anyMatch(action -> isNarrowed(account, action, on(table)));
  }

  private Resource on(String table) {
    return Resource.of(target, Segment.plain("public"), Segment.plain(table));
  }

  /** By no permission whole, by some in part. */
  private boolean isNarrowed(String account, String action, Resource on) {
    List<Right> rights =
        access.heldBy(account).stream()
            .map(Access.Held::right)
            .filter(right -> right.words().contains(action) && right.touches(on))
            .toList();
    return !rights.isEmpty() && rights.stream().allMatch(right -> right.rows().isPresent());
  }

  /** Whoever reads some rows of the table reads no others by a view, a function, a partition. */
  void paths(
      String account, String table, Brownfield there, Map<Integer, Map<String, Value>> rows) {
    if (!isNarrowed(account, "select", on(table))) return;
    Set<Integer> meant = new TreeSet<>();
    rows.forEach(
        (id, row) -> {
          if (meaning.decide(account, "select", on(table).column("id"), Optional.of(row))
              instanceof Decision.All) meant.add(id);
        });
    there.paths.forEach(
        (path, of) -> {
          if (of.equals(table))
            assertThat(meant).as(account + " by " + path).containsAll(seen(account, path));
        });
  }

  private Set<Integer> seen(String account, String path) {
    Set<Integer> seen = new TreeSet<>();
    try {
      Sql.run(connection, "set session authorization " + Sql.name(account));
      Sql.column(connection, "select id from " + path).forEach(id -> seen.add(Integer.valueOf(id)));
    } catch (IllegalStateException refused) {
      assertThat(refused).hasMessageContaining("permission denied");
    } finally {
      Sql.run(connection, "reset session authorization");
    }
    return seen;
  }
}
