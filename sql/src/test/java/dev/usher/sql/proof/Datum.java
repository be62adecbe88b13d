package dev.usher.sql.proof;

/** A value as SQL has it, in terms of SMT-LIB; what it is worth where it is NULL is left open. */
sealed interface Datum {
  /** A boolean; of MariaDB, the 1 or 0 that a comparison gives. */
  record Flag(String term) implements Datum {}

  record Whole(String term) implements Datum {}

  /**
   * @param rank -1 and 1 of the infinities, 2 of NaN, 0 of all numbers
   */
  record Exact(String rank, String term) implements Datum {}

  record Floating(String term) implements Datum {}

  record Text(String term, Holds.Collation collation) implements Datum {}

  record Label(String term) implements Datum {}

  record Uuid(String term) implements Datum {}

  /** PostgreSQL's, by rank and microseconds. */
  record TimestampTz(String rank, String micros) implements Datum {}

  /** MariaDB's, which only UNIX_TIMESTAMP makes something of. */
  record Timestamp(String micros) implements Datum {}

  record Other() implements Datum {}

  /** A value that may be NULL. */
  record Cell(String isNull, Datum datum) {}
}
