package dev.usher.connectors.mariadb.proof;

import dev.usher.connectors.mariadb.Ground;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.live.Cell;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an account has, cell by cell, when it logs in: its own and what is in its default role, by
 * the privilege tables of information_schema, which answer from the server's memory.
 */
final class Answers {
  private final Ground ground;
  private final MariaDb server;
  private final Content content;
  private final List<Cell> cells = new ArrayList<>();

  Answers(Ground ground, Content content) {
    this.ground = ground;
    this.server = ground.server;
    SystemType type = ground.connector().type();
    this.content = content;
    content
        .catalogue()
        .entries()
        .forEach(
            (thing, entry) -> {
              SystemType.Kind kind = type.kinds().get(type.kindOf(thing));
              for (String action : new TreeSet<>(kind.actions())) {
                cells.add(new Cell(thing, action));
                if (!kind.columnActions().contains(action)) continue;
                for (String column : entry.columns()) {
                  cells.add(new Cell(thing.column(column), action));
                }
              }
            });
  }

  List<Cell> cells() {
    return cells;
  }

  private record Right(String thing, String column, String action) {}

  BitSet of(String account) {
    Set<Right> rights = new HashSet<>();
    Set<String> grantees = new TreeSet<>(Set.of("'" + account + "'@'%'"));
    String host = server.isMySql() ? "%" : "";
    closure(account).forEach(role -> grantees.add("'" + role + "'@'" + host + "'"));
    String in = String.join(", ", grantees.stream().map(Ground::text).toList());
    String database = Ground.text(content.database());
    for (List<String> row :
        server.rows(
            ("select table_name, '', privilege_type from information_schema.table_privileges"
                    + " where binary grantee in (%1$s) and table_schema = %2$s union all"
                    + " select table_name, column_name, privilege_type"
                    + " from information_schema.column_privileges"
                    + " where binary grantee in (%1$s) and table_schema = %2$s union all"
                    + " select '', '', privilege_type from information_schema.schema_privileges"
                    + " where binary grantee in (%1$s) and table_schema = %3$s")
                .formatted(in, database, Ground.text(pattern(content.database()))))) {
      add(rights, "table " + row.get(0), row.get(1), row.get(2));
    }
    String names =
        String.join(
            ", ",
            grantees.stream()
                .map(one -> one.substring(1, one.lastIndexOf("'@'")))
                .map(Ground::text)
                .toList());
    for (List<String> row :
        server.rows(
            ("select lower(routine_type), lower(routine_name), proc_priv from mysql.procs_priv"
                    + " where binary user in (%s) and db = %s")
                .formatted(names, database))) {
      for (String word : row.get(2).split(","))
        add(rights, row.get(0) + " " + row.get(1), "", word);
    }
    BitSet bits = new BitSet();
    for (int i = 0; i < cells.size(); i++) bits.set(i, has(rights, cells.get(i)));
    return bits;
  }

  /** Its default role, where it has that, and what is in it. */
  private Set<String> closure(String account) {
    Map<List<String>, Set<String>> roles = new HashMap<>();
    ground
        .roles()
        .forEach(
            row -> roles.computeIfAbsent(row.subList(0, 2), _ -> new TreeSet<>()).add(row.get(2)));
    Set<String> direct = roles.getOrDefault(List.of(account, "%"), Set.of());
    Set<String> found = new TreeSet<>();
    List<String> open = new ArrayList<>();
    server
        .rows(
            (server.isMySql()
                    ? "select default_role_user from mysql.default_roles"
                    : "select coalesce(json_value(priv, '$.default_role'), '')"
                        + " from mysql.global_priv")
                + " where host = '%' and binary user = "
                + Ground.text(account))
        .stream()
        .map(List::getFirst)
        .filter(direct::contains)
        .forEach(open::add);
    while (!open.isEmpty()) {
      String next = open.removeLast();
      if (found.add(next))
        open.addAll(roles.getOrDefault(List.of(next, server.isMySql() ? "%" : ""), Set.of()));
    }
    return found;
  }

  private static String pattern(String database) {
    return database.replaceAll("([\\\\_%])", "\\\\$1");
  }

  private static void add(Set<Right> rights, String thing, String column, String word) {
    String action =
        word.toLowerCase(Locale.ROOT).replace("delete versioning rows", "delete history");
    rights.add(new Right(thing, column, action));
  }

  private static boolean has(Set<Right> rights, Cell cell) {
    Resource on = cell.on();
    String thing = "table ";
    if (!on.path().isEmpty()) {
      String kind = on.path().getFirst().kind();
      String name = on.path().getFirst().name();
      boolean routine = kind.equals("function") || kind.equals("procedure");
      thing = routine ? kind + " " + name.toLowerCase(Locale.ROOT) : "table " + name;
    }
    return rights.contains(new Right(thing, "", cell.action()))
        || on.column().isPresent()
            && rights.contains(new Right(thing, on.column().get(), cell.action()));
  }
}
