package dev.usher.connectors.mariadb;

import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.SystemType.Kind;
import dev.usher.core.model.SystemType.Level;
import dev.usher.core.model.SystemType.Setting;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the policy language knows of MariaDB. The actions are the privileges of the manual's page
 * GRANT, in lower case, each where it makes sense by itself: there is no {@code select} on a whole
 * database, and {@code create} is the database's.
 */
public final class MariaDbType {
  private static final Kind ROUTINE = new Kind(Set.of("execute", "alter routine"), Set.of());

  public static final SystemType TYPE =
      new SystemType(
          "mariadb",
          "database",
          List.of(new Level("table", Set.of("view", "sequence", "procedure", "function"))),
          Map.of(
              "database",
                  new Kind(
                      Set.of(
                          "create",
                          "create temporary tables",
                          "lock tables",
                          "create view",
                          "create routine",
                          "event"),
                      Set.of()),
              "table",
                  new Kind(
                      Set.of(
                          "select",
                          "insert",
                          "update",
                          "delete",
                          "references",
                          "index",
                          "alter",
                          "drop",
                          "trigger",
                          "delete history"),
                      Set.of("select", "insert", "update", "references")),
              "view",
                  new Kind(
                      Set.of("select", "insert", "update", "delete", "show view", "drop"),
                      Set.of("select", "insert", "update")),
              "sequence", new Kind(Set.of("select", "insert", "alter", "drop"), Set.of()),
              "procedure", ROUTINE,
              "function", ROUTINE),
          Map.of(
              "read",
              Map.of(
                  "table",
                  Set.of("select"),
                  "view",
                  Set.of("select"),
                  "sequence",
                  Set.of("select")),
              "write",
              Map.of(
                  "table", Set.of("insert", "update", "delete"),
                  "view", Set.of("insert", "update", "delete")),
              "use",
              Map.of(
                  "sequence", Set.of("select", "insert"),
                  "procedure", Set.of("execute"),
                  "function", Set.of("execute"))),
          Map.of(),
          Map.of("update", "select", "delete", "select"),
          Map.of("host", new Setting.Text()),
          Set.of(Capability.COLUMNS, Capability.ADOPT, Capability.PASSWORDS, Capability.SESSIONS),
          List.of("password"),
          MariaDbNames.MAX,
          new SystemType.Urls(
              "jdbc:mariadb:",
              true,
              Set.of(
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
                  "useCompression",
                  "disablePipeline")));

  private MariaDbType() {}
}
