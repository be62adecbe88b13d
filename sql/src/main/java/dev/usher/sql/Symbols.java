package dev.usher.sql;

import dev.usher.core.condition.Condition.Op;

/** Operators as SQL writes them, and their opposites. */
final class Symbols {
  private Symbols() {}

  static String of(Op op) {
    return switch (op) {
      case EQ -> "=";
      case NE -> "<>";
      case LT -> "<";
      case LE -> "<=";
      case GT -> ">";
      case GE -> ">=";
    };
  }

  static Op opposite(Op op) {
    return switch (op) {
      case EQ -> Op.NE;
      case NE -> Op.EQ;
      case LT -> Op.GE;
      case GE -> Op.LT;
      case GT -> Op.LE;
      case LE -> Op.GT;
    };
  }
}
