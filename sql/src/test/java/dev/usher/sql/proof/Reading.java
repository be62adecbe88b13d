package dev.usher.sql.proof;

import dev.usher.core.condition.Condition.Op;
import dev.usher.sql.proof.Datum.Cell;
import dev.usher.sql.proof.Holds.Collation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an expression of SQL means, for any row and whatever it looks up: a value, and whether it is
 * NULL. Whatever a session or a collation that is not known could decide is any answer at all.
 *
 * @param given what parts of the expression mean, where that is presupposed
 */
record Reading(World world, Script script, Map<Expression, Cell> given) {
  Cell of(Expression expression) {
    Cell part = given.get(expression);
    if (part != null) return part;
    return switch (expression) {
      case Expression.Name(String name) -> named(name);
      case Expression.Text _, Expression.Typed _, Expression.Number _ ->
          there(Constants.of(world.engine(), expression));
      case Expression.Sure(boolean value) -> there(new Datum.Flag("" + value));
      case Expression.And(List<Expression> all) ->
          all.stream().map(this::condition).reduce(this::and).orElseThrow();
      case Expression.Or(List<Expression> any) ->
          any.stream().map(this::condition).reduce(this::or).orElseThrow();
      case Expression.Not(Expression of) -> {
        Cell cell = condition(of);
        yield flag(cell.isNull(), Smt.not(value(cell)));
      }
      case Expression.Compare(Expression left, Op op, Expression right) ->
          compare(of(left), op, of(right));
      case Expression.IsNull(Expression of, boolean negated) -> isNull(of(of), negated);
      case Expression.SameAsNull(Expression of) -> flag(Smt.FALSE, of(of).isNull());
      case Expression.AmongConstants(Expression left, boolean in, List<Expression> constants) ->
          among(of(left), in, constants);
      case Expression.AmongList(Expression left, boolean in, String list) ->
          among(of(left), in, list(list));
      case Expression.Like(Expression left, String pattern) -> {
        Cell cell = of(left);
        yield flag(cell.isNull(), Texts.like(cell.datum(), pattern));
      }
      case Expression.Plus(Expression left, Expression right) -> plus(of(left), of(right));
      case Expression.Call(String function, List<Expression> arguments) ->
          new Functions(this).call(function, arguments.stream().map(this::of).toList());
      case Expression.Cast(Expression of, String type) -> {
        Cell cell = of(of);
        yield new Cell(cell.isNull(), Constants.cast(cell.datum(), type));
      }
      case Expression.Collate(Expression of, String collation) -> {
        Cell cell = of(of);
        if (!(cell.datum() instanceof Datum.Text(String term, Collation _))) {
          throw new Unread("COLLATE of no text: " + expression);
        }
        boolean bytes =
            collation.equals(world.engine() == Engine.POSTGRES ? "C" : "utf8mb4_nopad_bin");
        Collation forced = bytes ? Collation.BYTES : Collation.ANY;
        yield new Cell(cell.isNull(), new Datum.Text(term, forced));
      }
    };
  }

  /** An expression that stands where a condition is wanted. */
  Cell condition(Expression expression) {
    Cell cell = of(expression);
    return switch (cell.datum()) {
      case Datum.Flag _ -> cell;
      case Datum.Whole(String term) when world.engine() == Engine.MARIADB ->
          flag(cell.isNull(), Smt.not(Smt.equal(term, "0")));
      case Datum.Whole _,
          Datum.Exact _,
          Datum.Floating _,
          Datum.Text _,
          Datum.Label _,
          Datum.Uuid _,
          Datum.TimestampTz _,
          Datum.Timestamp _,
          Datum.Other _ ->
          throw new Unread("no condition: " + expression);
    };
  }

  static Cell there(Datum datum) {
    return new Cell(Smt.FALSE, datum);
  }

  Cell flag(String isNull, String value) {
    return new Cell(script.named("Bool", isNull), new Datum.Flag(script.named("Bool", value)));
  }

  static String value(Cell cell) {
    if (cell.datum() instanceof Datum.Flag(String term)) return term;
    throw new Unread("no boolean: " + cell);
  }

