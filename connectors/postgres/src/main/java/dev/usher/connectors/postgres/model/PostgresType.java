package dev.usher.connectors.postgres.model;

import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.SystemType.Kind;
import dev.usher.core.model.SystemType.Level;
import dev.usher.core.model.SystemType.Setting;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the policy language knows of PostgreSQL. The actions are the privileges of the manual's
 * section 5.8 (Privileges), in lower case.
 */
public final class PostgresType {
  private static final Set<String> COLUMN_ACTIONS =
      Set.of("select", "insert", "update", "references");
  private static final Kind TABLE_LIKE =
      new Kind(
          Set.of(
              "select",
              "insert",
              "update",
              "delete",
              "truncate",
              "references",
              "trigger",
              "maintain",
              "own"),
          COLUMN_ACTIONS);

  public static final SystemType TYPE =
      new SystemType(
          "postgresql",
          "database",
          List.of(
              new Level("schema", Set.of()),
              new Level(
                  "table",
                  Set.of(
                      "view",
                      "materialized-view",
                      "foreign-table",
                      "sequence",
                      "function",
                      "type"))),
          Map.of(
              "database", new Kind(Set.of("connect", "create", "temporary", "own"), Set.of()),
              "schema", new Kind(Set.of("usage", "create", "own"), Set.of()),
              "table", TABLE_LIKE,
              "view", TABLE_LIKE,
              "materialized-view", TABLE_LIKE,
              "foreign-table", TABLE_LIKE,
              "sequence", new Kind(Set.of("select", "update", "usage", "own"), Set.of()),
              "function", new Kind(Set.of("execute", "own"), Set.of(), true),
              "type", new Kind(Set.of("usage", "own"), Set.of())),
          Map.of(
              "read",
              Map.of(
                  "table", Set.of("select"),
                  "view", Set.of("select"),
                  "materialized-view", Set.of("select"),
                  "foreign-table", Set.of("select"),
                  "sequence", Set.of("select")),
              "write",
              Map.of(
                  "table", Set.of("insert", "update", "delete"),
                  "view", Set.of("insert", "update", "delete"),
                  "foreign-table", Set.of("insert", "update", "delete")),
              "use",
              Map.of(
                  "database", Set.of("connect"),
                  "schema", Set.of("usage"),
                  "sequence", Set.of("usage"),
                  "function", Set.of("execute"),
                  "type", Set.of("usage"))),
          Map.of("database", "connect", "schema", "usage"),
          Map.of("update", "select", "delete", "select"),
          Map.of(
              "schemas", new Setting.Names(),
              "creators", new Setting.Names(),
              "adopt-roles", new Setting.Carriers(),
              "exclusive", new Setting.Flag(),
              "public", new Setting.Choice(List.of("keep", "revoke"))),
          Set.of(
              Capability.COLUMNS,
              Capability.ROWS,
              Capability.CARRY,
              Capability.FUTURE_OBJECTS,
              Capability.ADOPT,
              Capability.IMPORT,
              Capability.PASSWORDS,
              Capability.EXPIRING_PASSWORDS,
              Capability.TRANSACTIONS,
              Capability.SESSIONS),
          List.of("scram", "cert", "ldap", "iam", "peer"),
          63,
          new SystemType.Urls(
              "jdbc:postgresql:",
              true,
              Set.of(
                  "ApplicationName",
                  "sslmode",
                  "sslrootcert",
                  "sslNegotiation",
                  "channelBinding",
                  "gssEncMode",
                  "connectTimeout",
                  "loginTimeout",
                  "socketTimeout",
                  "cancelSignalTimeout",
                  "tcpKeepAlive",
                  "tcpNoDelay",
                  "targetServerType",
                  "hostRecheckSeconds",
                  "loadBalanceHosts",
                  "prepareThreshold",
                  "preferQueryMode",
                  "protocolVersion")));

  private PostgresType() {}
}
