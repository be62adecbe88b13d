package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.connectors.mariadb.RowFact.Line;
import dev.usher.connectors.mariadb.RowFact.Shape;
import dev.usher.connectors.mariadb.RowFact.View;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Mentions;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.CatalogueIndex;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.sql.Attribute;
import dev.usher.sql.Carried;
import dev.usher.sql.Column;
import dev.usher.sql.MariaDbDialect;
import dev.usher.sql.Translation;
import dev.usher.sql.Type;
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
import java.util.stream.Collectors;

/**
 * Which rows, as views: one for each role, table and action of which the role gives some rows. The
 * role holds its privileges on the view and not on the table. What several views give adds up as
 * permissions do, for each is asked by itself.
 */
final class CompileRows {
  /** What there can be views for. */
  static final List<String> ACTIONS = List.of("select", "insert", "update", "delete");

  private static final MariaDbDialect SQL = new MariaDbDialect();

  private final Dialect dialect;
  private final Access access;
  private final String database;
  private final RowRefusals refusals;
  private final RowReaders readers;
  private final CompileAttributes attributes;
  private final Map<String, Shape> shapes = new HashMap<>();

  /** Tables that some right means some rows of, each with those rights. */
  final Map<Resource, Set<Right>> narrowed = new LinkedHashMap<>();

  final Map<MariaDbFact, Set<Cause>> facts = new LinkedHashMap<>();

  /** Role, table, action of which every row is meant, and only what is read is reached. */
  private final Set<List<Object>> gated = new HashSet<>();

  /** Rights that some view was made of, or that were refused. */
  private final Set<Right> carried = new HashSet<>();

  private final Map<String, View> names = new HashMap<>();

  CompileRows(
      Dialect dialect,
      Access access,
      String database,
      ObservedState<MariaDbFact> observed,
      CatalogueIndex index,
      List<Diagnostic> diagnostics) {
    this.dialect = dialect;
    this.access = access;
    this.database = database;
    this.refusals = new RowRefusals(access, diagnostics);
    for (MariaDbFact fact : observed.facts().keySet()) {
      if (fact instanceof Shape shape && shape.target().equals(access.target()))
        shapes.put(shape.table(), shape);
    }
    for (Access.Role role : access.roles().values()) {
      for (Right right : role.rights()) if (right.rows().isPresent()) narrow(right, index);
    }
    readers = new RowReaders(access, refusals);
    attributes =
        new CompileAttributes(
            access,
            dialect.bytewise().collation(),
            narrowed.isEmpty() ? new ArrayList<>() : diagnostics);
    for (Resource table : narrowed.keySet()) table(table, observed);
    Map<Line, Set<Cause>> lines = attributes.lines;
    if (!names.isEmpty()) facts.putAll(lines);
  }

  private static String name(Resource table) {
    return table.path().getLast().name();
  }

  private void narrow(Right right, CatalogueIndex index) {
    if (!dialect.type().can().contains(Capability.ROWS)) {
      carried.add(right);
      refusals.add(
          right,
          "rows-not-carried",
          "the views that carry rows on MariaDB are not tried on " + dialect.product(),
          "give it without `rows`, or to an application's people alone, who go by `usher filter`");
      return;
    }
    Set<String> strange = new TreeSet<>();
    for (Resource thing : index.near(right.on())) {
      if (!right.touches(thing)) continue;
      String kind = access.type().kindOf(thing);
      Set<String> actions = new TreeSet<>();
      right.words().forEach(word -> actions.addAll(access.type().expand(word, kind)));
      if (actions.isEmpty()) continue;
      Shape shape = shapes.get(thing.path().isEmpty() ? "" : name(thing));
      if (!kind.equals("table") || shape == null) strange.add(kind + " " + thing);
      else if (!ACTIONS.containsAll(actions))
        strange.add(String.join(", ", actions) + " on " + thing);
      else if (shape.versioned()) strange.add(thing + ", whose history a session can look at");
      else narrowed.computeIfAbsent(thing, _ -> new LinkedHashSet<>()).add(right);
    }
    if (strange.isEmpty()) return;
    carried.add(right);
    refusals.add(
        right,
        "rows-not-carried",
        dialect.product()
            + " can show some rows of tables alone, to read and to write, and this means "
            + String.join("; ", strange),
        "name the tables in `on`, and give the rest in a permission without `rows`");
  }

  /** Whether something was made of the right, which means some rows. */
  boolean carries(Right right) {
    return carried.contains(right);
  }

  /** Whether what the role may do to every row of the table is held on a view. */
  boolean isGated(String role, Resource table, String action) {
    return gated.contains(List.of(role, table, action));
  }

  private void table(Resource table, ObservedState<MariaDbFact> observed) {
    List<String> columns = columns(table).stream().map(Column::name).toList();
    Map<String, Set<String>> definer = new TreeMap<>();
    Set<Cause> why = new TreeSet<>();
    for (Access.Role role : access.roles().values()) {
      for (String action : ACTIONS) {
        List<Right> rights =
            role.rights().stream()
                .filter(right -> refusals.gives(right, table, columns, action))
                .toList();
        if (rights.isEmpty()) continue;
        if (refusals.unread(role, table, action, rights)) {
          carried.addAll(rights);
          continue;
        }
        Set<String> gate = readers.gate(role, table, action, rights);
        List<Right> some =
            rights.stream().filter(right -> !gate.isEmpty() || right.rows().isPresent()).toList();
        if (some.isEmpty()) continue;
        if (!gate.isEmpty()) gated.add(List.of(role.name(), table, action));
        carried.addAll(some);
        if (action.equals("update")) refusals.moves(table, columns, some);
        Set<String> held = refusals.even(table, columns, action, some);
        if (action.equals("update"))
          refusals.tells(table, readers.unseen(role.name(), table, held), some.getFirst());
        if (held.isEmpty() && !action.equals("delete")) continue;
        View view = view(role.name(), table, action, some, gate, held, columns);
        some.forEach(right -> why.add(right.cause()));
        clash(view, some.getFirst(), observed);
        facts.put(view, causes(some));
        definer.put("select", Set.of(Held.WHOLE));
        definer.put(action, Set.of(Held.WHOLE));
      }
    }
    if (!definer.isEmpty()) facts.put(Held.of(ViewSql.definer(database), table, definer), why);
  }

