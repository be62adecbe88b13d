package dev.usher.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What somebody who knows PostgreSQL well would write: one GRANT for all tables and all grantees
 * that have the same privileges, so that each table's row is written as seldom as can be.
 */
final class HandScript {
  private HandScript() {}

  /**
   * @param groups native name of each role, in order
   */
  static String of(Privileges privileges, List<String> groups) {
    Map<String, List<String>> granted = new LinkedHashMap<>();
    for (int i = 0; i < privileges.roles(); i++) {
      String read = "GRANT SELECT ON ALL TABLES IN SCHEMA s" + privileges.reads(i);
      granted.computeIfAbsent(read, _ -> new ArrayList<>()).add(groups.get(i));
    }
    for (int i = 0; i < privileges.roles(); i++) {
      String schema = "s" + privileges.writes(i) + ".";
      String tables =
          String.join(", ", privileges.written(i).stream().map(table -> schema + table).toList());
      String write = "GRANT SELECT, INSERT, UPDATE, DELETE ON " + tables;
      granted.computeIfAbsent(write, _ -> new ArrayList<>()).add(groups.get(i));
    }
    StringBuilder script = new StringBuilder();
    granted.forEach(
        (grant, to) ->
            script.append(grant).append(" TO ").append(String.join(", ", to)).append(";\n"));
    return script.toString();
  }
}
