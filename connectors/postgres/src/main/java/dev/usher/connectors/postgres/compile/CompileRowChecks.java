package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import java.util.ArrayList;
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
  static final String READING = "reading";

  private final Access access;
  private final CompileViews views;
  private final Catalogue catalogue;
  private final RowsThere there;
  private final Standing standing;
  private final RowRefusals refusals;
  private final CompileRowCells cells;
  private final CompileRowWays ways;

  CompileRowChecks(
      Access access,
      CompileViews views,
      Catalogue catalogue,
      RowsThere there,
      Standing standing,
      List<Diagnostic> diagnostics,
      Map<PostgresFact, Set<Cause>> held) {
    this.access = access;
    this.views = views;
    this.catalogue = catalogue;
    this.there = there;
    this.standing = standing;
    refusals = new RowRefusals(diagnostics);
    cells = new CompileRowCells(access, refusals);
    ways = new CompileRowWays(access, there, standing, refusals, held);
  }

  void of(Map<Thing, Set<Right>> narrowed) {
    narrowed.forEach(this::table);
    Map<Thing, Set<Right>> viewed = views.narrowed();
    for (CompileViews.View view : views.views) {
      if (!narrowed.containsKey(view.on())) seen(view.on(), view.rights().getFirst(), viewed);
    }
    Set<Thing> tables = new LinkedHashSet<>(narrowed.keySet());
    tables.addAll(viewed.keySet());
    // Many members, few sets of roles.
    Map<Set<String>, List<Member>> alike = new LinkedHashMap<>();
    for (Member member : access.members().values()) {
      Set<String> roles = access.closure(member.roles().keySet());
      alike.computeIfAbsent(roles, _ -> new ArrayList<>()).add(member);
    }
    alike.forEach((roles, members) -> members(members, groups(roles), tables));
  }

  /** The table as it is, whoever asks. */
  private void table(Thing on, Set<Right> rights) {
    Right first = rights.iterator().next();
    if (there.forced.contains(on)) forced(on, first);
    boolean ours = there.ruled.contains(on);
    switchedOn(on, first);
    for (RowFact.Strange one : there.strange.getOrDefault(on, List.of())) {
      if (ours && !reachesOurs(one)) continue;
      refusals.refuse(
          first,
          "policy-of-another",
          one.prose()
              + ", which usher did not make, would be in force beside usher's, for "
              + String.join(
                  ", ", one.roles().stream().map(who -> who.isEmpty() ? "PUBLIC" : who).toList()),
          "drop it: DROP POLICY " + Sql.name(one.name()) + " ON " + on.sql() + ";");
    }
    everybody(on, first);
    Set<String> others = there.others(on, standing);
    if (!ours && !others.isEmpty()) {
      refusals.warn(
          first,
          "row-security",
          "row security is switched on for "
              + on.prose()
              + ": "
              + String.join(", ", others)
              + (others.size() == 1 ? " keeps its rows" : " keep their rows")
              + " by a policy, but COPY FROM and pg_dump by them are refused from then on",
          "dump and load as the owner, or as an account with BYPASSRLS");
    }
  }

  private void forced(Thing on, Right first) {
    refusals.refuse(
        first,
        "row-security-there",
        "row security on "
            + on.prose()
            + " is forced on its owner too, whom it would leave nothing",
        "run: ALTER TABLE " + on.sql() + " NO FORCE ROW LEVEL SECURITY;");
  }

  /**
   * A table that nobody is narrowed on but by views, which go past its row security.
   *
   * @param some tables that some view shows some rows of
   */
  private void seen(Thing on, Right first, Map<Thing, Set<Right>> some) {
    if (!refusals.isNew("seen", on)) return;
    boolean others = there.on.containsKey(on) && !there.ruled.contains(on);
    if (others && there.forced.contains(on)) forced(on, first);
    switchedOn(on, first);
    if (some.containsKey(on)) everybody(on, first);
  }

  private void switchedOn(Thing on, Right first) {
    if (there.on.containsKey(on) && !there.ruled.contains(on)) {
      refusals.refuse(
          first,
          "row-security-there",
          "row security is on for " + on.prose() + " already, and usher did not switch it on",
          "if nothing leans on it: ALTER TABLE "
              + on.sql()
              + " DISABLE ROW LEVEL SECURITY; and drop its policies; else leave out `rows`, or `carry: view`, here");
    }
  }

  private void everybody(Thing on, Right first) {
    if (there.isPublic(on)) {
      refusals.refuse(
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
        Map<String, List<Right>> byAction = byAction(onTables(worn), thing, columns);
        for (String action : CompileRows.COMMANDS) {
          List<Right> rights = byAction.getOrDefault(action, List.of());
          cells.cells(on, columns, action, rights);
          if (CompileRowCells.isNarrowed(rights)
              && !isWhole(whole.getOrDefault(action, List.of()), thing))
            narrowed.putIfAbsent(on, rights.getFirst());
        }
        if (!isWhole(whole.getOrDefault(CompileRows.COMMANDS.getFirst(), List.of()), thing))
          byViews(worn, on).ifPresent(right -> narrowed.putIfAbsent(on, right));
        cells.writes(on, columns, byAction, whole.getOrDefault(READING, List.of()));
      }
      if (narrowed.containsKey(on))
        ways.handedOn(groups, on, narrowed.get(on), exposed(held, thing));
    }
    if (narrowed.isEmpty()) return;
    for (Member member : members) {
      Set<String> all = new TreeSet<>(groups);
      all.add(member.account());
      Set<String> reached = there.closure(all);
      narrowed.forEach(
          (on, right) ->
              ways.otherWays(
                  member, reached, on, right, exposed(held, on.resource(access.target()))));
    }
  }

  /** What may hand on all of the table, by any of the rights that narrow it. */
  private static List<Pattern> exposed(List<Right> held, Resource thing) {
    return held.stream()
        .filter(right -> right.rows().isPresent() && right.touches(thing))
        .flatMap(right -> right.exposes().stream())
        .toList();
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

  private static boolean isWhole(List<Right> rights, Resource thing) {
    return rights.stream().anyMatch(right -> right.rows().isEmpty() && right.covers(thing));
  }

  private List<Right> rights(Set<String> roles) {
    return access.heldIn(roles).stream().map(Access.Held::right).toList();
  }

  /** The same, but for what is read by views. */
  private List<Right> onTables(Set<String> roles) {
    return access.heldIn(roles).stream()
        .map(held -> views.without(held.role(), held.right()))
        .toList();
  }

  /** By what a view of one of the roles shows some rows of the table. */
  private Optional<Right> byViews(Set<String> roles, Thing on) {
    return roles.stream()
        .flatMap(role -> views.rights(role, on).stream())
        .filter(right -> right.rows().isPresent())
        .findFirst();
  }

  private Set<String> groups(Set<String> roles) {
    Set<String> groups = new HashSet<>();
    roles.forEach(role -> groups.add(standing.carrier(access.target(), role)));
    return groups;
  }
}
