package dev.usher.sql;

import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Comparisons of terms with constants, with each other and with lists. */
final class Comparison {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** CEL's timestamps, which every engine holds or orders rightly. */
  private static final Instant FIRST = Year.of(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);

  private static final Instant END =
      Year.of(10_000).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);

  private final Dialect dialect;

  Comparison(Dialect dialect) {
    this.dialect = dialect;
  }

  /** A constant beside a term. */
  private sealed interface Constant {
    /** Compares with no value of the term. */
    record Unlike() implements Constant {}

    /** Is no value of the term's type, but differs from each. */
    record Strange() implements Constant {}

    record Held(String sql) implements Constant {}

    record Between(Nearest nearest) implements Constant {}
  }

  /** The term and a constant. */
  Clause of(Term term, Op op, Side.Fixed fixed) throws Unfit {
    usable(term, op);
    return switch (constant(term, fixed)) {
      case Constant.Unlike _ -> Clause.NEVER;
      case Constant.Strange _ -> op == Op.NE ? aValue(term) : Clause.NEVER;
      case Constant.Held(String sql) when isFlag(term) ->
          new Clause.Test(dialect.flag(term, sql.equals(TRUE) == (op == Op.EQ)));
      case Constant.Held(String sql) -> test(term, op, sql);
      case Constant.Between(Nearest(Optional<BigDecimal> floor, Optional<BigDecimal> ceiling)) ->
          switch (op) {
            case EQ -> Clause.NEVER;
            case NE -> aValue(term);
            case LT, LE -> floor.map(near -> test(term, Op.LE, near)).orElse(Clause.NEVER);
            case GT, GE -> ceiling.map(near -> test(term, Op.GE, near)).orElse(Clause.NEVER);
          };
    };
  }

  private Clause test(Term term, Op op, BigDecimal constant) {
    return test(term, op, dialect.constant(term.type(), constant));
  }

  private Clause test(Term term, Op op, String constant) {
    Clause test = new Clause.Test(dialect.compare(term, op, constant));
    return switch (op) {
      case EQ, LT, LE -> test;
      case NE, GT, GE -> Clause.all(List.of(test, dialect.number(term)));
    };
  }

  /** The term has a value that compares. */
  private Clause aValue(Term term) {
    Clause number = dialect.number(term);
    return number.equals(Clause.ALWAYS) ? new Clause.Test(dialect.present(term)) : number;
  }

  /** Two terms. */
  Clause of(Term left, Op op, Term right) throws Unfit {
    usable(left, op);
    usable(right, op);
    alike(left, right.type(), right.shown());
    boolean ordered = op != Op.EQ && op != Op.NE;
    if (ordered && (left.type() instanceof Type.Uuid || right.type() instanceof Type.Uuid)) {
      throw unordered(left);
    }
    return Clause.all(
        List.of(
            new Clause.Test(dialect.compare(left, op, right)),
            dialect.number(left),
            dialect.number(right)));
  }

  /** The term and a list that is known. */
  Clause in(Term term, Side.Fixed list, boolean wanted) throws Unfit {
    usable(term, Op.EQ);
    if (!(list.value() instanceof Value.Many(List<Value> values))) return Clause.NEVER;
    Set<String> constants = new LinkedHashSet<>();
    boolean unlike = false;
    for (Value value : values) {
      switch (constant(term, new Side.Fixed(value, list.written()))) {
        case Constant.Held(String sql) -> constants.add(sql);
        case Constant.Unlike _ -> unlike = true;
        case Constant.Strange _, Constant.Between _ -> {}
      }
    }
    if (!wanted && unlike) return Clause.NEVER;
    if (isFlag(term)) return inFlags(term, constants, wanted);
    List<Clause> clauses = new ArrayList<>();
    if (!constants.isEmpty()) {
      clauses.add(new Clause.Test(dialect.among(term, wanted, List.copyOf(constants))));
    } else if (wanted) {
      return Clause.NEVER;
    }
    if (!wanted) clauses.add(constants.isEmpty() ? aValue(term) : dialect.number(term));
    return Clause.all(clauses);
  }

  private Clause inFlags(Term term, Set<String> constants, boolean wanted) {
    List<Clause> clauses = new ArrayList<>();
    for (String one : List.of(TRUE, FALSE)) {
      if (constants.contains(one) == wanted) {
        clauses.add(new Clause.Test(dialect.flag(term, one.equals(TRUE))));
      }
    }
    return Clause.any(clauses);
  }

  /** The term and a list that is looked up: nothing is in a list that is not there. */
  Clause in(Term term, Attribute.Listed list, boolean wanted) throws Unfit {
    usable(term, Op.EQ);
    alike(term, list.element(), "the list");
    if (term.type() instanceof Type.Text && list.element() instanceof Type.Uuid) {
      throw mismatch(term, new Value.Many(List.of()));
    }
    Clause among = new Clause.Test(dialect.among(term, wanted, list));
    return wanted
        ? among
        : Clause.all(
            List.of(
                new Clause.Test("(" + list.there() + ")"),
                new Clause.Test(dialect.present(term)),
                among,
                dialect.number(term)));
  }

  /** A constant and a list that is looked up. */
  Clause in(Side.Fixed fixed, Attribute.Listed list, boolean wanted) throws Unfit {
    Term element = new Term("the list", "", list.element());
    usable(element, Op.EQ);
    if (fixed.value() instanceof Value.Null) return Clause.NEVER;
    return switch (constant(element, fixed)) {
      case Constant.Unlike _, Constant.Strange _, Constant.Between _ ->
          throw mismatch(element, fixed.value());
      case Constant.Held(String sql) ->
          Clause.all(
              List.of(
                  new Clause.Test("(" + list.there() + ")"),
                  new Clause.Test(dialect.among(sql, wanted, list))));
    };
  }

  private static final String TRUE = "TRUE";
  private static final String FALSE = "FALSE";

  private Constant constant(Term term, Side.Fixed fixed) throws Unfit {
    Constant unlike = new Constant.Unlike();
    Constant found =
        switch (term.type()) {
          case Type.Flag _ ->
              fixed.value() instanceof Value.Bool(boolean value)
                  ? new Constant.Held(value ? TRUE : FALSE)
                  : unlike;
          case Type.Text _ -> {
            if (!(fixed.value() instanceof Value.Text(String text))) yield unlike;
            Operands.writable(text);
            yield new Constant.Held(dialect.constant(term.type(), text));
          }
          case Type.Uuid _ -> {
            if (!(fixed.value() instanceof Value.Text(String text))) yield unlike;
            if (UUID.matcher(text).matches()) {
              yield new Constant.Held(dialect.constant(term.type(), text));
            }
            if (!fixed.written()) yield new Constant.Strange();
            throw new Unfit(
                "`" + term.shown() + "` is a UUID, and this text is none in its canonical form",
                "write 8-4-4-4-12 hexadecimal digits, in lower case");
          }
          case Type.Moment _, Type.Whole _, Type.Exact _, Type.Floating _ -> number(term, fixed);
          case Type.Opaque _ -> unlike;
        };
    if (found instanceof Constant.Unlike && fixed.written()) throw mismatch(term, fixed.value());
    return found;
  }

  private Constant number(Term term, Side.Fixed fixed) throws Unfit {
    Optional<BigDecimal> digits = digits(term, fixed.value());
    if (digits.isEmpty()) return new Constant.Unlike();
    Nearest nearest = Nearest.to(digits.get(), term.type());
    return nearest.isExact()
        ? new Constant.Held(dialect.constant(term.type(), nearest.floor().orElseThrow()))
        : new Constant.Between(nearest);
  }

  /** The number that the value is beside the term; empty when it is none. */
  private static Optional<BigDecimal> digits(Term term, Value value) throws Unfit {
    boolean moment = term.type() instanceof Type.Moment;
    return switch (value) {
      case Value.Timestamp(Instant instant) when moment -> {
        if (instant.isBefore(FIRST) || !instant.isBefore(END)) {
          throw new Unfit("a timestamp that is not of the years 1 to 9999", "write one that is");
        }
        yield Optional.of(
            BigDecimal.valueOf(instant.getEpochSecond())
                .add(BigDecimal.valueOf(instant.getNano(), 9)));
      }
      case Value.Int(long whole) when !moment -> Optional.of(BigDecimal.valueOf(whole));
      case Value.Decimal(double number) when !moment && !Double.isNaN(number) -> {
        if (Double.isInfinite(number)) {
          throw new Unfit("a number that is not finite", "write a finite number");
        }
        yield Optional.of(
            term.type() instanceof Type.Exact
                ? BigDecimal.valueOf(number)
                : new BigDecimal(number));
      }
      case Value.Exact(BigDecimal exact) when !moment -> {
        if (!(term.type() instanceof Type.Floating)) yield Optional.of(exact);
        throw new Unfit(
            "a decimal number beside `" + term.shown() + "`, which is a binary one",
            "make the column a decimal one");
      }
      case Value.Null _,
          Value.Bool _,
          Value.Int _,
          Value.Decimal _,
          Value.Exact _,
          Value.Text _,
          Value.Timestamp _,
          Value.Many _ ->
          Optional.empty();
    };
  }

  /** Terms of the type compare at all, and in that way. */
  private static void usable(Term term, Op op) throws Unfit {
    if (term.type() instanceof Type.Opaque(String name, String hint)) {
      throw new Unfit("`" + term.shown() + "` is a " + name + ", which is not compared", hint);
    }
    boolean ordered = op != Op.EQ && op != Op.NE;
    if (ordered && (isFlag(term) || term.type() instanceof Type.Uuid)) throw unordered(term);
  }

  private static Unfit unordered(Term term) {
    return new Unfit(
        "`" + term.shown() + "` is " + term.type().words() + ", which has no order",
        "write == or !=");
  }

  /** Two terms mean the same by their engine's comparison as by CEL's. */
  private static void alike(Term left, Type right, String shown) throws Unfit {
    boolean alike =
        switch (left.type()) {
          case Type.Flag _ -> right instanceof Type.Flag;
          case Type.Whole _, Type.Exact _ ->
              right instanceof Type.Whole || right instanceof Type.Exact;
          case Type.Floating _ -> right instanceof Type.Floating;
          case Type.Text _, Type.Uuid _ -> right instanceof Type.Text || right.equals(left.type());
          case Type.Moment _ -> right instanceof Type.Moment;
          case Type.Opaque _ -> false;
        };
    if (alike || left.type() instanceof Type.Text && right instanceof Type.Uuid) return;
    throw new Unfit(
        "`%s` is %s and `%s` is %s: they do not compare exactly"
            .formatted(left.shown(), left.type().words(), shown, right.words()),
        "make both of one type");
  }

  private static Unfit mismatch(Term term, Value value) {
    String is =
        switch (value) {
          case Value.Null _ -> "null";
          case Value.Bool _ -> "true or false";
          case Value.Int _, Value.Decimal _, Value.Exact _ -> "a number";
          case Value.Text _ -> "a text";
          case Value.Timestamp _ -> "a timestamp";
          case Value.Many _ -> "a list";
        };
    return new Unfit(
        "`"
            + term.shown()
            + "` is "
            + term.type().words()
            + ", and what it is compared with is "
            + is,
        "write "
            + switch (term.type()) {
              case Type.Flag _ -> "true or false";
              case Type.Whole _ -> "a whole number, without quotes";
              case Type.Exact _, Type.Floating _ -> "a number, without quotes";
              case Type.Text _, Type.Uuid _ -> "a text, in quotes";
              case Type.Moment _ -> "timestamp(\"2027-03-31T18:00:00Z\")";
              case Type.Opaque(String _, String hint) -> hint;
            });
  }

  private static boolean isFlag(Term term) {
    return term.type() instanceof Type.Flag;
  }
}
