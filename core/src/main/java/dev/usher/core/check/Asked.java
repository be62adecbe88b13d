package dev.usher.core.check;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Policy.Subject.Kind;
import java.util.Map;
import java.util.Optional;

/**
 * One question.
 *
 * @param subject a name of the policy, or of its directories
 * @param action an action, or a bundle, all of which is meant
 * @param kind of the resource: {@code table}, {@code column}, {@code order}, …
 * @param resource its address: {@code prod/shop-db/public/orders}
 * @param row one row's values, or the attributes of an application's resource; empty: all rows are
 *     meant, and of a resource nothing is known
 * @param context what is said with the question, to an application's conditions
 */
public record Asked(
    Kind subjectKind,
    String subject,
    String action,
    String kind,
    String resource,
    Optional<Map<String, Value>> row,
    Map<String, Value> context) {
  /** Of which nothing more is said. */
  public Asked(
      Kind subjectKind,
      String subject,
      String action,
      String kind,
      String resource,
      Optional<Map<String, Value>> row) {
    this(subjectKind, subject, action, kind, resource, row, Map.of());
  }

  boolean isOfService() {
    return switch (subjectKind) {
      case SERVICE -> true;
      case PERSON -> false;
    };
  }
}
