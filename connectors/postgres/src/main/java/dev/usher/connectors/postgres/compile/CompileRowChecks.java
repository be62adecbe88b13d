package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Mentions;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where row security would give other rows than are meant, or take somebody else's: refused. */
public final class CompileRowChecks {
  /** What counts as reading for who writes, if of no column that is there. */
  private static final String READING = "reading";

  /** Whoever is in these comes by the server's files, and so by every row. */
  private static final List<String> AROUND =
      List.of("pg_read_server_files", "pg_write_server_files", "pg_execute_server_program");

  private final Access access;
  private final Catalogue catalogue;
  private final RowsThere there;
  private final Standing standing;
  private final List<Diagnostic> diagnostics;

  /** By thing: the roles that usher gives anything on it. */
  private final Map<Thing, Set<String>> given = new HashMap<>();

  /** What has been said, for roles held by many. */
  private final Set<List<Object>> said = new HashSet<>();

  CompileRowChecks(
      Access access,
      Catalogue catalogue,
      RowsThere there,
      Standing standing,
      List<Diagnostic> diagnostics,
      Map<PostgresFact, Set<Cause>> held) {
    this.access = access;
    this.catalogue = catalogue;
    this.there = there;
    this.standing = standing;
    this.diagnostics = diagnostics;
    for (PostgresFact fact : held.keySet()) {
      if (!(fact instanceof Held one) || !one.target().equals(access.target())) continue;
      one.acl()
          .items()
          .forEach(
              item -> given.computeIfAbsent(one.on(), _ -> new HashSet<>()).add(item.grantee()));
    }
  }

  void of(Map<Thing, Set<Right>> narrowed) {
    narrowed.forEach(this::table);
    // Many members, few sets of roles.
    Map<Set<String>, List<Member>> alike = new LinkedHashMap<>();
    for (Member member : access.members().values()) {
      Set<String> roles = access.closure(member.roles().keySet());
      alike.computeIfAbsent(roles, _ -> new ArrayList<>()).add(member);
    }
    alike.forEach((roles, members) -> members(members, groups(roles), narrowed.keySet()));
  }

  /** The table as it is, whoever asks. */
  private void table(Thing on, Set<Right> rights) {
    Right first = rights.iterator().next();
    if (there.forced.contains(on)) {
      refuse(
          first,
          "row-security-there",
          "row security on "
              + on.prose()
              + " is forced on its owner too, whom it would leave nothing",
          "run: ALTER TABLE " + on.sql() + " NO FORCE ROW LEVEL SECURITY;");
    }
    boolean ours = there.ruled.contains(on);
    if (there.on.containsKey(on) && !ours) {
      refuse(
          first,
          "row-security-there",
          "row security is on for " + on.prose() + " already, and usher did not switch it on",
          "if nothing leans on it: ALTER TABLE "
              + on.sql()
              + " DISABLE ROW LEVEL SECURITY; and drop its policies; else leave out `rows` here");
    }
    for (RowFact.Strange one : there.strange.getOrDefault(on, List.of())) {
      if (ours && !reachesOurs(one)) continue;
      refuse(
          first,
          "policy-of-another",
          one.prose()
              + ", which usher did not make, would be in force beside usher's, for "
              + String.join(
                  ", ", one.roles().stream().map(who -> who.isEmpty() ? "PUBLIC" : who).toList()),
          "drop it: DROP POLICY " + Sql.name(one.name()) + " ON " + on.sql() + ";");
    }
    if (there.isPublic(on)) {
      refuse(
          first,
          "public-rows",
          "everybody (PUBLIC) holds privileges on "
              + on.prose()
              + ": let through, it would let through those who are narrowed too; else whoever lives"
              + " from it is silenced",
          "grant it to those who need it by name, and: REVOKE ALL ON "
              + on.sql()
              + " FROM PUBLIC; or write public: revoke");
    }
    Set<String> others = there.others(on, standing);
    if (!ours && !others.isEmpty()) {
      diagnostics.add(
          new Diagnostic(
              Severity.WARNING,
              "row-security",
              "row security is switched on for "
                  + on.prose()
                  + ": "
                  + String.join(", ", others)
                  + (others.size() == 1 ? " keeps its rows" : " keep their rows")
                  + " by a policy, but COPY FROM and pg_dump by them are refused from then on",
              Optional.of("dump and load as the owner, or as an account with BYPASSRLS"),
              first.cause().at(),
              Optional.empty()));
    }
  }

  /** Whether somebody of the policy is bound by it. */
  private boolean reachesOurs(RowFact.Strange one) {
    if (one.roles().contains(PostgresFact.PUBLIC)) return true;
    Set<String> ours = new TreeSet<>();
    access.members().values().forEach(member -> ours.add(member.account()));
    access.roles().keySet().forEach(r -> ours.add(standing.carrier(access.target(), r)));
    Set<String> all = there.closure(ours);
    return one.roles().stream().anyMatch(all::contains);
  }

