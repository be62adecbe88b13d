package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Hangs;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.PostgresFact.Residue;
import dev.usher.connectors.postgres.model.PostgresFact.Server;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What hangs on accounts that leave, and how it is taken from them: what they own goes to their
 * heirs, and what names them is dropped (manual: REASSIGN OWNED, DROP OWNED). That is done in each
 * database that usher's account can come into; an account on which more hangs than can be taken is
 * left as it is.
 */
public final class Legacy {
  private final Server first;
  private final Map<Target, Server> servers = new HashMap<>();
  private final Map<String, String> heirs;
  private final Map<String, List<Residue>> residues = new HashMap<>();
  private final Map<String, Target> databases = new HashMap<>();

  /**
   * @param heirs by account; empty where none was named. One who has no role there can be given
   *     nothing, as if none were named
   */
  Legacy(Server first, Map<String, String> heirs, ObservedState<PostgresFact> observed) {
    this.first = first;
    this.heirs = new HashMap<>(heirs);
    Set<String> roles = Standing.of(observed).roles().keySet();
    this.heirs.replaceAll((_, heir) -> roles.contains(heir) ? heir : "");
    for (PostgresFact fact : observed.facts().keySet()) {
      if (fact instanceof Server one) {
        databases.put(one.database(), one.target());
        servers.put(one.target(), one);
      }
      if (fact instanceof Residue one) {
        residues.computeIfAbsent(one.role(), _ -> new ArrayList<>()).add(one);
      }
    }
    if (!heirs.isEmpty()) PostgresFact.privileges(observed.facts().keySet()).forEach(this::given);
  }

  /**
   * What somebody gave an account directly, and usher could take one by one, goes with the rest.
   */
  private void given(Privilege one) {
    List<Residue> known = residues.getOrDefault(one.grantee(), List.of());
    String what = "holds " + one.prose();
    if (!heirs.containsKey(one.grantee())) return;
    if (known.stream().anyMatch(residue -> residue.what().equals(what))) return;
    String database =
        databases.entrySet().stream()
            .filter(entry -> entry.getValue().equals(one.target()))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("");
    residues
        .computeIfAbsent(one.grantee(), _ -> new ArrayList<>())
        .add(new Residue(one.target(), one.grantee(), database, what, Hangs.NAMED));
  }

  /** Whether something keeps the role from being dropped that is not going to be taken from it. */
  boolean keeps(String role) {
    String heir = heirs.get(role);
    return residues.getOrDefault(role, List.of()).stream()
        .anyMatch(
            one ->
                heir == null
                    || one.how() == Hangs.OTHERS
                    || one.how() == Hangs.OWNED && heir.isEmpty()
                    || !one.database().isEmpty() && !databases.containsKey(one.database()));
  }

  /** Where something is to be taken from it. */
  Set<Target> where(String role) {
    Set<Target> found = new TreeSet<>();
    for (Residue one : residues.getOrDefault(role, List.of())) {
      Target there = databases.get(one.database());
      found.add(there == null ? first.target() : there);
    }
    return found;
  }

  /**
   * What lets other accounts of usher's act for the role and its heir, in the targets that are
   * theirs: from 16 on they cannot lend it themselves. Said in the first target, whose account made
   * them both.
   */
  List<String> borrowing(String role) {
    List<String> all = new ArrayList<>();
    for (String admin : admins(role, role)) all.add(grant(role, admin));
    String heir = heirs.getOrDefault(role, "");
    for (String admin : admins(role, heir)) all.add(grant(heir, admin));
    return all;
  }

  /** The membership in the role goes with the role; that in the heir is given back. */
  List<String> returning(String role) {
    String heir = heirs.getOrDefault(role, "");
    return admins(role, heir).stream()
        .map(admin -> "REVOKE " + Sql.name(heir) + " FROM " + Sql.name(admin))
        .toList();
  }

  /** Accounts that take something from the role, and have not what the other one has. */
  private Set<String> admins(String role, String other) {
    Set<String> admins = new TreeSet<>();
    for (Target target : where(role)) {
      Server server = servers.get(target);
      if (other.isEmpty() || server == null || server.uses(other)) continue;
      if (!server.alters(other)) admins.add(server.admin());
    }
    return admins;
  }

  private static String grant(String role, String admin) {
    return "GRANT " + Sql.name(role) + " TO " + Sql.name(admin) + " WITH INHERIT TRUE, SET TRUE";
  }

  /** Who gets what the role owns; empty where nobody does. */
  String heir(String role) {
    return heirs.getOrDefault(role, "");
  }

  Server server(Target target) {
    return servers.getOrDefault(target, first);
  }

  /** DROP OWNED would drop what was made since the plan: this fails then, and says so. */
  static String ownsNothing(String role) {
    return "SELECT CASE count(*) WHEN 0 THEN '0' ELSE 'it owns something by now: plan again' END::int"
        + " FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid"
        + " WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.deptype = 'o'"
        + " AND s.classid NOT IN ('pg_catalog.pg_default_acl'::regclass,"
        + " 'pg_catalog.pg_user_mapping'::regclass)"
        + " AND s.dbid IN (0, (SELECT oid FROM pg_catalog.pg_database"
        + " WHERE datname = pg_catalog.current_database())) AND r.rolname = "
        + Sql.text(role);
  }
}
