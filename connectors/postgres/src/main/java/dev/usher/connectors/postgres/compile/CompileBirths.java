package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.compile.CompileHeld.Carried;
import dev.usher.connectors.postgres.inspect.PostgresInspect;
import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.BirthFact.Coming;
import dev.usher.connectors.postgres.model.BirthFact.Default;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What roles get from its birth on what the policy's creators will make. Default privileges know
 * neither columns nor rows, and what they give on tables they give on views, materialized and
 * foreign tables and partitions alike (measured): so only what a role may do on all of these is
 * given that way, and the rest waits for the next apply.
 */
public final class CompileBirths {
  /** A name that nothing can have: only what means every name means it. */
  private static final String ANY = "\0";

  /** What is born with the privileges of tables. */
  private static final List<Thing.Kind> TABLES =
      List.of(
          Thing.Kind.TABLE,
          Thing.Kind.VIEW,
          Thing.Kind.MATERIALIZED_VIEW,
          Thing.Kind.FOREIGN_TABLE);

  /** What a role may do on all things of a kind in a schema, and by what. */
  private record Whole(Map<String, Carried> actions, boolean narrowed) {}

  private final Access access;
  private final List<String> schemas;
  private final Map<Carried, String> carried;
  private final Carriers carriers;
  private final List<Diagnostic> diagnostics;

  /** By creator: schemas of its parents; true where these are partitioned. */
  private final Map<String, Map<String, Boolean>> parents = new HashMap<>();

  /** By creator: schemas that it may make tables in; an empty name for one of its own. */
  private final Map<String, Set<String>> rooms = new HashMap<>();

  /** Roles of the policy that somebody has who sees only some rows of something here. */
  private final Set<String> besideRows = new HashSet<>();

  private final List<String> creators = new ArrayList<>();

  final Map<Default, Set<Cause>> facts = new LinkedHashMap<>();

  /** By thing that will be: who is to find the way to it. */
  final Map<Resource, Map<String, Carried>> users = new LinkedHashMap<>();

  /**
   * @param carried rights, each with the role of the policy that it is of
   */
  CompileBirths(
      Place place,
      Access access,
      Map<Carried, String> carried,
      ObservedState<PostgresFact> observed,
      Standing standing,
      Carriers carriers,
      List<Diagnostic> diagnostics) {
    this.access = access;
    this.schemas = PostgresInspect.schemas(place);
    this.carried = carried;
    this.carriers = carriers;
    this.diagnostics = diagnostics;
    for (String creator : PostgresInspect.creators(place))
      if (CompileCreators.canBe(creator, place, standing, diagnostics)) creators.add(creator);
    if (creators.isEmpty()) return;
    for (PostgresFact fact : observed.facts().keySet()) {
      if (!fact.target().equals(access.target())) continue;
      if (fact instanceof BirthFact.Parent one)
        parents
            .computeIfAbsent(one.creator(), _ -> new TreeMap<>())
            .merge(one.schema(), one.partitioned(), Boolean::logicalAnd);
      if (fact instanceof BirthFact.Room one)
        rooms.computeIfAbsent(one.creator(), _ -> new TreeSet<>()).add(one.schema());
    }
    for (Access.Member member : access.members().values()) {
      Set<String> roles = access.closure(member.roles().keySet());
      if (access.heldBy(member.subject()).stream().anyMatch(one -> one.right().rows().isPresent()))
        besideRows.addAll(roles);
    }
    access.roles().keySet().forEach(this::role);
    CompileCreators.usable(facts, standing, diagnostics);
  }

  private void role(String role) {
    Map<String, Set<String>> waits = new TreeMap<>();
    for (String schema : schemas) {
      for (String creator : creators) {
        String why = tables(role, schema, creator);
        if (!why.isEmpty())
          waits.computeIfAbsent(why, _ -> new TreeSet<>()).add(creator + " in " + schema);
        others(role, schema, creator, Thing.Kind.SEQUENCE, Coming.SEQUENCES);
        if (!besideRows.contains(role))
          others(role, schema, creator, Thing.Kind.FUNCTION, Coming.ROUTINES);
      }
    }
    waits.forEach((why, where) -> waits(role, why, where));
    parts(role);
  }

  /**
   * The first parent that a creator makes where the role may not do the same: its parts in a schema
   * where the role gets something from birth are the role's, and that nobody can hinder beforehand.
   */
  private void parts(String role) {
    Set<String> all = access.closure(Set.of(role));
    String group = carriers.of(access.target(), role);
    Map<String, Set<String>> where = new TreeMap<>();
    for (Default one : facts.keySet()) {
      if (!one.grantee().equals(group) || one.coming() != Coming.TABLES) continue;
      String action = one.privilege().toLowerCase(Locale.ROOT);
      for (String room : rooms.getOrDefault(one.creator(), Set.of())) {
        boolean covered =
            schemas.contains(room)
                && whole(all, room, Thing.Kind.TABLE).actions().containsKey(action);
        if (!covered && !room.equals(one.schema()))
          where
              .computeIfAbsent(one.creator() + " in " + one.schema(), _ -> new TreeSet<>())
              .add(room.isEmpty() ? "a schema that it makes" : room);
      }
    }
    where.forEach(
        (who, rooms) ->
            diagnostics.add(
                new Diagnostic(
                    Severity.WARNING,
                    "parts-from-birth",
                    "a partition or child that "
                        + who
                        + " makes is "
                        + role
                        + "'s from its birth, also of a first parent in "
                        + String.join(", ", rooms)
                        + ", where "
                        + role
                        + " may not do as much: until the next apply, which takes it",
                    Optional.of(
                        "apply after the first partitioned table there; or take CREATE there from"
                            + " the creator; or let the role do the same there"),
                    Optional.empty(),
                    Optional.empty())));
  }

