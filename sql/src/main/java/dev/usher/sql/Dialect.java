package dev.usher.sql;

import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.TextTest;
import java.math.BigDecimal;
import java.util.List;

/**
 * One engine's SQL, as far as conditions need it. Every part names built-in things alone, in such a
 * way that no setting of the session that runs it changes what it means.
 */
public sealed interface Dialect permits PostgresDialect, MariaDbDialect {
  /** What the column holds; {@link Type.Opaque} for every type that is not proved. */
  Type type(Column column);

  /** A quoted identifier. */
  String name(String name);

  /** Whether the term has a value: never NULL itself. */
  String present(Term term);

  /** The opposite of {@link #present}. */
  String absent(Term term);

  /** A term as a condition by itself, or its opposite; NULL where the term is. */
  String flag(Term term, boolean value);

  /**
   * A comparison of two terms of types that {@link Translation} has found to go together.
   *
   * @param op of flags and UUIDs only equality
   */
  String compare(Term left, Op op, Term right);

  /**
   * @param constant made here, of the term's type
   */
  String compare(Term left, Op op, String constant);

  /**
   * Whether the term is one of the constants, or none of them. NULL where the term is.
   *
   * @param constants at least one, made here, of the term's type
   */
  String among(Term term, boolean in, List<String> constants);

  /**
   * Whether the term is in the list, or not. NULL where it has NULL elements and not the term, and
   * where the term is NULL and the list has elements.
   */
  String among(Term term, boolean in, Attribute.Listed list);

  /** The same for a constant of the list's element type, made here. */
  String among(String constant, boolean in, Attribute.Listed list);

  /** A test of a text, or its opposite; NULL where the term is. */
  String textTest(Term term, boolean passes, TextTest.Kind kind, String part);

  /**
   * Whether the value is a number: keeps NaN out, where the type has it.
   *
   * @return {@link Clause#ALWAYS} where it has not
   */
  Clause number(Term term);

  /**
   * A constant of a type of numbers, or of {@link Type.Moment}: seconds since 1970.
   *
   * @param value held by the type
   */
  String constant(Type type, BigDecimal value);

  /**
   * A constant text, or a UUID.
   *
   * @param value without U+0000 and lone surrogates; a UUID in its canonical form
   */
  String constant(Type type, String value);
}
