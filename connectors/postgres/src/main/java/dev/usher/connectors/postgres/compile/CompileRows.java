package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.RuleBody;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Digest;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.CatalogueIndex;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which rows, as row security of the tables that some role sees narrowed. Such a table is switched
 * on for everybody; so each role of the policy that has anything there gets policies for what it
 * has, of every row where it is not narrowed, and whoever else holds something is let through by
 * name. Permissive policies add up as permissions do.
 */
public final class CompileRows {
  /** The one policy that lets through whoever is not of the policy. */
  static final String OTHERS = "usher_others";

  /** Nobody holds these by an ACL, and both read or write everything. */
  static final List<String> PREDEFINED = List.of("pg_read_all_data", "pg_write_all_data");

  /** What row security is about. */
  public static final List<String> COMMANDS = List.of("select", "insert", "update", "delete");

  private final Access access;
  private final Standing standing;
  private final List<Diagnostic> diagnostics;
  private final RowsThere there;
  private final RowExpressions expressions;

  /** Tables that some right means some rows of, each with those rights. */
  final Map<Thing, Set<Right>> narrowed = new LinkedHashMap<>();

  final Map<PostgresFact, Set<Cause>> facts = new LinkedHashMap<>();

  /**
   * @param access all that is meant
   * @param views by which some of it is read; what is left is what row security is about
   */
  CompileRows(
      Access access,
      CompileViews views,
      Catalogue catalogue,
      CatalogueIndex index,
      ObservedState<PostgresFact> observed,
      Standing standing,
      PostgresFact.Server server,
      List<Diagnostic> diagnostics,
      Map<PostgresFact, Set<Cause>> held) {
    this.access = views.rest();
    this.standing = standing;
    this.diagnostics = diagnostics;
    for (Access.Role role : this.access.roles().values()) {
      for (Right right : role.rights()) {
        if (right.rows().isPresent()) narrow(right, index);
      }
    }
    Set<Thing> tables = new LinkedHashSet<>(narrowed.keySet());
    views.views.forEach(view -> tables.add(view.on()));
    CompileAttributes attributes =
        new CompileAttributes(
            access,
            others(access.target(), observed),
            tables.isEmpty() ? new ArrayList<>() : diagnostics);
    this.there = new RowsThere(access.target(), tables, observed);
    this.expressions = new RowExpressions(access, there.shapes, attributes, diagnostics);
    if (tables.isEmpty()) return;
    Map<Thing, Set<Right>> viewed = views.narrowed();
    if (!server.encoding().equals("UTF8") && !(narrowed.isEmpty() && viewed.isEmpty())) {
      Stream.of(narrowed, viewed)
          .flatMap(some -> some.values().stream())
          .flatMap(Set::stream)
          .distinct()
          .forEach(right -> encoding(right, server));
      return;
    }
    for (Thing on : narrowed.keySet()) table(on, catalogue);
    Map<RowFact.View, Set<Cause>> shown = views.facts(expressions);
    facts.putAll(shown);
    Set<Cause> why = causes();
    shown.values().forEach(why::addAll);
    facts.put(new RowFact.Store(access.target(), List.of()), why);
    facts.putAll(attributes.lines);
    new CompileRowChecks(access, views, catalogue, there, standing, diagnostics, held).of(narrowed);
  }

