package dev.usher.sql.proof;

import dev.usher.core.condition.Condition.Op;
import dev.usher.sql.proof.Datum.Cell;
import dev.usher.sql.proof.Holds.Collation;
import java.util.List;

/** The functions that conditions become; each is NULL where an argument is, but where it says. */
record Functions(Reading reading) {
  Cell call(String function, List<Cell> arguments) {
    Cell first = arguments.getFirst();
    Cell last = arguments.getLast();
    return switch (reading.world().engine() + " " + function + " of " + arguments.size()) {
      case "POSTGRES num_nulls of 1" ->
          Reading.there(new Datum.Whole(Smt.ite(first.isNull(), "1", "0")));
      case "POSTGRES starts_with of 2" -> startsWith(Texts.pair(first, last));
      case "POSTGRES right of 2", "MARIADB RIGHT of 2" -> Texts.right(first, last);
      case "MARIADB LEFT of 2" -> Texts.left(first, last);
      case "POSTGRES strpos of 2" -> place(Texts.pair(first, last));
      case "MARIADB LOCATE of 2" -> place(Texts.pair(last, first));
      case "MARIADB CONVERT USING utf8mb4 of 1" ->
          new Cell(first.isNull(), Texts.converted(first.datum()));
      case "MARIADB UNIX_TIMESTAMP of 1" -> new Cell(first.isNull(), seconds(first.datum()));
      case "MARIADB NULLIF of 2" -> {
        Cell same = reading.compare(first, Op.EQ, last);
        yield new Cell(Smt.or(first.isNull(), Reading.isTrue(same)), first.datum());
      }
      default -> throw new Unread("no such function: " + function);
    };
  }

  private static Datum seconds(Datum datum) {
    if (datum instanceof Datum.Timestamp(String micros)) {
      return new Datum.Exact("0", "(/ (to_real " + micros + ") 1000000.0)");
    }
    throw new Unread("the session's time zone would decide about " + datum);
  }

  private Cell startsWith(Texts.Pair pair) {
    return reading.flag(
        pair.isNull(),
        pair.collation() == Collation.BYTES
            ? Smt.call("str.prefixof", pair.b(), pair.a())
            : reading.script().unknown("collation"));
  }

  /** From 1 on; 0 where it is not in there, and 1 of nothing in anything. */
  private Cell place(Texts.Pair pair) {
    return new Cell(
        pair.isNull(),
        new Datum.Whole(
            pair.collation() == Collation.BYTES
                ? "(+ 1 (str.indexof " + pair.a() + " " + pair.b() + " 0))"
                : Smt.ite(reading.script().unknown("collation"), "1", "0")));
  }
}
