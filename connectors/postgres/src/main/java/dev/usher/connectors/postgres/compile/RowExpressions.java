package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Mentions;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.sql.Attribute;
import dev.usher.sql.Carried;
import dev.usher.sql.Column;
import dev.usher.sql.PostgresDialect;
import dev.usher.sql.Translation;
import dev.usher.sql.Type;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which rows rights mean of the tables of one target, as SQL. */
final class RowExpressions {
  private static final PostgresDialect DIALECT = new PostgresDialect();

  private final Access access;
  private final CompileAttributes attributes;
  private final RowRefusals refusals;
  private final Map<Thing, Map<String, Type>> shapes = new HashMap<>();
  private final Map<List<Object>, String> expressions = new HashMap<>();

  /**
   * @param tables what their columns hold
   */
  RowExpressions(
      Access access,
      Map<Thing, RowFact.Shape> tables,
      CompileAttributes attributes,
      List<Diagnostic> diagnostics) {
    this.access = access;
    this.attributes = attributes;
    this.refusals = new RowRefusals(diagnostics);
    tables.forEach((on, shape) -> shapes.put(on, types(shape.columns())));
  }

  private static Map<String, Type> types(List<Column> columns) {
    Map<String, Type> types = new LinkedHashMap<>();
    columns.forEach(column -> types.put(column.name(), DIALECT.type(column)));
    return types;
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
  static String has(String role) {
    return "(SELECT " + isMember(role) + ")";
  }

  /**
   * That whoever asks has the role, and one of the rights that are narrowed lets a row through.
   * Else a view that somebody narrowed made would show others rows by their own attributes. Where
   * nobody without attributes is let through, it is asked where these are looked up: a query less,
   * and nothing more to ask of each row.
   */
  String of(String role, Thing on, Collection<Right> rights) {
    List<Right> some = rights.stream().filter(right -> right.rows().isPresent()).toList();
    boolean needs =
        some.stream().allMatch(right -> Mentions.needsAttributes(right.rows().orElseThrow()));
    String who = needs ? isMember(role) : "";
    Set<String> any = new LinkedHashSet<>();
    for (Right right : some) any.add(one(on, right, who));
    String rows = any.size() == 1 ? any.iterator().next() : "(" + String.join(" OR ", any) + ")";
    return needs ? rows : "(" + has(role) + " AND " + rows + ")";
  }

  /** The right's condition over that table; FALSE where it cannot be carried, which is told. */
  private String one(Thing on, Right right, String who) {
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
            refusals.refuse(
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
}