  private static Set<Cause> causes(List<Right> rights) {
    return rights.stream().map(Right::cause).collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Column> columns(Resource table) {
    Shape shape = shapes.get(name(table));
    return shape == null ? List.of() : shape.columns();
  }

  /**
   * @param held columns of which the action is held; of what is not held by column, none
   */
  private View view(
      String role,
      Resource table,
      String action,
      List<Right> rights,
      Set<String> gate,
      Set<String> held,
      List<String> columns) {
    String condition = condition(table, rights, gate);
    String from = Sql.name(database) + "." + Sql.name(name(table));
    Map<String, String> shown = Map.of();
    String sql =
        switch (action) {
          case "select" -> ViewSql.reading(held, from, condition);
          case "insert" -> ViewSql.inserting(held, from, condition);
          default -> {
            Set<String> read = readers.everywhere(role, table, rights, gate, columns);
            shown = ViewSql.shown(read, held, Set.copyOf(columns));
            yield ViewSql.writing(shown, held, columns.getFirst(), from, condition);
          }
        };
    Set<String> rows = rights.stream().map(r -> Digest.of(r.rows())).collect(Collectors.toSet());
    if (rows.contains(Digest.EVERY)) rows = Set.of(Digest.EVERY);
    String name = dialect.names().view(name(table), role, action);
    Grantee group = Grantee.role(dialect.names().group(access.target(), role));
    Map<String, Set<String>> what = new TreeMap<>();
    if (!shown.isEmpty()) what.put("select", shown.keySet());
    what.put(action, action.equals("update") ? held : Set.of(Held.WHOLE));
    facts.put(
        Held.of(group, Resource.of(access.target(), new Segment("view", name)), what),
        causes(rights));
    return new View(
        access.target(),
        name,
        name(table),
        role,
        action,
        ViewBody.of(sql, rows, gate, shown.keySet()));
  }

  private void clash(View view, Right right, ObservedState<MariaDbFact> observed) {
    View other = names.put(view.name(), view);
    boolean taken =
        Set.of("", "view", "sequence").stream()
            .map(kind -> Resource.of(access.target(), new Segment(kind, view.name())))
            .anyMatch(thing -> isThere(thing, observed));
    if (other == null && !taken) return;
    refusals.add(
        right,
        "view-name",
        "the view for role "
            + view.role()
            + " to "
            + view.action()
            + " some rows of "
            + view.table()
            + " would be called "
            + view.name()
            + (other == null
                ? ", and something of that name is there"
                : ", as that for role " + other.role()),
        other == null
            ? "rename or drop what is there, or rename the role"
            : "rename one of the roles");
  }

  private boolean isThere(Resource thing, ObservedState<MariaDbFact> observed) {
    return Optional.ofNullable(observed.catalogues().get(access.target()))
        .flatMap(catalogue -> catalogue.entry(thing))
        .isPresent();
  }

  private String condition(Resource table, List<Right> rights, Set<String> gate) {
    String rows = any(table, rights);
    if (gate.isEmpty()) return rows;
    String read = any(table, readers.of(gate));
    return rows.equals("TRUE") ? read : "(" + rows + " AND " + read + ")";
  }

  /** Whichever of the rights lets a row through. */
  private String any(Resource table, List<Right> rights) {
    Set<String> any = new LinkedHashSet<>();
    for (Right right : rights) {
      if (right.rows().isEmpty()) return "TRUE";
      any.add(expression(table, right, right.rows().get()));
    }
    return any.size() == 1 ? any.iterator().next() : "(" + String.join(" OR ", any) + ")";
  }

  private final Map<List<Object>, String> expressions = new HashMap<>();

  /** The condition over that table; FALSE where it cannot be carried, which is told. */
  private String expression(Resource table, Right right, Condition rows) {
    return expressions.computeIfAbsent(
        List.of(table, rows, right.cause()), _ -> translated(table, right, rows));
  }

  private String translated(Resource table, Right right, Condition rows) {
    Map<String, Type> types = new LinkedHashMap<>();
    columns(table).forEach(column -> types.put(column.name(), SQL.type(column)));
    Optional<Carried.Refused> refused = Optional.empty();
    for (Map<String, Attribute> way : attributes.ways()) {
      switch (Translation.of(rows, SQL, types, way)) {
        case Carried.Expression(String sql) -> {
          return sql;
        }
        case Carried.Refused no -> refused = Optional.of(refused.orElse(no));
      }
    }
    refused.ifPresent(
        no ->
            refusals.add(
                right,
                "rows-not-carried",
                "rows cannot be carried to " + table + ": " + no.message(),
                no.hint()));
    return "FALSE";
  }

  /** Who is to see a part of which tables: the members' roles, and a right that says so. */
  void check(ObservedState<MariaDbFact> observed, Map<MariaDbFact, Set<Cause>> held) {
    if (narrowed.isEmpty()) return;
    refusals.handedOn(dialect, database, narrowed.keySet(), observed, held);
  }

  /** Columns of conditions, which decide and so cannot be written. */
  static Set<String> decisive(Right right) {
    return right.rows().map(Mentions::columns).map(Set::copyOf).orElse(Set.of());
  }
}
