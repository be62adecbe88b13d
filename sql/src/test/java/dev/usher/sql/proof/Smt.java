package dev.usher.sql.proof;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;

/** Terms of SMT-LIB 2.6, as text. */
final class Smt {
  static final String TRUE = "true";
  static final String FALSE = "false";

  /** What Z3 has of Unicode: three planes of seventeen. */
  private static final int LAST = 0x2FFFF;

  private Smt() {}

  static String call(String function, String... arguments) {
    return "(" + function + " " + String.join(" ", arguments) + ")";
  }

  static String not(String term) {
    return call("not", term);
  }

  static String and(String... terms) {
    return all(List.of(terms));
  }

  static String or(String... terms) {
    return any(List.of(terms));
  }

  static String all(Collection<String> terms) {
    return terms.isEmpty() ? TRUE : "(and " + String.join(" ", terms) + ")";
  }

  static String any(Collection<String> terms) {
    return terms.isEmpty() ? FALSE : "(or " + String.join(" ", terms) + ")";
  }

  static String equal(String left, String right) {
    return call("=", left, right);
  }

  static String ite(String test, String then, String otherwise) {
    return call("ite", test, then, otherwise);
  }

  static String name(String name) {
    return "|" + name + "|";
  }

  static String whole(BigDecimal whole) {
    String digits = whole.abs().toBigIntegerExact().toString();
    return whole.signum() < 0 ? call("-", digits) : digits;
  }

  static String real(BigDecimal number) {
    String digits = number.abs().toPlainString();
    String real = digits.contains(".") ? digits : digits + ".0";
    return number.signum() < 0 ? call("-", real) : real;
  }

  /** The double nearest to a number, in a direction. */
  static String nearest(String direction, String real) {
    return call("(_ to_fp 11 53)", direction, real);
  }

  static String bits(double number) {
    return call("(_ to_fp 11 53)", "#x%016x".formatted(Double.doubleToLongBits(number)));
  }

  static String text(String text) {
    StringBuilder literal = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point > LAST) throw new Unread("no character of Z3's: " + point);
              boolean plain = point >= ' ' && point < 127 && point != '\\' && point != '"';
              literal.append(
                  plain ? Character.toString(point) : "\\u{" + Integer.toHexString(point) + "}");
            });
    return literal.append('"').toString();
  }
}
