package dev.usher.core.condition;

import java.util.List;

/**
 * A boolean expression over {@code row} (an application's {@code resource}), {@code subject} and
 * {@code context}: the documented subset of CEL, after parsing and checking. Nothing here knows CEL
 * or SQL.
 */
public sealed interface Condition {
  record And(List<Condition> all) implements Condition {}

  record Or(List<Condition> any) implements Condition {}

  record Not(Condition of) implements Condition {}

  /** {@code test ? then : otherwise}. */
  record If(Condition test, Condition then, Condition otherwise) implements Condition {}

  record Compare(Operand left, Op op, Operand right) implements Condition {}

  /** {@code left in right}: right is a list. */
  record In(Operand left, Operand right) implements Condition {}

  /** {@code text.startsWith(part)} and its like; part is a constant. */
  record TextTest(Operand text, Kind kind, String part) implements Condition {
    public enum Kind {
      STARTS_WITH,
      ENDS_WITH,
      CONTAINS
    }
  }

  /** {@code has(row.c)}, {@code has(subject.a)}: there and not NULL. */
  record Has(Operand.Ref what) implements Condition {}

  record Constant(boolean value) implements Condition {}

  /** A boolean column or attribute by itself. */
  record Truth(Operand.Ref what) implements Condition {}

  enum Op {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
  }

  /** What is compared. */
  sealed interface Operand {
    record Literal(Value value) implements Operand {}

    sealed interface Ref extends Operand {
      String name();
    }

    record Row(String name) implements Ref {}

    record Subject(String name) implements Ref {}

    /**
     * What is said with the question: from where, by what means. Only an application is asked so.
     */
    record Context(String name) implements Ref {}
  }
}
