package dev.usher.store.scim;

import com.fasterxml.jackson.databind.node.ValueNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.filters.FilterType;
import dev.usher.engine.scim.FilterParts;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A filter (RFC 7644 section 3.4.2.2) as a condition. */
record Conditions(Places places, Parameters parameters) {
  private static final int DEEPEST = 30;

  String of(Filter filter) {
    return of(filter, 0, path -> places.of(path, parameters));
  }

  private String of(Filter filter, int depth, Function<Path, Place> place) {
    if (depth > DEEPEST) throw wrong("The filter is nested deeper than " + DEEPEST + " levels.");
    return switch (filter.getFilterType()) {
      case AND -> joined(FilterParts.combined(filter), " and ", depth, place);
      case OR -> joined(FilterParts.combined(filter), " or ", depth, place);
      case NOT -> not(of(FilterParts.inverted(filter), depth + 1, place));
      case COMPLEX_VALUE -> within(filter, depth);
      case PRESENT -> holds(place.apply(FilterParts.path(filter)), Conditions::present);
      case NOT_EQUAL -> not(compared(filter, FilterType.EQUAL, place));
      case EQUAL,
          CONTAINS,
          STARTS_WITH,
          ENDS_WITH,
          GREATER_THAN,
          GREATER_OR_EQUAL,
          LESS_THAN,
          LESS_OR_EQUAL ->
          compared(filter, filter.getFilterType(), place);
    };
  }

  private String joined(List<Filter> parts, String word, int depth, Function<Path, Place> place) {
    return parts.stream()
        .map(part -> of(part, depth + 1, place))
        .collect(Collectors.joining(word, "(", ")"));
  }

  /** All of it has to hold of one and the same value. */
  private String within(Filter filter, int depth) {
    Path attribute = FilterParts.path(filter);
    String inside =
        of(
            FilterParts.inside(filter),
            depth + 1,
            path -> places.within(attribute, path, parameters));
    return places.of(attribute, parameters) instanceof Place.Each(String from, _)
        ? "exists (select from " + from + " " + inside + ")"
        : inside;
  }

  private String compared(Filter filter, FilterType how, Function<Path, Place> place) {
    ValueNode value = FilterParts.value(filter);
    Place where = place.apply(FilterParts.path(filter));
    if (value.isNull()) return not(holds(where, Conditions::present));
    return holds(where, at -> compared(at, how, value.asText()));
  }

  /** Of several values it is enough that one is so. */
  private static String holds(Place place, Function<Place, String> condition) {
    return place instanceof Place.Each(String from, Place value)
        ? "exists (select from " + from + " " + condition.apply(value) + ")"
        : condition.apply(place);
  }

  /** Also of what is null. Elsewhere null is as good as false, and an index serves. */
  private static String not(String condition) {
    return "((" + condition + ") is not true)";
  }

  private static String present(Place place) {
    return switch (place) {
      case Place.Text(String sql, _) -> "((" + sql + ") <> '')";
      case Place.Id(String sql) -> "(" + sql + " is not null)";
      case Place.Flag(String sql) -> "(" + sql + " is not null)";
      case Place.Moment(String sql) -> "(" + sql + " is not null)";
      case Place.Each(_, Place value) -> present(value);
    };
  }

  private String compared(Place place, FilterType how, String value) {
    return switch (place) {
      case Place.Text(String sql, boolean exact) -> text(sql, exact, how, value);
      case Place.Id(String sql) -> id(sql, how, value);
      case Place.Flag(String sql) -> flag(sql, how, value);
      case Place.Moment(String sql) -> moment(sql, how, value);
      case Place.Each(_, Place inside) -> compared(inside, how, value);
    };
  }

  private String text(String sql, boolean exact, FilterType how, String value) {
    String left = exact ? "(" + sql + ")" : "lower(" + sql + ")";
    String sent = "cast(" + parameters.add(value) + " as text)";
    String right = exact ? sent : "lower(" + sent + ")";
    return switch (how) {
      case EQUAL -> left + " = " + right;
      case CONTAINS -> "position(" + right + " in " + left + ") > 0";
      case STARTS_WITH -> "starts_with(" + left + ", " + right + ")";
      case ENDS_WITH -> "right(" + left + ", length(" + right + ")) = " + right;
      case GREATER_THAN, GREATER_OR_EQUAL, LESS_THAN, LESS_OR_EQUAL ->
          left + " collate \"C\" " + sign(how) + " " + right;
      case NOT_EQUAL, PRESENT, AND, OR, NOT, COMPLEX_VALUE ->
          throw new IllegalStateException(how.toString());
    };
  }

  private String id(String sql, FilterType how, String value) {
    if (how != FilterType.EQUAL) return text("cast(" + sql + " as text)", true, how, value);
    return Turn.id(value)
        .map(id -> sql + " = cast(" + parameters.add(id.toString()) + " as uuid)")
        .orElse("false");
  }

  private static String flag(String sql, FilterType how, String value) {
    boolean isTrue = value.equalsIgnoreCase("true");
    if (how != FilterType.EQUAL || (!isTrue && !value.equalsIgnoreCase("false")))
      throw wrong("active is compared with true or false, by eq or ne.");
    return isTrue ? sql : "(not " + sql + ")";
  }

  private String moment(String sql, FilterType how, String value) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(value);
      return sql + " " + sign(how) + " " + parameters.add(time);
    } catch (DateTimeParseException _) {
      throw wrong("A time is written as 2026-11-29T08:00:00Z.");
    }
  }

  private static String sign(FilterType how) {
    return switch (how) {
      case EQUAL -> "=";
      case GREATER_THAN -> ">";
      case GREATER_OR_EQUAL -> ">=";
      case LESS_THAN -> "<";
      case LESS_OR_EQUAL -> "<=";
      case NOT_EQUAL, CONTAINS, STARTS_WITH, ENDS_WITH, PRESENT, AND, OR, NOT, COMPLEX_VALUE ->
          throw wrong("That comparison is not for times.");
    };
  }

  private static ScimRefused wrong(String detail) {
    return new ScimRefused(Why.INVALID_FILTER, detail);
  }
}
