package dev.usher.sql;

import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * PostgreSQL, 14 and later, in a database whose encoding is UTF8. Functions, types, operators and
 * collations are named with their schema, so that no search_path puts others in their place
 * (manual, section 4.2.5).
 */
public record PostgresDialect(Constants constants) implements Dialect {
  /**
   * What {@link Column#type} is, over {@code pg_attribute a} and {@code pg_type t}, asked under a
   * search_path of pg_catalog alone.
   */
  public static final String COLUMN_TYPE =
      "CASE t.typtype WHEN 'e' THEN 'enum' ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END";

  /** What {@link Column#collation} is, over {@code pg_attribute a}. */
  public static final String COLUMN_COLLATION =
      "coalesce((SELECT c.collname FROM pg_catalog.pg_collation c"
          + " WHERE c.oid = a.attcollation AND c.collnamespace = 'pg_catalog'::regnamespace), '')";

  private static final String C = " COLLATE pg_catalog.\"C\"";

  /** With constants as literals. */
  public PostgresDialect() {
    this(new Constants.Written());
  }

  @Override
  public Type type(Column column) {
    String plain = column.type().replaceFirst("\\([0-9,-]+\\)", "");
    return switch (plain) {
      case "boolean" -> new Type.Flag();
      case "smallint" -> Type.Whole.BYTES_2;
      case "integer" -> Type.Whole.BYTES_4;
      case "bigint" -> Type.Whole.BYTES_8;
      case "numeric" -> Type.Exact.ANY;
      case "double precision" -> new Type.Floating();
      case "text", "character varying" ->
          // The database's default collation is deterministic: equal are equal bytes.
          new Type.Text(
              column.collation().equals("default")
                  ? Type.Text.Form.BYTEWISE
                  : Type.Text.Form.COLLATED);
      case "enum" -> new Type.Text(Type.Text.Form.LABEL);
      case "timestamp with time zone" -> new Type.Moment();
      case "uuid" -> new Type.Uuid();
      case "character" -> new Type.Opaque(plain, "blanks at its end do not count: make it text");
      case "real" -> new Type.Opaque(plain, "0.1 is not 0.1 there: make it double precision");
      case "timestamp without time zone", "date" ->
          new Type.Opaque(plain, "it has no time zone: make it timestamp with time zone");
      default ->
          new Type.Opaque(
              column.type(),
              "conditions know boolean, smallint, integer, bigint, numeric, double precision, text,"
                  + " varchar, enumerations, uuid and timestamp with time zone: keep what decides"
                  + " in a column of one of these");
    };
  }

  /** As the manual's section 4.1.1 says. */
  @Override
  public String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A composite value of NULLs {@code IS NULL}, though it is there; this counts it. */
  @Override
  public String present(Term term) {
    return term.type() instanceof Type.Opaque
        ? "pg_catalog.num_nulls(" + term.sql() + ")" + operator("=") + "0"
        : term.sql() + " IS NOT NULL";
  }

  @Override
  public String absent(Term term) {
    return term.type() instanceof Type.Opaque
        ? "pg_catalog.num_nulls(" + term.sql() + ")" + operator("=") + "1"
        : term.sql() + " IS NULL";
  }

  @Override
  public String flag(Term term, boolean value) {
    return value ? term.sql() : "NOT " + term.sql();
  }

  @Override
  public String compare(Term left, Op op, Term right) {
    if (isText(left) || isText(right)) {
      boolean asIs = isEquality(op) && isBytewise(left) && isBytewise(right);
      return text(left) + (asIs ? "" : C) + operator(op) + text(right);
    }
    boolean widen = !left.type().getClass().equals(right.type().getClass());
    return widen
        ? numeric(left) + operator(op) + numeric(right)
        : left.sql() + operator(op) + right.sql();
  }

  @Override
  public String compare(Term left, Op op, String constant) {
    return comparable(left, isEquality(op)) + operator(op) + constant;
  }

  @Override
  public String among(Term term, boolean in, List<String> some) {
    if (some.size() == 1) {
      return compare(term, in ? Op.EQ : Op.NE, some.getFirst());
    }
    return comparable(term, true) + quantified(in, array(term.type(), some));
  }

  @Override
  public String among(Term term, boolean in, Attribute.Listed list) {
    boolean text = isText(term) || list.element() instanceof Type.Text;
    String wanted =
        text
            ? text(term) + (isBytewise(term) ? "" : C)
            : term.type() instanceof Type.Whole && list.element() instanceof Type.Exact
                ? numeric(term)
                : term.sql();
    return wanted + quantified(in, list.sql());
  }

  @Override
  public String among(String constant, boolean in, Attribute.Listed list) {
    return constant + quantified(in, list.sql());
  }

  @Override
  public String textTest(Term term, boolean passes, TextTest.Kind kind, String part) {
    String whole = text(term) + C;
    String wanted = constant(term.type(), part);
    int length = part.codePointCount(0, part.length());
    return (passes ? "" : "NOT ")
        + switch (kind) {
          case STARTS_WITH -> "pg_catalog.starts_with(" + whole + ", " + wanted + ")";
          case ENDS_WITH ->
              "pg_catalog.right(" + whole + ", " + length + ")" + operator("=") + wanted;
          case CONTAINS -> "pg_catalog.strpos(" + whole + ", " + wanted + ")" + operator(">") + "0";
        };
  }