  /** That it is TRUE. */
  static String isTrue(Cell cell) {
    return Smt.and(Smt.not(cell.isNull()), value(cell));
  }

  private static String isFalse(Cell cell) {
    return Smt.and(Smt.not(cell.isNull()), Smt.not(value(cell)));
  }

  /** FALSE if one is FALSE, else NULL if one is NULL. */
  private Cell and(Cell left, Cell right) {
    String oneIsFalse = Smt.or(isFalse(left), isFalse(right));
    return flag(
        Smt.and(Smt.or(left.isNull(), right.isNull()), Smt.not(oneIsFalse)),
        Smt.and(value(left), value(right), Smt.not(oneIsFalse)));
  }

  /** TRUE if one is TRUE, else NULL if one is NULL. */
  private Cell or(Cell left, Cell right) {
    String oneIsTrue = Smt.or(isTrue(left), isTrue(right));
    return flag(Smt.and(Smt.or(left.isNull(), right.isNull()), Smt.not(oneIsTrue)), oneIsTrue);
  }

  private Cell named(String name) {
    for (Listing list : world.listed().values()) {
      if (name.equals(list.name() + " is there")) {
        list.declare(script, world.engine());
        return there(new Datum.Flag(list.there()));
      }
    }
    Field field = world.columns().get(name);
    if (field == null) {
      field =
          world.looked().values().stream()
              .map(World.Looked::field)
              .filter(one -> one.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new Unread("nothing of that name: " + name));
    }
    field.declare(script);
    return field.cell();
  }

  private Listing list(String name) {
    Listing list =
        world.listed().values().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new Unread("no list of that name: " + name));
    list.declare(script, world.engine());
    return list;
  }

  Cell compare(Cell left, Op op, Cell right) {
    return flag(
        Smt.or(left.isNull(), right.isNull()),
        new Ordering(world.engine(), script).test(left.datum(), op, right.datum()));
  }

  private Cell isNull(Cell cell, boolean negated) {
    boolean composite = cell.datum() instanceof Datum.Other && world.engine() == Engine.POSTGRES;
    if (composite) return flag(Smt.FALSE, script.unknown("IS NULL of a composite"));
    if (negated) return flag(Smt.FALSE, Smt.not(cell.isNull()));
    return world.engine() == Engine.MARIADB
        ? flag(Smt.FALSE, Smt.or(cell.isNull(), script.unknown("IS NULL with sql_auto_is_null")))
        : flag(Smt.FALSE, cell.isNull());
  }

  private Cell among(Cell left, boolean in, List<Expression> constants) {
    List<Cell> equal = new ArrayList<>();
    for (Expression one : constants) equal.add(compare(left, Op.EQ, of(one)));
    Cell among = equal.stream().reduce(this::or).orElseThrow();
    return in ? among : flag(among.isNull(), Smt.not(value(among)));
  }

  /** PostgreSQL's manual, section 9.25; NOT IN and ALL are the negation of IN and ANY. */
  private Cell among(Cell left, boolean in, Listing list) {
    String found = new Ordering(world.engine(), script).isAmong(left.datum(), list);
    String known = Smt.or(list.isEmpty(), Smt.not(left.isNull()));
    String isTrue = Smt.and(Smt.not(list.isEmpty()), Smt.not(left.isNull()), found);
    String isNull =
        Smt.or(
            list.isNull(),
            Smt.not(known),
            Smt.and(Smt.not(list.isEmpty()), Smt.not(isTrue), list.hasNull()));
    return flag(isNull, in ? isTrue : Smt.not(isTrue));
  }

  private Cell plus(Cell left, Cell right) {
    if (left.datum() instanceof Datum.Floating(String a)
        && right.datum() instanceof Datum.Floating(String b)) {
      return new Cell(
          Smt.or(left.isNull(), right.isNull()),
          new Datum.Floating(Smt.call("fp.add", "RNE", a, b)));
    }
    throw new Unread("+ of other than binary numbers");
  }
}
