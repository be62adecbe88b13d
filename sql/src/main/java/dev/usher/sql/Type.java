package dev.usher.sql;

import java.math.BigDecimal;
import java.util.Optional;

/** What a column or an expression holds, as far as conditions are concerned. */
public sealed interface Type {
  /** True and false. */
  record Flag() implements Type {}

  /** Whole numbers, both ends included: {@code Value.Int}. */
  record Whole(long min, long max) implements Type {
    public static final Whole BYTES_2 = new Whole(Short.MIN_VALUE, Short.MAX_VALUE);
    public static final Whole BYTES_4 = new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
    public static final Whole BYTES_8 = new Whole(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /**
   * Decimal numbers: {@code Value.Exact}.
   *
   * @param range empty where any number of digits fits
   */
  record Exact(Optional<Range> range) implements Type {
    public static final Exact ANY = new Exact(Optional.empty());

    /**
     * @param scale digits behind the point
     */
    public record Range(BigDecimal min, BigDecimal max, int scale) {}
  }

  /** Binary floating-point numbers of 64 bits: {@code Value.Decimal}. */
  record Floating() implements Type {}

  record Text(Form form) implements Type {
    public enum Form {
      /** Equal by its own operator if and only if the bytes are. */
      BYTEWISE,
      /** In some collation. */
      COLLATED,
      /** A label of an enumeration. */
      LABEL
    }
  }

  /** Points in time, to the microsecond: {@code Value.Timestamp}. */
  record Moment() implements Type {}

  /** {@code Value.Text} in the canonical form of RFC 9562, section 4: in lower case. */
  record Uuid() implements Type {}

  /**
   * Of which it can be told only whether it is NULL.
   *
   * @param name the engine's own
   * @param hint what to do instead
   */
  record Opaque(String name, String hint) implements Type {}

  /** As people call it. */
  default String words() {
    return switch (this) {
      case Flag _ -> "true or false";
      case Whole _ -> "a whole number";
      case Exact _, Floating _ -> "a number";
      case Text _ -> "a text";
      case Moment _ -> "a timestamp";
      case Uuid _ -> "a UUID";
      case Opaque(String name, String _) -> "a " + name;
    };
  }
}