  /** Where a few people were looked at: how the attributes of others are. */
  private static List<RowFact.Line> others(Target target, ObservedState<PostgresFact> observed) {
    List<RowFact.Line> others = new ArrayList<>();
    observed
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.CONTEXT
                  && fact instanceof RowFact.Line one
                  && one.target().equals(target)) others.add(one);
            });
    return others;
  }

  private Set<Cause> causes() {
    Set<Cause> causes = new TreeSet<>();
    narrowed.values().forEach(rights -> rights.forEach(right -> causes.add(right.cause())));
    return causes;
  }

  /** What a right with rows means here: tables, and of them what row security can narrow. */
  private void narrow(Right right, CatalogueIndex index) {
    Set<String> strange = new TreeSet<>();
    for (Resource thing : index.near(right.on())) {
      if (!right.touches(thing)) continue;
      String kind = access.type().kindOf(thing);
      Set<String> actions = new TreeSet<>();
      right.words().forEach(word -> actions.addAll(access.type().expand(word, kind)));
      if (actions.isEmpty()) continue;
      PostgresFact.Owner owner = standing.owned(access.target()).get(thing);
      if (owner == null) continue;
      if (owner.on().kind() != Thing.Kind.TABLE) strange.add(owner.on().prose());
      else if (!COMMANDS.containsAll(actions))
        strange.add(String.join(", ", actions) + " on " + owner.on().prose());
      else narrowed.computeIfAbsent(owner.on(), _ -> new LinkedHashSet<>()).add(right);
    }
    if (strange.isEmpty()) return;
    refuse(
        right,
        "rows-not-carried",
        "PostgreSQL has row security for reading and writing tables alone, and this means "
            + String.join("; ", strange),
        "name the tables in `on`, and give the rest in a permission without `rows`");
  }

  private void encoding(Right right, PostgresFact.Server server) {
    refuse(
        right,
        "rows-not-carried",
        "the database of "
            + access.target()
            + " has the encoding "
            + server.encoding()
            + ", in which texts do not compare as conditions mean",
        "rows want a database with the encoding UTF8");
  }

  private void table(Thing on, Catalogue catalogue) {
    Resource thing = on.resource(access.target());
    List<String> columns = catalogue.entry(thing).orElse(Catalogue.Entry.BARE).columns();
    Set<Cause> why = new TreeSet<>();
    narrowed.getOrDefault(on, Set.of()).forEach(right -> why.add(right.cause()));
    facts.put(new RowFact.Switch(access.target(), on), why);
    Map<String, SortedSet<String>> writers = new TreeMap<>();
    for (Access.Role role : access.roles().values()) {
      String group = standing.carrier(access.target(), role.name());
      for (String action : COMMANDS) {
        List<Right> rights =
            role.rights().stream()
                .filter(right -> gives(access, right, thing, columns, action))
                .toList();
        if (rights.isEmpty()) continue;
        rule(on, group, action, rights);
        if (action.equals("update") || action.equals("delete"))
          writers.computeIfAbsent(action, _ -> new TreeSet<>()).add(group);
      }
    }
    if (!writers.isEmpty()) gates(on, thing, writers, why);
    TreeSet<String> others = new TreeSet<>(there.others(on, standing));
    others.addAll(PREDEFINED);
    facts.put(
        new RowFact.Rule(
            access.target(),
            on,
            OTHERS,
            "ALL",
            true,
            others,
            RuleBody.of("TRUE", "TRUE", Set.of(Digest.EVERY))),
        why);
  }

  /** Whether the right gives the action on some of the table. */
  static boolean gives(
      Access access, Right right, Resource thing, List<String> columns, String action) {
    String kind = access.type().kindOf(thing);
    if (!right.touches(thing) || !right.allows(access.type(), kind, action)) return false;
    return right.covers(thing)
        || access.type().byColumn(kind, action)
            && columns.stream().anyMatch(column -> right.covers(thing.column(column)));
  }

  /** Whether the right counts as reading of the table. */
  static boolean reads(Access access, Right right, Resource thing) {
    return right.touches(thing)
        && right.allows(access.type(), access.type().kindOf(thing), COMMANDS.getFirst());
  }

  /**
   * A row is written only if it may be read too. An UPDATE or DELETE without a WHERE asks no policy
   * for reading, so a policy for writing asks in its place: by which of the roles whoever writes
   * reads, and whether these let the row through. Who writes and reads by none is asked nothing.
   */
  private void gates(
      Thing on, Resource thing, Map<String, SortedSet<String>> writers, Set<Cause> why) {
    Map<String, List<Right>> readers = new TreeMap<>();
    for (Access.Role role : access.roles().values()) {
      List<Right> rights =
          role.rights().stream().filter(right -> reads(access, right, thing)).toList();
      if (!rights.isEmpty()) readers.put(standing.carrier(access.target(), role.name()), rights);
    }
    boolean narrows =
        readers.values().stream().flatMap(List::stream).anyMatch(right -> right.rows().isPresent());
    if (!narrows) return;
    List<String> any = new ArrayList<>();
    List<String> none = new ArrayList<>();
    Set<String> rows = new TreeSet<>();
    readers.forEach(
        (group, rights) -> {
          Set<String> keys = new TreeSet<>();
          rights.forEach(right -> keys.add(Digest.of(right.rows())));
          boolean every = keys.contains(Digest.EVERY);
          for (String key : every ? Set.of(Digest.EVERY) : keys)
            rows.add(RuleBody.reader(group) + "=" + key);
          String has = RowExpressions.has(group);
          any.add(every ? has : expressions.of(group, on, rights));
          none.add("NOT " + has);
        });
    any.add("(" + String.join(" AND ", none) + ")");
    String reads = String.join(" OR ", any);
    writers.forEach(
        (action, groups) -> {
          String writes =
              groups.stream().map(RowExpressions::has).collect(Collectors.joining(" OR "));
          String expression = "((" + writes + ") AND (" + reads + "))";
          facts.put(
              new RowFact.Rule(
                  access.target(),
                  on,
                  "usher_reads_" + action,
                  PostgresNames.command(action),
                  false,
                  groups,
                  RuleBody.of(expression, action.equals("update") ? expression : "", rows)),
              why);
        });
  }

  private void rule(Thing on, String group, String action, List<Right> rights) {
    Set<Cause> why = new TreeSet<>();
    Set<String> rows = new TreeSet<>();
    for (Right right : rights) {
      why.add(right.cause());
      rows.add(Digest.of(right.rows()));
    }
    boolean every = rows.contains(Digest.EVERY);
    String expression = every ? "TRUE" : expressions.of(group, on, rights);
    boolean reads = !action.equals("insert");
    boolean writes = action.equals("insert") || action.equals("update");
    facts.put(
        new RowFact.Rule(
            access.target(),
            on,
            PostgresNames.policy(group, action),
            PostgresNames.command(action),
            true,
            new TreeSet<>(Set.of(group)),
            RuleBody.of(
                reads ? expression : "",
                writes ? expression : "",
                every ? Set.of(Digest.EVERY) : rows)),
        why);
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
