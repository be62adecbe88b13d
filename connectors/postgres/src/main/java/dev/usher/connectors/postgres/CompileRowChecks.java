package dev.usher.connectors.postgres;

import dev.usher.connectors.postgres.PostgresFact.Held;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Cause;
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
final class CompileRowChecks {
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
    for (Member member : access.members().values()) {
      Set<String> roles = access.closure(member.roles().keySet());
      narrowed.keySet().forEach(on -> member(member, roles, on));
    }
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
    access.roles().keySet().forEach(r -> ours.add(PostgresNames.group(access.target(), r)));
    Set<String> all = there.closure(ours);
    return one.roles().stream().anyMatch(all::contains);
  }

  private void member(Member member, Set<String> roles, Thing on) {
    Resource thing = on.resource(access.target());
    List<String> columns = catalogue.entry(thing).orElse(Catalogue.Entry.BARE).columns();
    Map<String, List<Right>> byAction = new TreeMap<>();
    for (Access.Held held : access.heldBy(member.subject())) {
      for (String action : CompileRows.COMMANDS) {
        if (CompileRows.gives(access, held.right(), thing, columns, action))
          byAction.computeIfAbsent(action, _ -> new ArrayList<>()).add(held.right());
      }
    }
    Optional<Right> some =
        byAction.values().stream()
            .filter(rights -> rights.stream().allMatch(right -> right.rows().isPresent()))
            .flatMap(List::stream)
            .findFirst();
    if (said.add(List.of("cells", roles, on))) {
      byAction.forEach((action, rights) -> cells(on, columns, action, rights));
      writes(on, byAction);
      some.ifPresent(right -> handedOn(roles, on, right));
    }
    some.ifPresent(right -> otherWays(member, roles, on, right));
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
        "let both permissions mean the same columns or the same rows, or different people");
  }

  /** Writing is not carried where rows are narrowed. */
  private void writes(Thing on, Map<String, List<Right>> byAction) {
    for (String action : List.of("insert", "update", "delete")) {
      byAction.getOrDefault(action, List.of()).stream()
          .filter(right -> right.rows().isPresent() || isNarrowed(byAction, "select"))
          .filter(right -> !action.equals("insert") || right.rows().isPresent())
          .filter(right -> said.add(List.of("writes", on, right.cause())))
          .forEach(
              right ->
                  refuse(
                      right,
                      "not-carried-out-yet",
                      action
                          + " of some rows of "
                          + on.prose()
                          + " is understood, and not carried out yet",
                      "give read alone where rows are narrowed"));
    }
  }

  private static boolean isNarrowed(Map<String, List<Right>> byAction, String action) {
    List<Right> rights = byAction.getOrDefault(action, List.of());
    return !rights.isEmpty() && rights.stream().allMatch(right -> right.rows().isPresent());
  }

  /** Who is narrowed here and comes by the table by a way that usher leaves alone. */
  private void otherWays(Member member, Set<String> roles, Thing on, Right right) {
    Set<String> all = new TreeSet<>(groups(roles));
    all.add(member.account());
    Set<String> reached = there.closure(all);
    Set<String> ways = new TreeSet<>(there.others(on, standing));
    ways.addAll(CompileRows.PREDEFINED);
    ways.add(standing.owner(access.target(), on));
    ways.retainAll(reached);
    for (RowFact.HandsOn one : there.handsOn.getOrDefault(on, List.of())) {
      if (there.holders.getOrDefault(one.by(), Set.of()).stream().anyMatch(reached::contains))
        ways.add(one.by().prose());
    }
    PostgresFact.Role role = standing.roles().get(member.account());
    boolean bypasses =
        role != null
            && role.attributes().contains("BYPASSRLS")
            && !standing.isMade(member.account());
    if (bypasses) ways.add("BYPASSRLS");
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

  /** What hands the whole on to somebody who is to see a part. */
  private void handedOn(Set<String> roles, Thing on, Right right) {
    Set<String> groups = groups(roles);
    Set<String> all = there.closure(groups);
    for (RowFact.HandsOn one : there.handsOn.getOrDefault(on, List.of())) {
      Set<String> holders = new TreeSet<>(given.getOrDefault(one.by(), Set.of()));
      boolean given = holders.stream().anyMatch(groups::contains);
      Set<String> foreign = there.holders.getOrDefault(one.by(), Set.of());
      boolean left =
          foreign.stream().anyMatch(all::contains) || foreign.contains(PostgresFact.PUBLIC);
      boolean unmanaged = standing.owner(access.target(), one.by()).isEmpty() && one.openly();
      if (!given && !left && !unmanaged) continue;
      if (!said.add(List.of("hands", on, one.by(), right.cause()))) continue;
      refuse(
          right,
          "rows-handed-on",
          one.by().prose()
              + " reads all of "
              + on.prose()
              + " with its owner's rights, and whoever is narrowed here can read "
              + (given
                  ? "it"
                  : "it too, as "
                      + (left && !foreign.contains(PostgresFact.PUBLIC)
                          ? "others gave it"
                          : "everybody can")),
          "make it ask as who reads it: ALTER VIEW … SET (security_invoker = true), from 15 on; or"
              + " take it from them");
    }
  }

  private Set<String> groups(Set<String> roles) {
    Set<String> groups = new HashSet<>();
    roles.forEach(role -> groups.add(PostgresNames.group(access.target(), role)));
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
