package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.CatalogueIndex;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** From the rights of a target's roles to what their native roles hold on each thing. */
final class CompileRights {
  private static final Set<String> WHOLE = Set.of(Held.WHOLE);
  private static final Set<String> ROUTINES = Set.of("function", "procedure");

  private final Dialect dialect;
  private final Access access;
  private final String database;
  private final Catalogue catalogue;
  private final CatalogueIndex index;
  private final CompileRows rows;
  private final List<Diagnostic> diagnostics;

  CompileRights(
      Dialect dialect,
      Access access,
      String database,
      Catalogue catalogue,
      CatalogueIndex index,
      CompileRows rows,
      List<Diagnostic> diagnostics) {
    this.dialect = dialect;
    this.access = access;
    this.database = database;
    this.catalogue = catalogue;
    this.index = index;
    this.rows = rows;
    this.diagnostics = diagnostics;
  }

  private record Action(String name, boolean byColumn) {}

  /** What one role holds on one thing, and why. */
  private record Holding(Map<String, Set<String>> what, Set<Cause> why) {}

  Map<Held, Set<Cause>> held() {
    Map<Held, Set<Cause>> facts = new LinkedHashMap<>();
    Set<String> giving = new HashSet<>();
    for (Access.Role role : access.roles().values()) {
      Map<Resource, Holding> held = new TreeMap<>();
      for (Right right : role.rights()) {
        // Of a right that is refused enough has been said.
        boolean gives =
            isRefused(right)
                || (right.rows().isPresent()
                    ? rows.carries(right)
                    : give(role.name(), right, held));
        if (gives) giving.add(role.name());
        else givesNothing(right);
      }
      Grantee by = Grantee.role(dialect.names().group(access.target(), role.name()));
      held.forEach((on, one) -> facts.put(Held.of(by, on, one.what()), one.why()));
    }
    for (Access.Role role : access.roles().values()) {
      boolean granted =
          access.members().values().stream()
              .anyMatch(member -> member.roles().containsKey(role.name()));
      boolean gives = access.closure(Set.of(role.name())).stream().anyMatch(giving::contains);
      if (granted && !gives) roleGivesNothing(role);
    }
    return facts;
  }

  private boolean give(String role, Right right, Map<Resource, Holding> held) {
    boolean any = false;
    Map<String, List<Action>> actions = new HashMap<>();
    for (Resource thing : index.near(right.on())) {
      if (!right.touches(thing)) continue;
      List<Action> its =
          actions.computeIfAbsent(access.type().kindOf(thing), kind -> actions(right, kind));
      Map<String, Set<String>> what = what(right, thing, its);
      if (what.isEmpty()) continue;
      any = true;
      if (isForgotten(database, thing)) {
        lost(right, thing);
        continue;
      }
      what.keySet().removeIf(action -> rows.isGated(role, thing, action));
      if (what.isEmpty()) continue;
      Holding holding =
          held.computeIfAbsent(thing, _ -> new Holding(new TreeMap<>(), new TreeSet<>()));
      holding.why().add(right.cause());
      what.forEach((action, columns) -> holding.what().merge(action, columns, CompileRights::more));
    }
    return any;
  }

  /** What the right allows on things of that kind. */
  private List<Action> actions(Right right, String kind) {
    SystemType type = access.type();
    SystemType.Kind known = type.kinds().get(kind);
    if (known == null) return List.of();
    return known.actions().stream()
        .filter(action -> right.allows(type, kind, action))
        .map(action -> new Action(action, type.byColumn(kind, action)))
        .toList();
  }

  /** Action, then its columns, "" for the whole thing. */
  private Map<String, Set<String>> what(Right right, Resource thing, List<Action> actions) {
    if (actions.isEmpty()) return Map.of();
    boolean byColumn = right.isByColumn();
    boolean now = right.covers(thing);
    boolean forGood = byColumn ? right.coversForGood(thing) : now;
    Set<String> columns = byColumn && !forGood ? columns(right, thing) : Set.of();
    Map<String, Set<String>> what = new HashMap<>();
    for (Action action : actions) {
      if (action.byColumn() ? forGood : now) what.put(action.name(), WHOLE);
      else if (action.byColumn() && !columns.isEmpty()) what.put(action.name(), columns);
    }
    return what;
  }

  private Set<String> columns(Right right, Resource thing) {
    Set<String> columns = new TreeSet<>();
    for (String column : its(thing)) if (right.covers(thing.column(column))) columns.add(column);
    return columns;
  }

  /**
   * Both servers write such names wrong in mysql.procs_priv (seen in MariaDB 10.11.19 and 11.4.5,
   * MySQL 9.7.4), and read them so when they start again.
   */
  static boolean isForgotten(String database, Resource thing) {
    if (thing.path().isEmpty() || !ROUTINES.contains(thing.path().getFirst().kind())) return false;
    String names = database + thing.path().getFirst().name();
    return !names.codePoints().allMatch(MariaDbNames::isAscii);
  }

  private void lost(Right right, Resource thing) {
    add(
        "unsupported-here",
        dialect.product()
            + " forgets at its next start what is given on "
            + thing
            + ", for there is more than ASCII in its name or its database's",
        "rename it, or take it out of the permission by except",
        right);
  }

  private static Set<String> more(Set<String> one, Set<String> other) {
    if (one.equals(other)) return one;
    Set<String> both = new TreeSet<>(one);
    both.addAll(other);
    return both.contains(Held.WHOLE) ? WHOLE : both;
  }

  /** Says what is wrong with the right here; true when nothing may be made of it. */
  private boolean isRefused(Right right) {
    int before = diagnostics.size();
    for (Pattern except : right.except()) {
      if (matches(except)) continue;
      add(
          "except-matches-nothing",
          "except " + except + " matches nothing that is there, so what it was to hide may be seen",
          "was it renamed? write its new name, or take the exception out",
          right);
    }
    for (String column : new TreeSet<>(right.columns().orElse(Set.of()))) {
      boolean known =
          index.near(right.on()).stream()
              .anyMatch(thing -> right.touches(thing) && its(thing).contains(column));
      if (known) continue;
      add(
          "unknown-column",
          "no table that is meant has a column " + column + " in " + access.target(),
          "was it renamed? write its new name, or take it out",
          right);
    }
    return diagnostics.size() > before;
  }

  private boolean matches(Pattern pattern) {
    Pattern whole = new Pattern(pattern.steps(), Optional.empty());
    return index.near(List.of(whole)).stream()
        .filter(whole::covers)
        .anyMatch(
            thing ->
                pattern.column().isEmpty()
                    || its(thing).stream().anyMatch(pattern.column().get()::matches));
  }

  private List<String> its(Resource thing) {
    return catalogue.entry(thing).map(Catalogue.Entry::columns).orElse(List.of());
  }

  private void givesNothing(Right right) {
    diagnostics.add(
        new Diagnostic(
            Severity.WARNING,
            "matches-nothing",
            right.on() + " matches nothing in " + access.target(),
            Optional.of("check the names; views, sequences and routines want their kind in front"),
            right.cause().at(),
            Optional.empty()));
  }

  private void roleGivesNothing(Access.Role role) {
    Optional<Source> at =
        role.rights().stream().flatMap(right -> right.cause().at().stream()).findFirst();
    diagnostics.add(
        new Diagnostic(
            Severity.ERROR,
            "gives-nothing",
            "role "
                + role.name()
                + " is granted in "
                + access.target()
                + " and gives nothing there",
            Optional.of("check the names, or take the grant out of that environment"),
            at,
            Optional.empty()));
  }

  private void add(String code, String message, String hint, Right right) {
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
