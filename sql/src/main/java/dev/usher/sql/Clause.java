package dev.usher.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A boolean expression in the making: what is known beforehand falls out of it. */
sealed interface Clause {
  Clause ALWAYS = new Sure(true);
  Clause NEVER = new Sure(false);

  record Sure(boolean value) implements Clause {}

  /** One comparison or test, which needs no parentheses beside AND and OR. */
  record Test(String sql) implements Clause {}

  record All(List<Clause> of) implements Clause {}

  record Any(List<Clause> of) implements Clause {}

  static Clause all(List<Clause> clauses) {
    List<Clause> kept = new ArrayList<>();
    for (Clause clause : clauses) {
      if (clause.equals(NEVER)) return NEVER;
      if (clause instanceof All(List<Clause> inner)) kept.addAll(inner);
      else if (!clause.equals(ALWAYS)) kept.add(clause);
    }
    return kept.isEmpty() ? ALWAYS : kept.size() == 1 ? kept.getFirst() : new All(kept);
  }

  static Clause any(List<Clause> clauses) {
    List<Clause> kept = new ArrayList<>();
    for (Clause clause : clauses) {
      if (clause.equals(ALWAYS)) return ALWAYS;
      if (clause instanceof Any(List<Clause> inner)) kept.addAll(inner);
      else if (!clause.equals(NEVER)) kept.add(clause);
    }
    return kept.isEmpty() ? NEVER : kept.size() == 1 ? kept.getFirst() : new Any(kept);
  }

  /** Goes beside AND and OR as it is. */
  default String sql() {
    return switch (this) {
      case Sure(boolean value) -> value ? "TRUE" : "FALSE";
      case Test(String sql) -> sql;
      case All(List<Clause> of) -> joined(of, " AND ");
      case Any(List<Clause> of) -> joined(of, " OR ");
    };
  }

  private static String joined(List<Clause> clauses, String word) {
    return clauses.stream().map(Clause::sql).collect(Collectors.joining(word, "(", ")"));
  }
}
