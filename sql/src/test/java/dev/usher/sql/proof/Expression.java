package dev.usher.sql.proof;

import dev.usher.core.condition.Condition.Op;
import java.util.List;

/** SQL as a tree, as far as conditions become it, and a little more that is wrong. */
sealed interface Expression {
  /** A column, or what stands for an attribute that is looked up. */
  record Name(String name) implements Expression {}

  /** A constant text. */
  record Text(String text) implements Expression {}

  /** A constant that is read as one of the type: {@code 'x'::type}, {@code CAST('x' AS type)}. */
  record Typed(String text, String type) implements Expression {}

  record Number(String digits) implements Expression {}

  record Sure(boolean value) implements Expression {}

  record And(List<Expression> all) implements Expression {}

  record Or(List<Expression> any) implements Expression {}

  record Not(Expression of) implements Expression {}

  record Compare(Expression left, Op op, Expression right) implements Expression {}

  record IsNull(Expression of, boolean negated) implements Expression {}

  /** {@code x <=> NULL}. */
  record SameAsNull(Expression of) implements Expression {}

  /** {@code = ANY} and {@code IN}, or {@code <> ALL} and {@code NOT IN}: constants. */
  record AmongConstants(Expression left, boolean in, List<Expression> constants)
      implements Expression {}

  /** The same of a list that is looked up. */
  record AmongList(Expression left, boolean in, String list) implements Expression {}

  record Like(Expression left, String pattern) implements Expression {}

  record Plus(Expression left, Expression right) implements Expression {}

  record Call(String function, List<Expression> arguments) implements Expression {
    Call(String function, Expression... arguments) {
      this(function, List.of(arguments));
    }
  }

  record Cast(Expression of, String type) implements Expression {}

  record Collate(Expression of, String collation) implements Expression {}
}