  private void members(List<Member> members, Set<String> groups, Set<Thing> tables) {
    Map<Thing, Right> narrowed = new LinkedHashMap<>();
    Set<String> direct = members.getFirst().roles().keySet();
    List<Right> held = rights(access.closure(direct));
    for (Thing on : tables) {
      Resource thing = on.resource(access.target());
      List<String> columns = catalogue.entry(thing).orElse(Catalogue.Entry.BARE).columns();
      Map<String, List<Right>> whole = byAction(held, thing, columns);
      for (Set<String> worn : access.worn(direct)) {
        Map<String, List<Right>> byAction = byAction(rights(worn), thing, columns);
        for (String action : CompileRows.COMMANDS) {
          List<Right> rights = byAction.getOrDefault(action, List.of());
          cells(on, columns, action, rights);
          if (isNarrowed(rights) && !isWhole(whole.getOrDefault(action, List.of()), thing))
            narrowed.putIfAbsent(on, rights.getFirst());
        }
        writes(on, columns, byAction, whole.getOrDefault(READING, List.of()));
      }
      if (narrowed.containsKey(on)) handedOn(groups, on, narrowed.get(on), exposed(held, thing));
    }
    if (narrowed.isEmpty()) return;
    for (Member member : members) {
      Set<String> all = new TreeSet<>(groups);
      all.add(member.account());
      Set<String> reached = there.closure(all);
      narrowed.forEach(
          (on, right) ->
              otherWays(member, reached, on, right, exposed(held, on.resource(access.target()))));
    }
  }

  /** What may hand on all of the table, by any of the rights that narrow it. */
  private static List<Pattern> exposed(List<Right> held, Resource thing) {
    return held.stream()
        .filter(right -> right.rows().isPresent() && right.touches(thing))
        .flatMap(right -> right.exposes().stream())
        .toList();
  }

  private boolean isExposed(List<Pattern> exposes, Thing by) {
    // A partition is no view: it is its parent's.
    if (by.kind() == Thing.Kind.TABLE) return false;
    Resource thing = by.resource(access.target());
    return exposes.stream().anyMatch(pattern -> pattern.covers(thing));
  }

  private Map<String, List<Right>> byAction(
      List<Right> held, Resource thing, List<String> columns) {
    Map<String, List<Right>> byAction = new TreeMap<>();
    for (Right right : held) {
      for (String action : CompileRows.COMMANDS) {
        if (CompileRows.gives(access, right, thing, columns, action))
          byAction.computeIfAbsent(action, _ -> new ArrayList<>()).add(right);
      }
      if (CompileRows.reads(access, right, thing))
        byAction.computeIfAbsent(READING, _ -> new ArrayList<>()).add(right);
    }
    return byAction;
  }

  private static boolean isNarrowed(List<Right> rights) {
    return !rights.isEmpty() && rights.stream().allMatch(right -> right.rows().isPresent());
  }

  private static boolean isWhole(List<Right> rights, Resource thing) {
    return rights.stream().anyMatch(right -> right.rows().isEmpty() && right.covers(thing));
  }

  private List<Right> rights(Set<String> roles) {
    return access.heldIn(roles).stream().map(Access.Held::right).toList();
  }

  /** Policies are for whole rows and grants for whole columns: together they give both. */
  private void cells(Thing on, List<String> columns, String action, List<Right> rights) {
    Resource thing = on.resource(access.target());
    if (!access.type().byColumn(access.type().kindOf(thing), action)) return;
    Map<Set<Optional<Condition>>, Map<String, Set<Right>>> alike = new LinkedHashMap<>();
    for (String column : columns) {
      Set<Right> holding = new LinkedHashSet<>();
      for (Right right : rights) if (right.covers(thing.column(column))) holding.add(right);
      if (holding.isEmpty()) continue;
      Set<Optional<Condition>> rows = new HashSet<>();
      holding.forEach(right -> rows.add(right.rows()));
      Set<Optional<Condition>> which =
          rows.contains(Optional.<Condition>empty()) ? Set.of(Optional.empty()) : rows;
      alike.computeIfAbsent(which, _ -> new LinkedHashMap<>()).put(column, holding);
    }
    if (alike.size() < 2) return;
    List<Map<String, Set<Right>>> parts = List.copyOf(alike.values());
    Set<Right> one = parts.get(0).values().iterator().next();
    Set<Right> other = new LinkedHashSet<>(parts.get(1).values().iterator().next());
    Right first = one.iterator().next();
    Right second = other.stream().filter(right -> !one.contains(right)).findFirst().orElse(first);
    if (!said.add(List.of("columns", on, action, first.cause(), second.cause()))) return;
    refuse(
        first.rows().isPresent() ? first : second,
        "columns-and-rows",
        "somebody may "
            + action
            + " "
            + String.join(", ", parts.get(0).keySet())
            + " of some rows of "
            + on.prose()
            + " by "
            + first.cause()
            + ", and "
            + String.join(", ", parts.get(1).keySet())
            + " of others by "
            + second.cause()
            + ": PostgreSQL would give all these columns of all these rows",
        "let both permissions mean the same columns or the same rows, or different people; or say"
            + " carry: switch on one of the roles");
  }

