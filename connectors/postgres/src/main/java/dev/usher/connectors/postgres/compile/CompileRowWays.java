package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Other ways to rows that somebody is not to see, and what hands them on. */
final class CompileRowWays {
  /** Whoever is in these comes by the server's files, and so by every row. */
  private static final List<String> AROUND =
      List.of("pg_read_server_files", "pg_write_server_files", "pg_execute_server_program");

  private final Access access;
  private final RowsThere there;
  private final Standing standing;
  private final RowRefusals refusals;

  /** By thing: the roles that usher gives anything on it. */
  private final Map<Thing, Set<String>> given = new HashMap<>();

  CompileRowWays(
      Access access,
      RowsThere there,
      Standing standing,
      RowRefusals refusals,
      Map<PostgresFact, Set<Cause>> held) {
    this.access = access;
    this.there = there;
    this.standing = standing;
    this.refusals = refusals;
    for (PostgresFact fact : held.keySet()) {
      if (!(fact instanceof Held one) || !one.target().equals(access.target())) continue;
      one.acl()
          .items()
          .forEach(
              item -> given.computeIfAbsent(one.on(), _ -> new HashSet<>()).add(item.grantee()));
    }
  }

  /** Who is narrowed here and comes by the table by a way that usher leaves alone. */
  void otherWays(Member member, Set<String> reached, Thing on, Right right, List<Pattern> exposes) {
    Set<String> ways = new TreeSet<>(there.others(on, standing));
    ways.addAll(CompileRows.PREDEFINED);
    ways.addAll(AROUND);
    ways.add(standing.owner(access.target(), on));
    ways.retainAll(reached);
    for (RowFact.HandsOn one : there.handsOn.getOrDefault(on, List.of())) {
      if (isExposed(exposes, one.by())) continue;
      if (there.holders(one.by(), standing).stream().anyMatch(reached::contains))
        ways.add(one.by().prose());
    }
    for (RowFact.Definer one : there.definers) {
      if (isExposed(exposes, one.by())) continue;
      if (there.holders(one.by(), standing).stream().anyMatch(reached::contains))
        ways.add(one.by().prose());
    }
    PostgresFact.Role role = standing.roles().get(member.account());
    PostgresFact.Server server = standing.server(access.target());
    // Before 16 CREATEROLE can give itself whatever no superuser has.
    boolean gives = server != null && !server.has16();
    for (String attribute : List.of("SUPERUSER", "BYPASSRLS", "REPLICATION", "CREATEROLE")) {
      if (attribute.equals("CREATEROLE") && !gives) continue;
      boolean taken =
          standing.isMade(member.account()) && server != null && server.canTake(attribute);
      if (role != null && role.attributes().contains(attribute) && !taken) ways.add(attribute);
    }
    if (ways.isEmpty()) return;
    refusals.refuse(
        right,
        "rows-by-another-way",
        member.account()
            + " would see more of "
            + on.prose()
            + " than these rows, for it has "
            + String.join(", ", ways)
            + ", which usher leaves alone",
        "take that away from it, or give the person every row");
  }

  /** What hands the whole on to somebody who is to see a part: refused, or told where exposed. */
  void handedOn(Set<String> groups, Thing on, Right right, List<Pattern> exposes) {
    for (RowFact.HandsOn one : there.handsOn.getOrDefault(on, List.of())) {
      if (!reaches(groups, one.by(), one.openly())) continue;
      if (isExposed(exposes, one.by())) {
        exposed(one.by(), on, right);
        continue;
      }
      if (!refusals.isNew("hands", on, one.by(), right.cause())) continue;
      refusals.refuse(
          right,
          "rows-handed-on",
          one.by().kind() == Thing.Kind.TABLE
              ? one.by().prose()
                  + " is part of "
                  + on.prose()
                  + ", or has a rule that reads it, and whoever is narrowed here has privileges on"
                  + " it"
              : one.by().prose()
                  + " reads all of "
                  + on.prose()
                  + " with its owner's rights, and whoever is narrowed here can read it",
          one.by().kind() == Thing.Kind.TABLE
              ? "take them: REVOKE ALL ON " + one.by().sql() + " FROM …"
              : "make it ask as who reads it: ALTER VIEW … SET (security_invoker = true), from 15"
                  + " on; take it from them; or name it in `exposes`");
    }
    for (RowFact.Definer one : there.definers) {
      if (!reaches(groups, one.by(), one.openly())) continue;
      if (isExposed(exposes, one.by())) {
        exposed(one.by(), on, right);
        continue;
      }
      if (!refusals.isNew("calls", one.by(), right.cause())) continue;
      refusals.refuse(
          right,
          "rows-handed-on",
          one.by().prose()
              + " is SECURITY DEFINER and may hand on any row, and whoever is narrowed here can"
              + " call it",
          "take it from them (PUBLIC may call what nobody took from it), make it SECURITY INVOKER,"
              + " or name it in `exposes`");
    }
  }

  private void exposed(Thing by, Thing on, Right right) {
    if (!refusals.isNew("exposed", on, by, right.cause())) return;
    refusals.note(
        right,
        "rows-exposed",
        by.prose()
            + " may hand on every row of "
            + on.prose()
            + " to whoever is narrowed here, as `exposes` says");
  }

  private boolean isExposed(List<Pattern> exposes, Thing by) {
    // A partition is no view: it is its parent's.
    if (by.kind() == Thing.Kind.TABLE) return false;
    Resource thing = by.resource(access.target());
    return exposes.stream().anyMatch(pattern -> pattern.covers(thing));
  }

  /** Whether somebody in these groups comes by it: by usher, by others' grants, as everybody. */
  private boolean reaches(Set<String> groups, Thing by, boolean openly) {
    if (given.getOrDefault(by, Set.of()).stream().anyMatch(groups::contains)) return true;
    Set<String> others = there.holders(by, standing);
    if (others.contains(PostgresFact.PUBLIC)) return true;
    if (there.closure(groups).stream().anyMatch(others::contains)) return true;
    return openly && standing.owner(access.target(), by).isEmpty();
  }
}
