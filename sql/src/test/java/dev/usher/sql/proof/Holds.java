package dev.usher.sql.proof;

import java.math.BigDecimal;

/** What a column can hold, as the engine's manual has it; our own {@code Type} has no say here. */
sealed interface Holds {
  /** PostgreSQL's boolean. */
  record Flag() implements Holds {}

  /** MariaDB's tinyint(1): 0 is false, and all else true. */
  record TinyInt() implements Holds {}

  record Whole(long min, long max) implements Holds {}

  /** PostgreSQL's numeric: NaN and infinities too, and any number of digits. */
  record Numeric() implements Holds {}

  /** MariaDB's decimal and bigint unsigned: as many digits behind the point as {@code scale}. */
  record Decimal(BigDecimal min, BigDecimal max, int scale) implements Holds {}

  /** IEEE 754 double precision; PostgreSQL has NaN and infinities, MariaDB has not. */
  record Double(boolean finite) implements Holds {}

  /** What the text's collation does with it is unknown, but for bytes that are equal. */
  record Text(Collation collation) implements Holds {}

  /** A label of an enumeration, which is no text before it is cast. */
  record Label() implements Holds {}

  record Uuid() implements Holds {}

  /** Microseconds since 1970, and PostgreSQL's infinities. */
  record TimestampTz() implements Holds {}

  /** MariaDB's timestamp: microseconds since 1970, and 0 for the one of zeros. */
  record Timestamp() implements Holds {}

  /** Of PostgreSQL one that is there may be neither NULL nor NOT NULL: a composite. */
  record Other() implements Holds {}

  /** Whether conditions may ask for more than equality. */
  default boolean isOrdered() {
    return switch (this) {
      case Flag _, TinyInt _, Uuid _, Other _ -> false;
      case Whole _, Numeric _, Decimal _, Double _ -> true;
      case Text _, Label _, TimestampTz _, Timestamp _ -> true;
    };
  }

  enum Collation {
    /** By code point, which is by the bytes of UTF-8. */
    BYTES,
    /** PostgreSQL's default one: equal if and only if the bytes are; in what order is unknown. */
    DETERMINISTIC,
    /** Equal at least where the bytes are. */
    ANY
  }
}
