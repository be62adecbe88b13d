package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFact.Connected;
import dev.usher.connectors.postgres.model.PostgresFact.GivenBy;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFact.Role;
import dev.usher.connectors.postgres.model.PostgresMark;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What all databases of a cluster share: the roles with their marks, and who is in which. */
public final class InspectCluster {
  /** What is known of one role. */
  record Known(
      long oid, String name, boolean login, boolean superuser, Optional<PostgresMark> mark) {}

  private final Target first;
  private final Set<Target> ours;
  private final Map<String, Group> named;
  private final Map<String, Group> adopted = new HashMap<>();
  final Map<Long, Known> roles = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Set<Long> accounts = new HashSet<>();

  /** Who may give a role to others. */
  private final Map<String, Set<String>> givers = new HashMap<>();

  final Map<PostgresFact, Origin> facts = new LinkedHashMap<>();
  public Holds holds = Holds.NONE;

  /**
   * @param ours the realm's targets: marks for others are another policy's business
   * @param named roles that the policy takes over, by their names here
   */
  InspectCluster(Target first, Set<Target> ours, Map<String, Group> named) {
    this.first = first;
    this.ours = ours;
    this.named = named;
  }

  void read(Connection connection, PostgresFact.Server server) throws SQLException {
    read(connection, server, ClusterSql.roles(""), ClusterSql.memberships(server, ""), List.of());
  }

  /**
   * Of a few alone.
   *
   * @param roles all that have to do with them
   * @param members whose memberships are looked at
   */
  void read(Connection connection, PostgresFact.Server server, Array roles, Array members)
      throws SQLException {
    read(
        connection,
        server,
        ClusterSql.roles(ClusterSql.FEW),
        ClusterSql.memberships(server, ClusterSql.OF_FEW),
        List.of(roles, members));
  }

