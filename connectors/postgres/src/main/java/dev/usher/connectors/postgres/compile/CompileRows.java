package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.RuleBody;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Mentions;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.CatalogueIndex;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.sql.Attribute;
import dev.usher.sql.Carried;
import dev.usher.sql.Column;
import dev.usher.sql.PostgresDialect;
import dev.usher.sql.Translation;
import dev.usher.sql.Type;
import java.util.ArrayList;
import java.util.HashMap;
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

  private static final PostgresDialect DIALECT = new PostgresDialect();

  private final Access access;
  private final Standing standing;
  private final List<Diagnostic> diagnostics;
  private final RowsThere there;
  private final CompileAttributes attributes;
  private final Map<Thing, Map<String, Type>> shapes = new HashMap<>();

  /** Tables that some right means some rows of, each with those rights. */
  final Map<Thing, Set<Right>> narrowed = new LinkedHashMap<>();

  final Map<PostgresFact, Set<Cause>> facts = new LinkedHashMap<>();

  CompileRows(
      Access access,
      Catalogue catalogue,
      CatalogueIndex index,
      ObservedState<PostgresFact> observed,
      Standing standing,
      PostgresFact.Server server,
      List<Diagnostic> diagnostics,
      Map<PostgresFact, Set<Cause>> held) {
    this.access = access;
    this.standing = standing;
    this.diagnostics = diagnostics;
    for (Access.Role role : access.roles().values()) {
      for (Right right : role.rights()) {
        if (right.rows().isPresent()) narrow(right, index);
      }
    }
    this.attributes =
        new CompileAttributes(access, narrowed.isEmpty() ? new ArrayList<>() : diagnostics);
    this.there = new RowsThere(access.target(), narrowed.keySet(), observed);
    if (narrowed.isEmpty()) return;
    this.there.shapes.forEach((on, shape) -> shapes.put(on, types(shape.columns())));
    if (!server.encoding().equals("UTF8")) {
      narrowed.values().stream()
          .flatMap(Set::stream)
          .distinct()
          .forEach(right -> encoding(right, server));
      return;
    }
    for (Thing on : narrowed.keySet()) table(on, catalogue);
    facts.put(new RowFact.Store(access.target(), List.of()), causes());
    facts.putAll(attributes.lines);
    new CompileRowChecks(access, catalogue, there, standing, diagnostics, held).of(narrowed);
  }

  private static Map<String, Type> types(List<Column> columns) {
    Map<String, Type> types = new LinkedHashMap<>();
    columns.forEach(column -> types.put(column.name(), DIALECT.type(column)));
    return types;
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
          any.add(every ? has(group) : any(on, group, rights));
          none.add("NOT " + has(group));
        });
    any.add("(" + String.join(" AND ", none) + ")");
    String reads = String.join(" OR ", any);
    writers.forEach(
        (action, groups) -> {
          String writes = groups.stream().map(CompileRows::has).collect(Collectors.joining(" OR "));
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

  /**
   * Whether whoever asks has the role. A view asks the policies that are for its owner, and {@code
   * CURRENT_USER} is who reads the view all the same.
   */
  private static String isMember(String role) {
    return "pg_catalog.pg_has_role("
        + Sql.text(role)
        + "::pg_catalog.name, 'USAGE'::pg_catalog.text)";
  }

  /** The same, once for a statement. */
  private static String has(String role) {
    return "(SELECT " + isMember(role) + ")";
  }

  /**
   * Whichever of the rights that are narrowed lets a row through, for whoever has the role. Where
   * nobody without attributes is let through, it is asked where these are looked up: a query less,
   * and nothing more to ask of each row.
   */
  private String any(Thing on, String group, List<Right> rights) {
    List<Right> some = rights.stream().filter(right -> right.rows().isPresent()).toList();
    boolean needs =
        some.stream().allMatch(right -> Mentions.needsAttributes(right.rows().orElseThrow()));
    String who = needs ? isMember(group) : "";
    Set<String> any = new LinkedHashSet<>();
    for (Right right : some) any.add(expression(on, right, who));
    String rows = any.size() == 1 ? any.iterator().next() : "(" + String.join(" OR ", any) + ")";
    return needs ? rows : "(" + has(group) + " AND " + rows + ")";
  }

  private void rule(Thing on, String group, String action, List<Right> rights) {
    Set<Cause> why = new TreeSet<>();
    Set<String> rows = new TreeSet<>();
    for (Right right : rights) {
      why.add(right.cause());
      rows.add(Digest.of(right.rows()));
    }
    boolean every = rows.contains(Digest.EVERY);
    // Else a view that somebody narrowed made would show others rows by their own attributes.
    String expression = every ? "TRUE" : any(on, group, rights);
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

  private final Map<List<Object>, String> expressions = new HashMap<>();

  /** The right's condition over that table; FALSE where it cannot be carried, which is told. */
  private String expression(Thing on, Right right, String who) {
    Condition rows = right.rows().orElseThrow();
    return expressions.computeIfAbsent(
        List.of(on, rows, right.cause(), who), _ -> translated(on, right, rows, who));
  }

  private String translated(Thing on, Right right, Condition rows, String who) {
    Optional<Carried.Refused> refused = Optional.empty();
    for (Map<String, Attribute> way : attributes.ways(who)) {
      switch (Translation.of(rows, DIALECT, shapes.getOrDefault(on, Map.of()), way)) {
        case Carried.Expression(String sql) -> {
          return sql;
        }
        case Carried.Refused no -> refused = Optional.of(refused.orElse(no));
      }
    }
    refused.ifPresent(
        no ->
            refuse(
                right,
                "rows-not-carried",
                "rows cannot be carried to "
                    + on.prose()
                    + " in "
                    + access.target()
                    + ": "
                    + no.message(),
                no.hint()));
    return "FALSE";
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
