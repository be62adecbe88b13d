package dev.usher.engine.scim;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ValueNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.filters.Filter;
import java.util.List;

/** What a filter of one kind has and those of other kinds have not. */
public final class FilterParts {
  private FilterParts() {}

  /** What "and" or "or" stands between. */
  public static List<Filter> combined(Filter filter) {
    return requireNonNull(filter.getCombinedFilters());
  }

  /** What "not" stands before. */
  public static Filter inverted(Filter filter) {
    return requireNonNull(filter.getInvertedFilter());
  }

  /** What is compared, is to be present, or is to have such a value. */
  public static Path path(Filter filter) {
    return requireNonNull(filter.getAttributePath());
  }

  /** With what it is compared. */
  public static ValueNode value(Filter filter) {
    return requireNonNull(filter.getComparisonValue());
  }

  /** What stands in brackets. */
  public static Filter inside(Filter filter) {
    return requireNonNull(filter.getValueFilter());
  }
}
