package dev.usher.connectors.mariadb;

import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.SystemType.Kind;
import dev.usher.core.model.SystemType.Level;
import dev.usher.core.model.SystemType.Setting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the policy language knows of MariaDB and MySQL. The actions are the privileges of the
 * manuals' pages GRANT, in lower case, each where it makes sense by itself: there is no {@code
 * select} on a whole database, and {@code create} is the database's.
 */
public final class MariaDbType {
  private static final Kind DATABASE =
      new Kind(
          Set.of(
              "create",
              "create temporary tables",
              "lock tables",
              "create view",
              "create routine",
              "event"),
          Set.of());

  private static final Set<String> OF_TABLES =
      Set.of(
          "select",
          "insert",
          "update",
          "delete",
          "references",
          "index",
          "alter",
          "drop",
          "trigger");

  private static final Set<String> BY_COLUMN = Set.of("select", "insert", "update", "references");

  private static final Kind VIEW =
      new Kind(
          Set.of("select", "insert", "update", "delete", "show view", "drop"),
          Set.of("select", "insert", "update"));

  private static final Kind ROUTINE = new Kind(Set.of("execute", "alter routine"), Set.of());

  private static final Set<String> READ = Set.of("select");
  private static final Set<String> WRITE = Set.of("insert", "update", "delete");
  private static final Set<String> EXECUTE = Set.of("execute");

  public static final SystemType TYPE =
      type(
          "mariadb",
          Map.of(
              "database",
              DATABASE,
              "table",
              new Kind(with(OF_TABLES, "delete history"), BY_COLUMN),
              "view",
              VIEW,
              "sequence",
              new Kind(Set.of("select", "insert", "alter", "drop"), Set.of()),
              "procedure",
              ROUTINE,
              "function",
              ROUTINE),
          Map.of(
              "read",
              Map.of("table", READ, "view", READ, "sequence", READ),
              "write",
              Map.of("table", WRITE, "view", WRITE),
              "use",
              Map.of(
                  "sequence",
                  Set.of("select", "insert"),
                  "procedure",
                  EXECUTE,
                  "function",
                  EXECUTE)),
          128,
          Set.of(
              Capability.COLUMNS,
              Capability.ROWS,
              Capability.ADOPT,
              Capability.IMPORT,
              Capability.PASSWORDS,
              Capability.SESSIONS),
          Set.of("disablePipeline"));

  /** MySQL has no sequences, and no tables with a history. */
  public static final SystemType MYSQL =
      type(
          "mysql",
          Map.of(
              "database",
              DATABASE,
              "table",
              new Kind(OF_TABLES, BY_COLUMN),
              "view",
              VIEW,
              "procedure",
              ROUTINE,
              "function",
              ROUTINE),
          Map.of(
              "read",
              Map.of("table", READ, "view", READ),
              "write",
              Map.of("table", WRITE, "view", WRITE),
              "use",
              Map.of("procedure", EXECUTE, "function", EXECUTE)),
          32,
          Set.of(
              Capability.COLUMNS,
              Capability.ADOPT,
              Capability.IMPORT,
              Capability.PASSWORDS,
              Capability.SESSIONS),
          Set.of());

  private MariaDbType() {}

  private static SystemType type(
      String name,
      Map<String, Kind> kinds,
      Map<String, Map<String, Set<String>>> bundles,
      int maxName,
      Set<Capability> can,
      Set<String> parameters) {
    Set<String> besideTables = new TreeSet<>(kinds.keySet());
    besideTables.removeAll(Set.of("database", "table"));
    Set<String> allowed =
        with(
            parameters,
            "sslMode",
            "serverSslCert",
            "enabledSslProtocolSuites",
            "enabledSslCipherSuites",
            "connectTimeout",
            "socketTimeout",
            "tcpKeepAlive",
            "tcpKeepIdle",
            "tcpKeepCount",
            "tcpKeepInterval",
            "useCompression");
    return new SystemType(
        name,
        "database",
        List.of(new Level("table", besideTables)),
        kinds,
        bundles,
        Map.of(),
        Map.of("update", "select", "delete", "select"),
        Map.of("host", new Setting.Text(), Carriers.SETTING, new Setting.Carriers()),
        can,
        List.of("password"),
        maxName,
        new SystemType.Urls("jdbc:" + name + ":", true, allowed));
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }
}
