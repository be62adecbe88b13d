package dev.usher.connectors.postgres.probe;

import dev.usher.connectors.postgres.model.PostgresMark;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whom to ask about: one account for each class of equal attributes and memberships, which holds
 * and owns nothing by itself; and what each can become.
 */
public final class ProbeAccounts {
  /**
   * @param asked the role that answers for its class
   * @param powers beyond any grant, its own and those of what it can become
   * @param holds roles of ours that it is in, can become, or can give to others
   */
  record Account(
      String name,
      boolean opens,
      boolean ours,
      long asked,
      Set<String> powers,
      Set<String> holds) {}

  private record Found(
      long oid, String name, boolean opens, boolean ours, List<String> attributes, String alike) {}

  final List<Account> accounts = new ArrayList<>();

  private final Map<Long, Set<String>> powers = new HashMap<>();
  private final Map<Long, Set<String>> holds = new HashMap<>();

  /** For each role that is asked about: itself, and what it can become and does not have anyway. */
  final Map<Long, Set<Long>> actsAs = new LinkedHashMap<>();

  static ProbeAccounts read(
      Connection connection, Set<String> names, boolean each, Set<Target> ours)
      throws SQLException {
    ProbeAccounts read = new ProbeAccounts();
    boolean has16 = connection.getMetaData().getDatabaseMajorVersion() >= 16;
    Map<String, Long> classes = new HashMap<>();
    List<Found> found = read.find(connection, names, each, ours, has16);
    for (Found one : found) {
      long asked = classes.computeIfAbsent(one.alike(), _ -> one.oid());
      read.actsAs.computeIfAbsent(asked, self -> new HashSet<>(Set.of(self)));
    }
    read.reach(connection, has16, ours);
    read.gives(connection, has16, ours);
    for (Found one : found) {
      long asked = classes.getOrDefault(one.alike(), one.oid());
      Set<String> powers = new TreeSet<>(one.attributes());
      powers.addAll(read.powers.getOrDefault(asked, Set.of()));
      read.accounts.add(
          new Account(
              one.name(),
              one.opens(),
              one.ours(),
              asked,
              powers,
              read.holds.getOrDefault(asked, Set.of())));
    }
    return read;
  }

  private List<Found> find(
      Connection connection, Set<String> names, boolean each, Set<Target> ours, boolean has16)
      throws SQLException {
    String options = "m.admin_option" + (has16 ? ", m.inherit_option, m.set_option" : "");
    List<Found> found = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(ProbeSql.ACCOUNTS.formatted(options))) {
      Array wanted = connection.createArrayOf("text", names.toArray());
      statement.setArray(1, wanted);
      statement.setArray(2, wanted);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          List<String> attributes = List.of((String[]) row.getArray(4).getArray());
          boolean alone = each || row.getBoolean(6);
          found.add(
              new Found(
                  row.getLong(1),
                  row.getString(2),
                  row.getBoolean(3),
                  isOurs(row.getString(5), ours),
                  attributes,
                  alone ? "=" + row.getString(2) : attributes + " " + row.getString(7)));
        }
      }
    }
    return found;
  }

  static boolean isOurs(String comment, Set<Target> ours) {
    return PostgresMark.read(comment)
        .filter(
            mark ->
                switch (mark) {
                  case PostgresMark.Group group -> ours.contains(group.target());
                  case PostgresMark.Account account ->
                      account.targets().stream().anyMatch(ours::contains);
                  case PostgresMark.Kept kept -> ours.contains(kept.target());
                })
        .isPresent();
  }

  private void reach(Connection connection, boolean has16, Set<Target> ours) throws SQLException {
    String becoming = has16 ? "SET" : "MEMBER";
    try (PreparedStatement statement =
        connection.prepareStatement(ProbeSql.REACHES.formatted(becoming))) {
      statement.setArray(1, connection.createArrayOf("oid", actsAs.keySet().toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          long who = row.getLong(1);
          boolean has = row.getBoolean(4);
          boolean becomes = row.getBoolean(5);
          String role = row.getString(3);
          Set<String> mine = powers.computeIfAbsent(who, _ -> new TreeSet<>());
          if (becomes) mine.addAll(List.of((String[]) row.getArray(6).getArray()));
          if (role.startsWith("pg_") && !role.equals("pg_database_owner")) mine.add(role);
          if (isOurs(row.getString(7), ours)) hold(who, role);
          if (becomes && !has) {
            actsAs.computeIfAbsent(who, self -> new HashSet<>(Set.of(self))).add(row.getLong(2));
          }
        }
      }
    }
  }

  /** Who may give a role to others: beyond any grant, and whoever it is where the role is ours. */
  private void gives(Connection connection, boolean has16, Set<Target> ours) throws SQLException {
    String becoming = has16 ? "SET" : "MEMBER";
    try (PreparedStatement statement =
        connection.prepareStatement(ProbeSql.GIVES.formatted(becoming))) {
      statement.setArray(1, connection.createArrayOf("oid", actsAs.keySet().toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          long who = row.getLong(1);
          String role = row.getString(2);
          powers.computeIfAbsent(who, _ -> new TreeSet<>()).add("admin option on " + role);
          if (isOurs(row.getString(3), ours)) hold(who, role);
        }
      }
    }
  }

  private void hold(long who, String role) {
    holds.computeIfAbsent(who, _ -> new TreeSet<>()).add(role);
  }
}
