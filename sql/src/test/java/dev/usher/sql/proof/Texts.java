package dev.usher.sql.proof;

import dev.usher.sql.proof.Datum.Cell;
import dev.usher.sql.proof.Holds.Collation;
import java.util.ArrayList;
import java.util.List;

/** Parts of texts. */
final class Texts {
  private Texts() {}

  /** Two texts, and how they are compared. */
  record Pair(String isNull, String a, String b, Collation collation) {}

  static Pair pair(Cell left, Cell right) {
    if (left.datum() instanceof Datum.Text(String a, Collation one)
        && right.datum() instanceof Datum.Text(String b, Collation other)) {
      return new Pair(Smt.or(left.isNull(), right.isNull()), a, b, strongest(one, other));
    }
    throw new Unread("no texts: " + left + ", " + right);
  }

  /** COLLATE goes before what a column has, and that before a constant's. */
  static Collation strongest(Collation one, Collation other) {
    if (one == Collation.BYTES || other == Collation.BYTES) return Collation.BYTES;
    return one == Collation.ANY ? one : other;
  }

  static Cell left(Cell text, Cell length) {
    return part(text, "(str.substr %1$s 0 %2$s)", length);
  }

  static Cell right(Cell text, Cell length) {
    return part(
        text,
        "(ite (<= (str.len %1$s) %2$s) %1$s (str.substr %1$s (- (str.len %1$s) %2$s) %2$s))",
        length);
  }

  private static Cell part(Cell text, String form, Cell length) {
    if (text.datum() instanceof Datum.Text(String term, Collation collation)
        && length.datum() instanceof Datum.Whole(String count)) {
      return new Cell(text.isNull(), new Datum.Text(form.formatted(term, count), collation));
    }
    throw new Unread("no part of a text: " + text);
  }

  /** One to one, from each character set that is taken; in whatever collation is the default. */
  static Datum converted(Datum datum) {
    return switch (datum) {
      case Datum.Text(String term, Collation _) -> new Datum.Text(term, Collation.ANY);
      case Datum.Label(String term) -> new Datum.Text(term, Collation.ANY);
      case Datum.Uuid(String term) -> new Datum.Text(term, Collation.ANY);
      case Datum other -> throw new Unread("no text: " + other);
    };
  }

  /** Nothing of ours becomes LIKE; for what would happen if it did. */
  static String like(Datum datum, String pattern) {
    if (!(datum instanceof Datum.Text(String term, Collation _))) {
      throw new Unread("no text: " + datum);
    }
    List<String> parts = new ArrayList<>(List.of("(str.to_re \"\")"));
    for (int i = 0; i < pattern.length(); i++) {
      char one = pattern.charAt(i);
      parts.add(
          switch (one) {
            case '%' -> "re.all";
            case '_' -> "re.allchar";
            case '\\' -> Smt.call("str.to_re", Smt.text("" + pattern.charAt(++i)));
            default -> Smt.call("str.to_re", Smt.text("" + one));
          });
    }
    return Smt.call("str.in_re", term, Smt.call("re.++", parts.toArray(String[]::new)));
  }
}
