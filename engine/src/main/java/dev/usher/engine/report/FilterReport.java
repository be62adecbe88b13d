package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * @param columns that a row is let through with, in the table's order; none where the action is of
 *     whole rows
 * @param at when that was so: what is granted until a time is not asked again by itself
 * @param rows absent when it cannot be told; then a diagnostic says why, and no row is meant
 */
public record FilterReport(
    List<Diagnostic> diagnostics,
    String subject,
    String action,
    String address,
    List<String> columns,
    Optional<Instant> at,
    Optional<Rows> rows) {

  /** Each has a boolean expression, so that who takes it as it is never lets too much through. */
  public sealed interface Rows {
    String where();

    List<Parameter> parameters();
  }

  /** Every row. */
  public record Every(String where, List<Parameter> parameters) implements Rows {
    public Every() {
      this("TRUE", List.of());
    }
  }

  /**
   * No row.
   *
   * @param nearest what comes closest to one
   */
  public record None(String where, List<Parameter> parameters, String nearest) implements Rows {
    public None(String nearest) {
      this("FALSE", List.of(), nearest);
    }
  }

  /** The rows of which that is true. */
  public record Some(String where, List<Parameter> parameters) implements Rows {}

  /**
   * @param type as the system calls it
   * @param value a text, or a whole number or a decimal that every JSON keeps; or a list of these
   */
  public record Parameter(String type, Object value) {}
}