  /**
   * @param few the roles, and the members among them; or none
   */
  private void read(
      Connection connection,
      PostgresFact.Server server,
      String rolesSql,
      String membershipsSql,
      List<Array> few)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(rolesSql)) {
      if (!few.isEmpty()) statement.setArray(1, few.getFirst());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) role(row, server);
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ClusterSql.CONNECTED)) {
      while (row.next()) {
        Known role = roles.get(row.getLong(1));
        if (role != null && !role.login() && isOurs(role)) {
          facts.put(new Connected(first, role.name()), Origin.OURS);
        }
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(membershipsSql)) {
      if (!few.isEmpty()) {
        statement.setArray(1, few.getLast());
        statement.setArray(2, few.getFirst());
      }
      try (ResultSet row = statement.executeQuery()) {
        memberships(row, server);
      }
    }
  }

  /** Who is kept out of these targets, by the marks alone. */
  public static Holds holds(Connection connection, Set<Target> ours) throws SQLException {
    Holds holds = Holds.NONE;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ClusterSql.roles(""))) {
      while (row.next()) {
        String comment = Optional.ofNullable(row.getString(10)).orElse("");
        if (PostgresMark.read(comment).orElse(null) instanceof PostgresMark.Kept kept
            && kept.isOf(row.getString(2))
            && ours.contains(kept.target())) {
          holds = holds.and(kept.holds());
        }
      }
    }
    return holds;
  }

  /**
   * A role that is gone is its number, as the server itself shows it: nobody, where no number is
   * everybody.
   */
  String name(long oid) {
    if (oid == 0) return PostgresFact.PUBLIC;
    Known role = roles.get(oid);
    return role == null ? Long.toString(oid) : role.name();
  }

  /** Whether there is such a role, so that somebody can act as it. */
  boolean knows(String role) {
    return names.contains(role);
  }

  /** Whether every privilege and membership of the role is usher's: it made it for this policy. */
  boolean isMade(Known role) {
    return isOurs(role)
        && !(role.mark().orElse(null) instanceof PostgresMark.Account account && account.adopted());
  }

  /** Those that usher made for people. */
  Set<Long> accounts() {
    return accounts;
  }

  /** Whether usher's account can act as that role: it can become it, or let itself become it. */
  boolean lends(String role, PostgresFact.Server server) {
    if (!knows(role)) return false;
    if (server.turnsInto(role)) return true;
    return !server.uses(role) && !role.startsWith("pg_") && gives(role, server);
  }

  /** Whether usher's account may give that role to others, by what it has now. */
  private boolean gives(String role, PostgresFact.Server server) {
    if (server.superuser()) return true;
    boolean bound = roles.values().stream().anyMatch(one -> is(one, role) && !one.superuser());
    boolean may =
        !server.has16()
            || givers.getOrDefault(role, Set.of()).stream().anyMatch(server.usable()::contains);
    return bound && may;
  }

  /** Whether it carries a role of the policy in the target, and was there before usher. */
  boolean isAdopted(String role, Target target) {
    Group group = adopted.get(role);
    return group != null && group.target().equals(target);
  }

  /** Whether usher made it or took it over, for one of these targets. */
  private boolean isOurs(Known role) {
    return switch (role.mark().orElse(null)) {
      case PostgresMark.Group group -> ours.contains(group.target());
      case PostgresMark.Account account -> account.targets().stream().anyMatch(ours::contains);
      case PostgresMark.Kept kept -> kept.isOf(role.name()) && ours.contains(kept.target());
      case null -> false;
    };
  }

  private void role(ResultSet row, PostgresFact.Server server) throws SQLException {
    String comment = Optional.ofNullable(row.getString(10)).orElse("");
    Known role =
        new Known(
            row.getLong(1),
            row.getString(2),
            row.getBoolean(3),
            row.getBoolean(4),
            PostgresMark.read(comment));
    roles.put(role.oid(), role);
    names.add(role.name());
    if (role.mark().orElse(null) instanceof PostgresMark.Account && isMade(role)) {
      accounts.add(role.oid());
    }
    List<String> all = attributes(row);
    facts.put(new Role(first, role.name(), role.login(), List.copyOf(all)), Origin.CONTEXT);
    Group carries = named.get(role.name());
    if (carries != null
        && Carriers.refusal(role.name(), role.login(), all, role.mark(), server).isEmpty()) {
      adopted.put(role.name(), carries);
      facts.put(carries, Origin.CONTEXT);
    }
    List<String> attributes = new ArrayList<>(all.stream().filter(server::canTake).toList());
    switch (role.mark().orElse(null)) {
      case PostgresMark.Group group -> {
        if (role.login()) attributes.addFirst("LOGIN");
        facts.put(
            new Group(group.target(), role.name(), group.role(), List.copyOf(attributes)),
            origin(group.target()));
      }
      case PostgresMark.Account account -> {
        List<String> kept = account.adopted() ? List.of() : List.copyOf(attributes);
        for (Target target : account.targets()) {
          facts.put(
              new Account(target, role.name(), account.adopted(), role.login(), kept),
              origin(target));
        }
      }
      case PostgresMark.Kept kept -> {
        if (!kept.isOf(role.name())) return;
        facts.put(new PostgresFact.Barred(kept.target(), kept.hold()), origin(kept.target()));
        if (ours.contains(kept.target())) holds = holds.and(kept.holds());
      }
      case null -> {}
    }
  }

  private Origin origin(Target target) {
    return ours.contains(target) ? Origin.OURS : Origin.FOREIGN;
  }

  private static List<String> attributes(ResultSet row) throws SQLException {
    List<String> found = new ArrayList<>();
    if (row.getBoolean(4)) found.add("SUPERUSER");
    if (!row.getBoolean(5)) found.add("NOINHERIT");
    if (row.getBoolean(6)) found.add("CREATEROLE");
    if (row.getBoolean(7)) found.add("CREATEDB");
    if (row.getBoolean(8)) found.add("REPLICATION");
    if (row.getBoolean(9)) found.add("BYPASSRLS");
    return found;
  }

  private void memberships(ResultSet row, PostgresFact.Server server) throws SQLException {
    Map<Object, Membership> found = new LinkedHashMap<>();
    Map<Object, Set<String>> grantors = new HashMap<>();
    List<TieFact.Let> let = new ArrayList<>();
    while (row.next()) {
      Known group = roles.get(row.getLong(1));
      Known member = roles.get(row.getLong(2));
      if (group == null || member == null) continue;
      Membership one =
          new Membership(
              target(group, member),
              group.name(),
              member.name(),
              row.getBoolean(5),
              row.getBoolean(6),
              row.getBoolean(4));
      found.merge(one.key(), one, InspectCluster::either);
      String grantor = name(row.getLong(3));
      if (one.admin()) {
        givers.computeIfAbsent(one.group(), _ -> new HashSet<>()).add(one.member());
      }
      if (accounts.contains(row.getLong(3))) let.add(let(grantor, one));
      grantors.computeIfAbsent(one.key(), _ -> new TreeSet<>()).add(grantor);
      if (isOurs(group, member, server) || adopted.containsKey(group.name())) {
        facts.put(new GivenBy(one.target(), one.group(), one.member(), grantor), Origin.CONTEXT);
      }
    }
    let.forEach(one -> let(one, server));
    Map<String, Known> byName = new HashMap<>();
    roles.values().forEach(role -> byName.put(role.name(), role));
    found.forEach(
        (key, one) -> {
          Known group = byName.get(one.group());
          Known member = byName.get(one.member());
          if (group == null || member == null) return;
          boolean carried = isCarried(one, member, server);
          boolean take =
              (isOurs(group, member, server) || carried)
                  && canTake(one, grantors.getOrDefault(key, Set.of()), server);
          boolean told =
              isOurs(group, member, server)
                  || isAdopted(member)
                  || adopted.containsKey(group.name()) && !member.name().equals(server.admin());
          facts.put(one, take ? Origin.OURS : told ? Origin.FOREIGN : Origin.CONTEXT);
        });
  }

  private TieFact.Let let(String giver, Membership one) {
    return new TieFact.Let(
        first, giver, one.group(), one.member(), one.inherit(), one.set(), one.admin());
  }

  /**
   * What an account of ours let somebody into. From 16 on it cannot be dropped before that is
   * undone; of a role of usher's own whoever is to stay in it is given it anew in any case.
   */
  private void let(TieFact.Let one, PostgresFact.Server server) {
    boolean ours = roles.values().stream().anyMatch(role -> is(role, one.group()) && isMade(role));
    boolean can = ours || gives(one.group(), server);
    if (can && !(ours && server.has16())) facts.put(one, Origin.CONTEXT);
    if (!server.has16()) return;
    String what = "gave " + one.group() + " to " + one.member();
    PostgresFact.Hangs how = can ? PostgresFact.Hangs.NAMED : PostgresFact.Hangs.OTHERS;
    facts.put(new PostgresFact.Residue(first, one.role(), "", what, how), Origin.CONTEXT);
  }

  private static boolean is(Known role, String name) {
    return role.name().equals(name);
  }

  /** A membership in a role that was taken over, which the policy could have given as it is. */
  private boolean isCarried(Membership one, Known member, PostgresFact.Server server) {
    if (!adopted.containsKey(one.group()) || one.admin() || !one.inherit()) return false;
    if (member.name().equals(server.admin())) return false;
    if (member.mark().isPresent()) return isOurs(member);
    if (!member.login()) return adopted.containsKey(member.name());
    return !member.superuser()
        && PostgresNames.isSubject(member.name())
        && server.alters(member.name());
  }

  private boolean isAdopted(Known role) {
    return role.mark().orElse(null) instanceof PostgresMark.Account account
        && account.adopted()
        && account.targets().stream().anyMatch(ours::contains);
  }

  /**
   * usher's own hold on what it made is no membership of anybody's; and one account may serve
   * several policies, whose groups are their own business.
   */
  private boolean isOurs(Known group, Known member, PostgresFact.Server server) {
    if (member.name().equals(server.admin())) return false;
    boolean anothers = group.mark().orElse(null) instanceof PostgresMark.Group && !isMade(group);
    return isMade(group) || isMade(member) && !anothers;
  }

  /**
   * Before 16 whoever may create roles may take any membership; from 16 on a grantor's must act.
   */
  private static boolean canTake(Membership one, Set<String> grantors, PostgresFact.Server server) {
    if (server.superuser() || !server.has16()) return true;
    return server.administers().contains(one.group()) && server.usable().containsAll(grantors);
  }

  private Target target(Known group, Known member) {
    Group carries = adopted.get(group.name());
    if (carries != null) return carries.target();
    for (Known role : List.of(group, member)) {
      switch (role.mark().orElse(null)) {
        case PostgresMark.Group mark -> {
          if (ours.contains(mark.target())) return mark.target();
        }
        case PostgresMark.Account mark -> {
          for (Target target : mark.targets()) if (ours.contains(target)) return target;
        }
        case PostgresMark.Kept mark -> {
          if (ours.contains(mark.target())) return mark.target();
        }
        case null -> {}
      }
    }
    return first;
  }

  private static Membership either(Membership one, Membership other) {
    return new Membership(
        one.target(),
        one.group(),
        one.member(),
        one.inherit() || other.inherit(),
        one.set() || other.set(),
        one.admin() || other.admin());
  }
}
