package dev.usher.policy.cel;

import java.util.List;

/** What a condition stands at, and so may speak of. */
public enum Scope {
  /** A team's {@code where}. */
  TEAM("subject"),
  /** A permission on tables. */
  ROWS("row", "subject"),
  /** A permission on an application's resources. */
  RESOURCES("resource", "subject", "context");

  private final List<String> names;

  Scope(String... names) {
    this.names = List.of(names);
  }

  List<String> names() {
    return names;
  }

  /** That there is no such thing here. */
  String lacks(String name) {
    return switch (name) {
      case "row", "resource", "context" ->
          switch (this) {
            case TEAM -> name.equals("row") ? "a team has no rows" : "a team has no " + name;
            case ROWS -> "a table has rows, and no " + name;
            case RESOURCES -> "an application has resources, and no rows";
          };
      default -> "a condition does not know '" + name + "'";
    };
  }

  /** That a condition is never true. */
  String never() {
    return switch (this) {
      case TEAM -> "this condition is true of nobody";
      case ROWS -> "this condition is true of no row, whoever asks";
      case RESOURCES -> "this condition is true of no resource, whoever asks";
    };
  }

  /** What to write instead. */
  String hint(String name) {
    return switch (this) {
      case TEAM ->
          name.equals("row")
              ? "a team's `where` speaks of subject alone"
              : "write subject.NAME for an attribute, and texts in quotes";
      case ROWS ->
          name.equals("context")
              ? "a database is not told a context: keep it in a column or an attribute"
              : "write row.NAME for a column, subject.NAME for an attribute, and texts in quotes";
      case RESOURCES -> "write resource.NAME, subject.NAME or context.NAME, and texts in quotes";
    };
  }
}
