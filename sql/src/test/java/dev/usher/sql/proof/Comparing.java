package dev.usher.sql.proof;

import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Value;
import dev.usher.sql.proof.Meant.Thing;
import java.math.BigDecimal;
import java.time.Instant;

/** Comparisons as conditions mean them. */
final class Comparing {
  private Comparing() {}

  /** How two values compare, if they do. */
  private record Order(String comparable, String less, String equal) {
    static final Order NONE = new Order(Smt.FALSE, Smt.FALSE, Smt.FALSE);
  }

  /**
   * @param exists whether it is a value of the elements' sort at all
   */
  record Element(String exists, String term) {}

  static String compare(Thing left, Op op, Thing right) {
    Order order = order(left.meant(), right.meant());
    String unknown = Smt.or(left.isNothing(), right.isNothing(), Smt.not(order.comparable()));
    String test =
        switch (op) {
          case EQ -> order.equal();
          case NE -> Smt.not(order.equal());
          case LT -> order.less();
          case LE -> Smt.or(order.less(), order.equal());
          case GT -> Smt.not(Smt.or(order.less(), order.equal()));
          case GE -> Smt.not(order.less());
        };
    return Smt.call("unless", unknown, test);
  }

  /** Not there, or no number. */
  static String isNothing(Thing thing) {
    return switch (thing.meant()) {
      case Meant.Known(Value.Decimal(double number)) -> "" + Double.isNaN(number);
      case Meant.Number(String rank, String _, boolean _) ->
          Smt.or(thing.isNothing(), Smt.equal(rank, "2"));
      case Meant.Binary(String term) -> Smt.or(thing.isNothing(), Smt.call("fp.isNaN", term));
      case Meant.Known _, Meant.Bool _, Meant.Text _, Meant.Time _, Meant.Other _ ->
          thing.isNothing();
    };
  }

  private static Order order(Meant one, Meant other) {
    Meant left = lifted(one, other);
    Meant right = lifted(other, one);
    if (left instanceof Meant.Bool(String a) && right instanceof Meant.Bool(String b)) {
      return new Order(Smt.TRUE, Smt.and(Smt.not(a), b), Smt.equal(a, b));
    }
    if (left instanceof Meant.Text(String a) && right instanceof Meant.Text(String b)) {
      return new Order(Smt.TRUE, Smt.call("str.<", a, b), Smt.equal(a, b));
    }
    if (left instanceof Meant.Time(String r, String a)
        && right instanceof Meant.Time(String s, String b)) {
      return ranked(r, a, s, b);
    }
    if (left instanceof Meant.Number(String r, String a, boolean _)
        && right instanceof Meant.Number(String s, String b, boolean _)) {
      return ranked(r, a, s, b);
    }
    if (left instanceof Meant.Binary(String a) && right instanceof Meant.Binary(String b)) {
      return new Order(numbers(a, b), Smt.call("fp.lt", a, b), Smt.call("fp.eq", a, b));
    }
    if (left instanceof Meant.Binary(String a)
        && right instanceof Meant.Number(String _, String b, boolean _)) {
      String above = Smt.nearest("RTP", b);
      String below = Smt.nearest("RTN", b);
      return new Order(
          numbers(a, a),
          Smt.call("fp.lt", a, above),
          Smt.and(Smt.call("fp.eq", a, above), Smt.call("fp.eq", a, below)));
    }
    if (left instanceof Meant.Number && right instanceof Meant.Binary) {
      Order turned = order(right, left);
      String greater = Smt.not(Smt.or(turned.less(), turned.equal()));
      return new Order(turned.comparable(), greater, turned.equal());
    }
    return Order.NONE;
  }

  private static String numbers(String a, String b) {
    return Smt.not(Smt.or(Smt.call("fp.isNaN", a), Smt.call("fp.isNaN", b)));
  }

  /** Infinities are beyond all; what has rank 2 compares with nothing. */
  private static Order ranked(String rank, String a, String other, String b) {
    return new Order(
        Smt.and(Smt.call("<", rank, "2"), Smt.call("<", other, "2")),
        Smt.or(
            Smt.call("<", rank, other),
            Smt.and(Smt.equal(rank, "0"), Smt.equal(other, "0"), Smt.call("<", a, b))),
        Smt.and(Smt.equal(rank, other), Smt.or(Smt.not(Smt.equal(rank, "0")), Smt.equal(a, b))));
  }

  /** A constant as what stands beside it takes it. */
  private static Meant lifted(Meant one, Meant beside) {
    if (!(one instanceof Meant.Known(Value value))) return one;
    return switch (value) {
      case Value.Bool(boolean flag) -> new Meant.Bool("" + flag);
      case Value.Text(String text) -> new Meant.Text(Smt.text(text));
      case Value.Int(long whole) -> number(BigDecimal.valueOf(whole), false);
      case Value.Exact(BigDecimal exact) -> number(exact, true);
      case Value.Decimal(double number) -> decimal(number, beside);
      case Value.Timestamp(Instant instant) ->
          new Meant.Time("0", Smt.real(Field.seconds(instant)));
      case Value.Null _, Value.Many _ -> one;
    };
  }

  private static Meant number(BigDecimal number, boolean asWritten) {
    return new Meant.Number("0", Smt.real(number), asWritten);
  }

  private static Meant decimal(double number, Meant beside) {
    boolean binary =
        beside instanceof Meant.Binary || beside instanceof Meant.Known(Value.Decimal _);
    if (binary) return new Meant.Binary(Smt.bits(number));
    if (!Double.isFinite(number)) {
      String rank = Double.isNaN(number) ? "2" : number < 0 ? "(- 1)" : "1";
      return new Meant.Number(rank, "0.0", false);
    }
    boolean asWritten =
        beside instanceof Meant.Number(String _, String _, boolean written) && written
            || beside instanceof Meant.Known(Value.Exact _);
    return number(asWritten ? BigDecimal.valueOf(number) : new BigDecimal(number), false);
  }

  /** Lists that are looked up hold neither NaN nor -0.0, and of decimal numbers finite ones. */
  static Element element(Meant wanted, String sort) {
    boolean floating = sort.equals("Float64");
    Meant beside = floating ? new Meant.Binary("") : new Meant.Number("", "", sort.equals("Real"));
    return switch (lifted(wanted, beside)) {
      case Meant.Bool(String term) when sort.equals("Bool") -> new Element(Smt.TRUE, term);
      case Meant.Text(String term) when sort.equals("String") -> new Element(Smt.TRUE, term);
      case Meant.Binary(String term) when floating ->
          new Element(
              Smt.not(Smt.call("fp.isNaN", term)),
              Smt.ite(Smt.call("fp.isZero", term), "(_ +zero 11 53)", term));
      case Meant.Number(String _, String real, boolean _) when floating ->
          new Element(
              Smt.call("fp.eq", Smt.nearest("RTN", real), Smt.nearest("RTP", real)),
              Smt.nearest("RTP", real));
      case Meant.Number(String rank, String real, boolean _) when sort.equals("Real") ->
          new Element(Smt.equal(rank, "0"), real);
      case Meant.Number(String rank, String real, boolean _) when sort.equals("Int") ->
          new Element(
              Smt.and(Smt.equal(rank, "0"), Smt.call("is_int", real)), Smt.call("to_int", real));
      case Meant.Known _,
          Meant.Bool _,
          Meant.Number _,
          Meant.Binary _,
          Meant.Text _,
          Meant.Time _,
          Meant.Other _ ->
          throw new Unread("no element of such a list: " + wanted);
    };
  }
}
