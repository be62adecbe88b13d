package dev.usher.policy.section;

import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import java.util.HashSet;
import java.util.Set;

/** The columns of the row that a condition reads. */
final class Columns {
  private Columns() {}

  static Set<String> of(Condition condition) {
    Set<String> names = new HashSet<>();
    collect(condition, names);
    return names;
  }

  private static void collect(Condition condition, Set<String> names) {
    switch (condition) {
      case Condition.And and -> and.all().forEach(each -> collect(each, names));
      case Condition.Or or -> or.any().forEach(each -> collect(each, names));
      case Condition.Not not -> collect(not.of(), names);
      case Condition.If choice -> {
        collect(choice.test(), names);
        collect(choice.then(), names);
        collect(choice.otherwise(), names);
      }
      case Condition.Compare compare -> {
        collect(compare.left(), names);
        collect(compare.right(), names);
      }
      case Condition.In in -> {
        collect(in.left(), names);
        collect(in.right(), names);
      }
      case Condition.TextTest test -> collect(test.text(), names);
      case Condition.Has has -> collect(has.what(), names);
      case Condition.Truth truth -> collect(truth.what(), names);
      case Condition.Constant _ -> {}
    }
  }

  private static void collect(Operand operand, Set<String> names) {
    if (operand instanceof Operand.Row row) names.add(row.name());
  }
}