  /** NaN is greater than all else there (manual, section 8.1.3). */
  @Override
  public Clause number(Term term) {
    return switch (term.type()) {
      case Type.Floating _ -> below(term, "'NaN'::pg_catalog.float8");
      case Type.Exact _ -> below(term, "'NaN'::pg_catalog.numeric");
      case Type.Flag _, Type.Whole _, Type.Text _, Type.Moment _, Type.Uuid _, Type.Opaque _ ->
          Clause.ALWAYS;
    };
  }

  private Clause below(Term term, String nan) {
    return new Clause.Test(compare(term, Op.LT, nan));
  }

  /** As one parameter they are of one text, however many they are. */
  private String array(Type of, List<String> some) {
    return switch (constants) {
      case Constants.Written _ -> some.stream().collect(Collectors.joining(", ", "ARRAY[", "]"));
      case Constants.Bound bound -> {
        String type = typeName(of) + "[]";
        yield bound.list(type, some) + cast(type);
      }
    };
  }

  @Override
  public String constant(Type type, BigDecimal value) {
    return switch (type) {
      case Type.Whole _ -> {
        BigInteger whole = value.toBigIntegerExact();
        yield constant(type, whole.toString(), new Value.Int(whole.longValueExact()));
      }
      case Type.Exact _ -> constant(type, value.toPlainString(), new Value.Exact(value));
      case Type.Floating _ -> {
        double number = value.doubleValue();
        yield constant(type, Double.toString(number), new Value.Decimal(number));
      }
      case Type.Moment _ -> {
        Instant instant = instant(value);
        yield constant(type, instant.toString(), new Value.Timestamp(instant));
      }
      case Type.Flag _, Type.Text _, Type.Uuid _, Type.Opaque _ ->
          throw new IllegalArgumentException("no numbers: " + type);
    };
  }

  @Override
  public String constant(Type type, String value) {
    return constant(type, value, new Value.Text(value));
  }

  private String constant(Type type, String written, Value value) {
    String name = typeName(type);
    return switch (constants) {
          case Constants.Written _ -> quoted(written);
          case Constants.Bound bound -> bound.mark(name, value);
        }
        + cast(name);
  }

  private static String cast(String type) {
    return "::pg_catalog." + type;
  }

  /** What constants beside it are. */
  private static String typeName(Type type) {
    return switch (type) {
      case Type.Whole(long _, long max) -> "int" + (Long.SIZE - numberOfSigns(max)) / 8;
      case Type.Exact _ -> "numeric";
      case Type.Floating _ -> "float8";
      case Type.Moment _ -> "timestamptz";
      case Type.Uuid _ -> "uuid";
      case Type.Text _ -> "text";
      case Type.Flag _, Type.Opaque _ ->
          throw new IllegalArgumentException("no constants: " + type);
    };
  }

  /** Bits before the sign's of the narrowest type that has this as its greatest. */
  private static int numberOfSigns(long max) {
    return Long.numberOfLeadingZeros(max) - 1;
  }

  private static Instant instant(BigDecimal seconds) {
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    return Instant.ofEpochSecond(
        whole.longValueExact(), seconds.subtract(whole).movePointRight(9).longValueExact());
  }

  /** As {@code quote_literal} has it: the same whatever standard_conforming_strings is. */
  private static String quoted(String value) {
    return (value.contains("\\") ? "E'" : "'")
        + value.replace("\\", "\\\\").replace("'", "''")
        + "'";
  }

  private static String comparable(Term term, boolean equality) {
    if (!isText(term)) return term.sql();
    return text(term) + (equality && isBytewise(term) ? "" : C);
  }

  private static String text(Term term) {
    boolean cast =
        term.type() instanceof Type.Uuid
            || term.type() instanceof Type.Text(Type.Text.Form form)
                && form == Type.Text.Form.LABEL;
    return cast ? "(" + term.sql() + ")::pg_catalog.text" : term.sql();
  }

  private static String numeric(Term term) {
    return term.type() instanceof Type.Whole
        ? "(" + term.sql() + ")::pg_catalog.numeric"
        : term.sql();
  }

  private static boolean isText(Term term) {
    return term.type() instanceof Type.Text;
  }

  /** A label that is cast to text has the default collation. */
  private static boolean isBytewise(Term term) {
    return !(term.type() instanceof Type.Text(Type.Text.Form form))
        || form != Type.Text.Form.COLLATED;
  }

  private static boolean isEquality(Op op) {
    return op == Op.EQ || op == Op.NE;
  }

  private static String quantified(boolean in, String array) {
    return operator(in ? "=" : "<>") + (in ? "ANY (" : "ALL (") + array + ")";
  }

  private static String operator(Op op) {
    return operator(Symbols.of(op));
  }

  private static String operator(String symbol) {
    return " OPERATOR(pg_catalog." + symbol + ") ";
  }
}
