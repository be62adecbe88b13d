package dev.usher.engine;

import dev.usher.connectors.api.Table;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.filter.Expression;
import dev.usher.core.filter.Parametrised;
import dev.usher.core.filter.Rows;
import dev.usher.core.model.Nearest;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.FilterReport;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is answered to somebody who asks for rows. */
record Told(Wanted wanted, Resource on, Instant at) {
  /** Beyond it a double, which is what JSON's numbers are to many, is another number. */
  private static final long EXACT = (1L << 53) - 1;

  static FilterReport wrong(Wanted wanted, List<Diagnostic> diagnostics) {
    return new FilterReport(
        diagnostics,
        wanted.subject(),
        wanted.action(),
        wanted.address(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private FilterReport wrong(Diagnostic one) {
    return wrong(wanted, List.of(one));
  }

  private FilterReport right(List<String> columns, FilterReport.Rows rows) {
    return new FilterReport(
        List.of(),
        wanted.subject(),
        wanted.action(),
        on.toString(),
        columns,
        Optional.of(at),
        Optional.of(rows));
  }

  FilterReport every(List<String> columns) {
    return right(columns, new FilterReport.Every());
  }

  FilterReport none(List<String> columns, String nearest) {
    return right(columns, new FilterReport.None(nearest));
  }

  /** What cannot be asked at all. */
  static Optional<Diagnostic> rowless(Wanted wanted, SystemType type, Resource on) {
    String kind = type.kindOf(on);
    Set<String> actions = type.expand(wanted.action(), kind);
    if (on.column().isPresent())
      return Optional.of(
          noRows(
              "a column is no table: " + on,
              "ask for " + on.whole() + ", and name the columns beside it"));
    if (Objects.requireNonNull(type.kinds().get(kind)).columnActions().isEmpty())
      return Optional.of(
          noRows("a " + kind + " of " + type.name() + " has no rows", "ask for a table or a view"));
    if (actions.size() != 1)
      return Optional.of(
          noRows(
              wanted.action() + " is several actions, which reach unlike rows",
              "ask for one of " + String.join(", ", new TreeSet<>(actions))));
    String action = actions.iterator().next();
    if (!type.byColumn(kind, action) && type.readsFirst(action).isEmpty())
      return Optional.of(
          noRows(action + " is not of some rows", "ask for select, insert, update or delete"));
    if (!wanted.columns().isEmpty() && !type.byColumn(kind, action))
      return Optional.of(
          noRows(action + " is of whole rows, and has no columns", "leave the columns out"));
    if (wanted.alias().filter(alias -> !isName(alias)).isPresent())
      return Optional.of(
          Diagnostic.error(
              "bad-alias", "the alias is no name", "write 1 to 63 characters, none a control"));
    return Optional.empty();
  }

  private static boolean isName(String alias) {
    return !alias.isEmpty()
        && alias.length() <= 63
        && alias
            .codePoints()
            .noneMatch(c -> Character.isISOControl(c) || c >= 0xD800 && c <= 0xDFFF);
  }

  private static Diagnostic noRows(String message, String hint) {
    return Diagnostic.error("no-rows", message, hint);
  }

  FilterReport noTable() {
    return wrong(
        Diagnostic.error(
            "unknown-table",
            "there is no " + on + " now",
            "correct its name or its kind, or make it first"));
  }

  FilterReport failed(Failure failure) {
    return wrong(
        Diagnostic.error(
            "no-live-answer",
            failure.where() + " cannot be asked what its columns are: " + failure.message(),
            "ask again when it can be"));
  }

  Optional<Diagnostic> unknown(Collection<String> there) {
    return wanted.columns().stream()
        .filter(column -> !there.contains(column))
        .findFirst()
        .map(
            column ->
                Diagnostic.error(
                    "unknown-column",
                    on + " has no column " + column,
                    Nearest.to(column, there)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("it has " + String.join(", ", new TreeSet<>(there)))));
  }

  Diagnostic moving(Set<String> columns) {
    String names = String.join(", ", columns);
    return Diagnostic.error(
        "moves-rows",
        "which rows are meant depends on "
            + names
            + ", and whoever may update that can move a row out of sight or into it",
        "ask for the other columns by name, or say may-move: true in the permission");
  }

  /** A condition may come to nothing, or to everything, for somebody of these attributes. */
  FilterReport some(Table table, List<String> columns, Rows.Some some, Access access) {
    Map<String, Value> subject =
        Optional.ofNullable(access.members().get(wanted.subject()))
            .map(Member::attributes)
            .orElse(Map.of());
    String alias = wanted.alias().orElse("");
    return switch (table.rows(some.condition(), alias, subject)) {
      case Parametrised.As(Expression expression) -> {
        if (expression.texts().equals(List.of("TRUE"))) yield every(columns);
        if (expression.texts().equals(List.of("FALSE")))
          yield none(columns, lacking(some, subject));
        Placeholders.Written written = wanted.style().write(expression);
        yield right(
            columns,
            new FilterReport.Some(
                written.where(),
                written.parameters().stream()
                    .map(one -> new FilterReport.Parameter(one.type(), plain(one.value())))
                    .toList()));
      }
      case Parametrised.Refused no -> wrong(refused(table, some.by(), alias, subject, no));
    };
  }

  private String lacking(Rows.Some some, Map<String, Value> subject) {
    Set<String> lacks = new TreeSet<>(Mentions.attributes(some.condition()));
    lacks.removeIf(name -> !(subject.getOrDefault(name, new Value.Null()) instanceof Value.Null));
    return lacks.isEmpty()
        ? "no row can be one that is meant for " + wanted.subject()
        : wanted.subject() + " has no attribute " + String.join(", ", lacks);
  }

  /** At the permission whose condition it is, if by itself it is refused too. */
  private Diagnostic refused(
      Table table,
      List<Right> by,
      String alias,
      Map<String, Value> subject,
      Parametrised.Refused whole) {
    for (Right right : by)
      if (table.rows(right.rows().orElseThrow(), alias, subject) instanceof Parametrised.Refused no)
        return refused(no, right);
    return refused(whole, by.getFirst());
  }

  private Diagnostic refused(Parametrised.Refused no, Right right) {
    return new Diagnostic(
        Severity.ERROR,
        "rows-not-carried",
        "rows cannot be carried to " + on + ": " + no.message(),
        Optional.of(no.hint()),
        right.cause().at(),
        Optional.empty());
  }

  /** As JSON has it, and loses nothing of it. */
  private static Object plain(Value value) {
    return switch (value) {
      case Value.Bool(boolean flag) -> flag;
      case Value.Int(long whole) ->
          whole >= -EXACT && whole <= EXACT ? (Object) whole : Long.toString(whole);
      case Value.Decimal(double number) -> number;
      case Value.Exact(BigDecimal exact) -> exact.toPlainString();
      case Value.Text(String text) -> text;
      case Value.Timestamp(Instant instant) -> instant.toString();
      case Value.Many(List<Value> values) -> values.stream().map(Told::plain).toList();
      case Value.Null _ -> throw new IllegalArgumentException("no parameter is NULL");
    };
  }
}
