package dev.usher.sql.proof;

import dev.usher.core.condition.Condition.Op;
import dev.usher.sql.proof.Holds.Collation;

/** Comparisons as the engines make them, of values that are not NULL. */
record Ordering(Engine engine, Script script) {
  /** How two values compare: by two tests, which are any at all where a collation decides. */
  private record Order(String less, String equal, String greater) {}

  String test(Datum left, Op op, Datum right) {
    Order order = order(left, right);
    return switch (op) {
      case EQ -> order.equal();
      case NE -> Smt.not(order.equal());
      case LT -> order.less();
      case LE -> Smt.or(order.less(), order.equal());
      case GT -> order.greater();
      case GE -> Smt.or(order.greater(), order.equal());
    };
  }

  private Order order(Datum left, Datum right) {
    if (left instanceof Datum.Flag(String a) && right instanceof Datum.Flag(String b)) {
      return new Order(Smt.and(Smt.not(a), b), Smt.equal(a, b), Smt.and(a, Smt.not(b)));
    }
    if (left instanceof Datum.Whole(String a) && right instanceof Datum.Whole(String b)) {
      return plain("<", a, b);
    }
    if (left instanceof Datum.Text(String a, Collation one)
        && right instanceof Datum.Text(String b, Collation other)) {
      return texts(a, b, Texts.strongest(one, other));
    }
    if (left instanceof Datum.Uuid(String a) && right instanceof Datum.Uuid(String b)) {
      // In what order they are differs between engines.
      return new Order(unknown("order of UUIDs"), Smt.equal(a, b), unknown("order of UUIDs"));
    }
    if (left instanceof Datum.Floating(String a) && right instanceof Datum.Floating(String b)) {
      return floating(a, b);
    }
    if (left instanceof Datum.TimestampTz(String r, String a)
        && right instanceof Datum.TimestampTz(String s, String b)) {
      return ranked(r, a, s, b);
    }
    Datum one = Constants.exact(left);
    Datum other = Constants.exact(right);
    if (one instanceof Datum.Exact(String r, String a)
        && other instanceof Datum.Exact(String s, String b)) {
      return ranked(r, a, s, b);
    }
    throw new Unread("the engine would convert, or fail: " + left + " beside " + right);
  }

  private static Order plain(String less, String a, String b) {
    return new Order(Smt.call(less, a, b), Smt.equal(a, b), Smt.call(less, b, a));
  }

  /** PostgreSQL's manual, sections 8.1.2 and 8.1.3: NaN equals itself and is above all else. */
  private static Order ranked(String rank, String a, String other, String b) {
    String same = Smt.equal(rank, other);
    String finite = Smt.and(same, Smt.equal(rank, "0"));
    return new Order(
        Smt.or(Smt.call("<", rank, other), Smt.and(finite, Smt.call("<", a, b))),
        Smt.and(same, Smt.or(Smt.not(Smt.equal(rank, "0")), Smt.equal(a, b))),
        Smt.or(Smt.call(">", rank, other), Smt.and(finite, Smt.call(">", a, b))));
  }

  private static Order floating(String a, String b) {
    String aIsNan = Smt.call("fp.isNaN", a);
    String bIsNan = Smt.call("fp.isNaN", b);
    return new Order(
        Smt.or(Smt.call("fp.lt", a, b), Smt.and(Smt.not(aIsNan), bIsNan)),
        Smt.or(Smt.call("fp.eq", a, b), Smt.and(aIsNan, bIsNan)),
        Smt.or(Smt.call("fp.gt", a, b), Smt.and(aIsNan, Smt.not(bIsNan))));
  }

  private Order texts(String a, String b, Collation collation) {
    return switch (collation) {
      case BYTES -> plain("str.<", a, b);
      case DETERMINISTIC -> new Order(unknown("collation"), Smt.equal(a, b), unknown("collation"));
      case ANY ->
          new Order(
              unknown("collation"),
              Smt.or(Smt.equal(a, b), unknown("collation")),
              unknown("collation"));
    };
  }

  /** Whether a value equals an element. */
  String isAmong(Datum wanted, Listing list) {
    String sort = list.sort();
    return switch (wanted) {
      case Datum.Flag(String term) when sort.equals("Bool") -> has(list, term);
      case Datum.Whole(String term) when sort.equals("Int") -> has(list, term);
      case Datum.Whole(String term) when sort.equals("Real") ->
          has(list, Smt.call("to_real", term));
      case Datum.Exact(String rank, String term) when sort.equals("Real") ->
          Smt.and(Smt.equal(rank, "0"), has(list, term));
      case Datum.Exact(String rank, String term) when sort.equals("Int") ->
          Smt.and(
              Smt.equal(rank, "0"), Smt.call("is_int", term), has(list, Smt.call("to_int", term)));
      case Datum.Floating(String term) when sort.equals("Float64") -> {
        String zero = Smt.ite(Smt.call("fp.isZero", term), "(_ +zero 11 53)", term);
        String equal = Smt.and(Smt.not(Smt.call("fp.isNaN", term)), has(list, zero));
        // Where the list becomes a hashed table, by the bits: seen in 11.4.
        yield engine == Engine.POSTGRES
            ? equal
            : Smt.ite(unknown("hashed"), has(list, term), equal);
      }
      case Datum.Text(String term, Collation collation) when sort.equals("String") ->
          collation == Collation.ANY
              ? Smt.or(has(list, term), unknown("collation"))
              : has(list, term);
      case Datum.Uuid(String term) when sort.equals("String") -> has(list, term);
      case Datum.Flag _,
          Datum.Whole _,
          Datum.Exact _,
          Datum.Floating _,
          Datum.Text _,
          Datum.Label _,
          Datum.Uuid _,
          Datum.TimestampTz _,
          Datum.Timestamp _,
          Datum.Other _ ->
          throw new Unread("the engine would convert, or fail: " + wanted + " among " + list);
    };
  }

  private String has(Listing list, String term) {
    list.emptyHasNot(term, script);
    return list.has(term);
  }

  private String unknown(String why) {
    return script.unknown(why);
  }
}