  /**
   * Who writes some rows must read them; and what decides which rows those are cannot be written,
   * or a row could be moved from one's customer to another, unless that is meant. Even then a new
   * row must be one that may be read and written, as PostgreSQL asks of it by the same policies.
   */
  private void writes(
      Thing on, List<String> columns, Map<String, List<Right>> byAction, List<Right> anyhow) {
    Resource thing = on.resource(access.target());
    for (String action : List.of("update", "delete")) {
      List<Right> rights = byAction.getOrDefault(action, List.of());
      if (!isNarrowed(rights) || byAction.containsKey(READING)) continue;
      if (!said.add(List.of("unread", on, rights.getFirst().cause()))) continue;
      refuse(
          rights.getFirst(),
          "rows-unread",
          "somebody may "
              + action
              + " some rows of "
              + on.prose()
              + " and read none, so that nothing is reached",
          "give read of the same rows too");
    }
    for (String action : List.of("update", "delete")) {
      for (Right right : byAction.getOrDefault(action, List.of()))
        readsElsewhere(on, action, right, byAction.getOrDefault(READING, List.of()), anyhow);
    }
    for (Right right : byAction.getOrDefault("update", List.of())) {
      if (right.rows().isEmpty() || right.mayMove()) continue;
      Set<String> moves = new TreeSet<>(Mentions.columns(right.rows().get()));
      moves.retainAll(columns);
      moves.removeIf(column -> !right.covers(thing.column(column)) && !right.covers(thing));
      if (moves.isEmpty() || !said.add(List.of("moves", on, right.cause()))) continue;
      refuse(
          right,
          "moves-rows",
          "rows reads "
              + String.join(", ", moves)
              + " of "
              + on.prose()
              + ", and whoever may update that can move a row out of sight or into it",
          "write update in a permission of its own, with the other columns in `columns`, or"
              + " may-move: true");
    }
  }

  /**
   * What is written by one role is read by any, as the policy means it. But while a hat is worn
   * other reading is not there: of that which reads what is written nothing may be gone.
   */
  private void readsElsewhere(
      Thing on, String action, Right right, List<Right> here, List<Right> anyhow) {
    Set<Optional<Condition>> reads = rows(here);
    Set<Optional<Condition>> all = rows(anyhow);
    Optional<Condition> every = Optional.empty();
    if (reads.equals(all) || reads.contains(every)) return;
    if (right.rows().isPresent()
        ? reads.contains(right.rows())
        : here.isEmpty() && all.contains(every)) return;
    if (!said.add(List.of("elsewhere", on, action, right.cause()))) return;
    refuse(
        right,
        "rows-unread",
        "somebody may "
            + action
            + " rows of "
            + on.prose()
            + " that they read by another role, which is not there when they do: one of the two is"
            + " put on by itself",
        "give read of the same rows in the role that writes them");
  }

  private static Set<Optional<Condition>> rows(List<Right> rights) {
    Set<Optional<Condition>> rows = new HashSet<>();
    rights.forEach(right -> rows.add(right.rows()));
    return rows;
  }

  /** Who is narrowed here and comes by the table by a way that usher leaves alone. */
  private void otherWays(
      Member member, Set<String> reached, Thing on, Right right, List<Pattern> exposes) {
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
    refuse(
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
  private void handedOn(Set<String> groups, Thing on, Right right, List<Pattern> exposes) {
    for (RowFact.HandsOn one : there.handsOn.getOrDefault(on, List.of())) {
      if (!reaches(groups, one.by(), one.openly())) continue;
      if (isExposed(exposes, one.by())) {
        exposed(one.by(), on, right);
        continue;
      }
      if (!said.add(List.of("hands", on, one.by(), right.cause()))) continue;
      refuse(
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
      if (!said.add(List.of("calls", one.by(), right.cause()))) continue;
      refuse(
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
    if (!said.add(List.of("exposed", on, by, right.cause()))) return;
    diagnostics.add(
        new Diagnostic(
            Severity.NOTE,
            "rows-exposed",
            by.prose()
                + " may hand on every row of "
                + on.prose()
                + " to whoever is narrowed here, as `exposes` says",
            Optional.empty(),
            right.cause().at(),
            Optional.empty()));
  }

  /** Whether somebody in these groups comes by it: by usher, by others' grants, as everybody. */
  private boolean reaches(Set<String> groups, Thing by, boolean openly) {
    if (given.getOrDefault(by, Set.of()).stream().anyMatch(groups::contains)) return true;
    Set<String> others = there.holders(by, standing);
    if (others.contains(PostgresFact.PUBLIC)) return true;
    if (there.closure(groups).stream().anyMatch(others::contains)) return true;
    return openly && standing.owner(access.target(), by).isEmpty();
  }

  private Set<String> groups(Set<String> roles) {
    Set<String> groups = new HashSet<>();
    roles.forEach(role -> groups.add(standing.carrier(access.target(), role)));
    return groups;
  }

  private void refuse(Right right, String code, String message, String hint) {
    diagnostics.add(
        new Diagnostic(
            Severity.ERROR,
            code,
            message,
            Optional.of(hint),
            right.cause().at(),
            Optional.empty()));
  }
}