  /** Why tomorrow's tables have to wait for the next apply; empty where there is no reason. */
  private String tables(String role, String schema, String creator) {
    Whole own = whole(Set.of(role), schema, Thing.Kind.TABLE);
    if (own.actions().isEmpty())
      return own.narrowed() ? "what it may do there is narrowed by except, columns or rows" : "";
    if (besideRows.contains(role))
      return "somebody who has it sees only some rows of a table here, and of a view that is made"
          + " of that table would see all";
    Set<String> all = access.closure(Set.of(role));
    Set<String> alike = new TreeSet<>(own.actions().keySet());
    for (Thing.Kind kind : TABLES) alike.retainAll(whole(all, schema, kind).actions().keySet());
    Set<String> parts = new TreeSet<>(alike);
    parts.removeIf(action -> !coversParts(all, schema, creator, action));
    parts.forEach(
        action ->
            give(role, schema, creator, Coming.TABLES, Thing.Kind.TABLE, action, own.actions()));
    Set<String> later = new TreeSet<>(own.actions().keySet());
    later.removeAll(alike);
    if (!later.isEmpty())
      return "PostgreSQL would give "
          + String.join(", ", later).toUpperCase(Locale.ROOT)
          + " on tomorrow's views, materialized views and foreign tables with it, and it may not do"
          + " that there";
    return parts.equals(alike)
        ? ""
        : creator
            + " owns partitioned tables of schemas that it may not do that in, or tables with"
            + " children, and what belongs to those would have it too";
  }

  /** A partition shows its parent's rows, wherever it is; a child has columns of its own. */
  private boolean coversParts(Set<String> all, String schema, String creator, String action) {
    return parents.getOrDefault(creator, Map.of()).entrySet().stream()
        .allMatch(
            parent ->
                parent.getValue()
                    && (parent.getKey().equals(schema)
                        || schemas.contains(parent.getKey())
                            && whole(all, parent.getKey(), Thing.Kind.TABLE)
                                .actions()
                                .containsKey(action)));
  }

  private void others(String role, String schema, String creator, Thing.Kind kind, Coming coming) {
    Map<String, Carried> actions = whole(Set.of(role), schema, kind).actions();
    for (String action : actions.keySet())
      give(role, schema, creator, coming, kind, action, actions);
  }

  private void give(
      String role,
      String schema,
      String creator,
      Coming coming,
      Thing.Kind kind,
      String action,
      Map<String, Carried> by) {
    Carried one = by.get(action);
    if (one == null) return;
    String group = carriers.of(access.target(), role);
    if (group.equals(creator)) return;
    String privilege = action.toUpperCase(Locale.ROOT);
    facts.put(
        new Default(access.target(), creator, schema, coming, privilege, group, false),
        Set.of(one.right().cause()));
    users
        .computeIfAbsent(any(schema, kind), _ -> new LinkedHashMap<>())
        .merge(group, one, Carried::first);
  }

  /** What the roles may do, without any condition, on whatever of that kind there may be. */
  private Whole whole(Set<String> roles, String schema, Thing.Kind kind) {
    Resource any = any(schema, kind);
    SystemType type = access.type();
    SystemType.Kind known = type.kinds().get(kind.word);
    Map<String, Carried> actions = new TreeMap<>();
    boolean narrowed = false;
    if (known == null) return new Whole(actions, false);
    for (Map.Entry<Carried, String> entry : carried.entrySet()) {
      Carried one = entry.getKey();
      Right right = one.right();
      if (!roles.contains(entry.getValue()) || !right.touches(any)) continue;
      boolean some = right.rows().isPresent() || !right.except().isEmpty() || !right.covers(any);
      for (String action : known.actions()) {
        if (action.equals("own") || !right.allows(type, kind.word, action)) continue;
        if (some) narrowed = true;
        else actions.merge(action, one, Carried::first);
      }
    }
    return new Whole(actions, narrowed);
  }

  private Resource any(String schema, Thing.Kind kind) {
    return Resource.of(
        access.target(),
        Segment.plain(schema),
        kind == Thing.Kind.TABLE ? Segment.plain(ANY) : new Segment(kind.word, ANY));
  }

  private void waits(String role, String why, Set<String> where) {
    diagnostics.add(
        new Diagnostic(
            Severity.NOTE,
            "not-from-birth",
            "tables that "
                + String.join(", ", where)
                + " will make are not "
                + role
                + "'s from birth but from the next apply: "
                + why,
            why.startsWith("PostgreSQL")
                ? Optional.of(
                    "apply after a migration; or let it do the same on \"<schema>/**\", which means"
                        + " all kinds")
                : Optional.of("apply after a migration"),
            carried.entrySet().stream()
                .filter(one -> one.getValue().equals(role))
                .flatMap(one -> one.getKey().right().cause().at().stream())
                .findFirst(),
            Optional.empty()));
  }
}
