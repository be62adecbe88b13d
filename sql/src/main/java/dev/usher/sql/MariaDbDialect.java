package dev.usher.sql;

import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * MariaDB, 10.11 and later, and MySQL, 8.0.17 and later, where it was not tried. Native functions
 * and operators cannot be replaced there. What a session sets (sql_mode, time_zone,
 * sql_auto_is_null, the character set of the connection) changes nothing: texts are compared in
 * utf8mb4 by their bytes and without padding, timestamps as seconds, and constants that are not
 * plain ASCII are written in hexadecimal.
 *
 * @param bytewise what alone is called differently
 */
public record MariaDbDialect(Constants constants, Bytewise bytewise) implements Dialect {
  /** What {@link Column#type} is, of information_schema.COLUMNS. */
  public static final String COLUMN_TYPE = "COLUMN_TYPE";

  /** What {@link Column#collation} is, of information_schema.COLUMNS. */
  public static final String COLUMN_COLLATION = "coalesce(CHARACTER_SET_NAME, '')";

  private static final Pattern SHAPE =
      Pattern.compile("([a-z]+)(?:\\((.*)\\))?( unsigned)?( zerofill)?", Pattern.DOTALL);

  /** Of which each text is one of utf8mb4, one to one. */
  private static final Set<String> CHARACTER_SETS = Set.of("utf8mb4", "utf8mb3", "latin1", "ascii");

  /** Texts that nothing needs to be escaped in, whatever sql_mode and the connection are. */
  private static final Pattern PLAIN = Pattern.compile("[ -~&&[^'\"\\\\]]*");

  /** The collation of utf8mb4 that compares texts by their bytes, without padding. */
  public enum Bytewise {
    MARIADB("utf8mb4_nopad_bin"),
    MYSQL("utf8mb4_0900_bin");

    private final String collation;

    Bytewise(String collation) {
      this.collation = collation;
    }

    public String collation() {
      return collation;
    }
  }

  /** MariaDB's. */
  public MariaDbDialect(Constants constants) {
    this(constants, Bytewise.MARIADB);
  }

  /** MariaDB's, with constants as literals. */
  public MariaDbDialect() {
    this(new Constants.Written());
  }

  @Override
  public Type type(Column column) {
    Matcher shape = SHAPE.matcher(column.type().toLowerCase(Locale.ROOT));
    if (!shape.matches()) return opaque(column);
    String size = Optional.ofNullable(shape.group(2)).orElse("");
    boolean signed = shape.group(3) == null;
    return switch (shape.group(1)) {
      case "tinyint" -> size.equals("1") && signed ? new Type.Flag() : whole(8, signed);
      case "smallint" -> whole(16, signed);
      case "mediumint" -> whole(24, signed);
      case "int" -> whole(32, signed);
      case "bigint" -> signed ? Type.Whole.BYTES_8 : UNSIGNED;
      case "decimal" -> exact(size, signed);
      case "double" -> new Type.Floating();
      case "varchar", "tinytext", "text", "mediumtext", "longtext" ->
          CHARACTER_SETS.contains(column.collation())
              ? new Type.Text(Type.Text.Form.COLLATED)
              : new Type.Opaque(
                  column.type() + " in " + column.collation(), "make it one in utf8mb4");
      case "enum" ->
          CHARACTER_SETS.contains(column.collation())
              ? new Type.Text(Type.Text.Form.LABEL)
              : opaque(column);
      case "timestamp" -> new Type.Moment();
      case "uuid" -> new Type.Uuid();
      case "char" ->
          new Type.Opaque(column.type(), "blanks at its end come and go: make it varchar");
      case "float" -> new Type.Opaque(column.type(), "0.1 is not 0.1 there: make it double");
      case "datetime", "date" ->
          new Type.Opaque(column.type(), "it has no time zone: make it timestamp");
      default -> opaque(column);
    };
  }

  private static Type opaque(Column column) {
    return new Type.Opaque(
        column.type(),
        "conditions know boolean (tinyint(1)), whole numbers, decimal, double, varchar, text, enum,"
            + " uuid and timestamp: keep what decides in a column of one of these");
  }

  /** Beyond what a long holds, and so a decimal number without digits behind the point. */
  private static final Type.Exact UNSIGNED =
      new Type.Exact(
          Optional.of(
              new Type.Exact.Range(
                  BigDecimal.ZERO,
                  new BigDecimal(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE)),
                  0)));

  private static Type.Whole whole(int bits, boolean signed) {
    long values = 1L << bits;
    return signed ? new Type.Whole(-values / 2, values / 2 - 1) : new Type.Whole(0, values - 1);
  }

  private static Type.Exact exact(String size, boolean signed) {
    String[] digits = size.split(",", 2);
    int scale = Integer.parseInt(digits[1]);
    BigDecimal max =
        BigDecimal.TEN
            .pow(Integer.parseInt(digits[0]))
            .subtract(BigDecimal.ONE)
            .movePointLeft(scale);
    BigDecimal min = signed ? max.negate() : BigDecimal.ZERO;
    return new Type.Exact(Optional.of(new Type.Exact.Range(min, max, scale)));
  }

  @Override
  public String name(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  @Override
  public String present(Term term) {
    return raw(term) + " IS NOT NULL";
  }

  /** IS NULL would mean other things with sql_auto_is_null, and of a date of zeros. */
  @Override
  public String absent(Term term) {
    return raw(term) + " <=> NULL";
  }

  @Override
  public String flag(Term term, boolean value) {
    return term.sql() + (value ? " <> 0" : " = 0");
  }

  @Override
  public String compare(Term left, Op op, Term right) {
    return left.type().equals(right.type())
        ? value(left) + symbol(op) + value(right)
        : mixed(left, right.type()) + symbol(op) + mixed(right, left.type());
  }

  @Override
  public String compare(Term left, Op op, String constant) {
    String plain = value(left) + symbol(op) + constant;
    return op == Op.EQ ? indexed(left, " = " + constant, List.of(constant), plain) : plain;
  }

  @Override
  public String among(Term term, boolean in, List<String> some) {
    if (some.size() == 1) {
      return compare(term, in ? Op.EQ : Op.NE, some.getFirst());
    }
    String list = some.stream().collect(Collectors.joining(", ", in ? " IN (" : " NOT IN (", ")"));
    String plain = value(term) + list;
    return in ? indexed(term, list, some, plain) : plain;
  }

  /**
   * A test of a text, and before it the same in the column's own collation, by which an index finds
   * the row: equal bytes are equal in each. Plain ASCII is there in every character set.
   */
  private static String indexed(Term term, String test, List<String> some, String plain) {
    boolean own =
        term.type() instanceof Type.Text(Type.Text.Form form)
            && form == Type.Text.Form.COLLATED
            && some.stream().allMatch(MariaDbDialect::isPlain);
    return own ? "(" + term.sql() + test + " AND " + plain + ")" : plain;
  }

  @Override
  public String among(Term term, boolean in, Attribute.Listed list) {
    String wanted = mixed(term, list.element());
    // Where a subquery becomes a hashed table, -0.0 and 0.0 are two numbers (seen in 11.4).
    boolean binary = term.type() instanceof Type.Floating;
    return member(binary ? "(" + wanted + " + 0E0)" : wanted, in, list);
  }

  @Override
  public String among(String constant, boolean in, Attribute.Listed list) {
    return member(list.element() instanceof Type.Text ? bytes(constant) : constant, in, list);
  }

  private static String member(String wanted, boolean in, Attribute.Listed list) {
    return wanted + (in ? " IN (" : " NOT IN (") + list.sql() + ")";
  }

  @Override
  public String textTest(Term term, boolean passes, TextTest.Kind kind, String part) {
    String whole = value(term);
    String wanted = constant(term.type(), part);
    int length = part.codePointCount(0, part.length());
    return switch (kind) {
      case STARTS_WITH -> "LEFT(" + whole + ", " + length + ")" + equal(passes) + wanted;
      case ENDS_WITH -> "RIGHT(" + whole + ", " + length + ")" + equal(passes) + wanted;
      case CONTAINS -> "LOCATE(" + wanted + ", " + whole + ")" + equal(!passes) + "0";
    };
  }

  private static String equal(boolean yes) {
    return yes ? " = " : " <> ";
  }

  /** It has no NaN. */
  @Override
  public Clause number(Term term) {
    return Clause.ALWAYS;
  }

  @Override
  public String constant(Type type, BigDecimal value) {
    return switch (constants) {
      case Constants.Written _ -> written(type, value);
      case Constants.Bound bound -> bound(bound, type, value);
    };
  }

  private static String written(Type type, BigDecimal value) {
    return switch (type) {
      case Type.Floating _ -> {
        String digits = Double.toString(value.doubleValue());
        yield digits.contains("E") ? digits : digits + "E0";
      }
      case Type.Whole _, Type.Exact _, Type.Moment _ -> value.toPlainString();
      case Type.Flag _, Type.Text _, Type.Uuid _, Type.Opaque _ ->
          throw new IllegalArgumentException("no numbers: " + type);
    };
  }

  /** A client may send a number as a text, beside which a column would be a binary number. */
  private static String bound(Constants.Bound bound, Type type, BigDecimal value) {
    return switch (type) {
      case Type.Floating _ ->
          "CAST(" + bound.mark("double", new Value.Decimal(value.doubleValue())) + " AS DOUBLE)";
      case Type.Whole _ ->
          "CAST(" + bound.mark("bigint", new Value.Int(value.longValueExact())) + " AS SIGNED)";
      case Type.Exact _, Type.Moment _ ->
          "CAST("
              + bound.mark("decimal", new Value.Exact(value))
              + " AS DECIMAL(65, "
              + Math.max(0, value.scale())
              + "))";
      case Type.Flag _, Type.Text _, Type.Uuid _, Type.Opaque _ ->
          throw new IllegalArgumentException("no numbers: " + type);
    };
  }

  @Override
  public String constant(Type type, String value) {
    return switch (constants) {
      case Constants.Written _ -> written(type, value);
      case Constants.Bound bound -> bound(bound, type, value);
    };
  }

  private static String written(Type type, String value) {
    if (type instanceof Type.Uuid) return "CAST('" + value + "' AS uuid)";
    return isWritable(value) ? "_utf8mb4'" + value + "'" : "_utf8mb4 X'" + hex(value) + "'";
  }

  /**
   * A text that is not plain is sent as its bytes in hexadecimal: so no character set of a
   * connection changes it, and none that holds a quote within a character ends a client's literal.
   */
  private static String bound(Constants.Bound bound, Type type, String value) {
    if (type instanceof Type.Uuid)
      return "CAST(" + bound.mark("varchar", new Value.Text(value)) + " AS uuid)";
    return isWritable(value)
        ? bound.mark("varchar", new Value.Text(value))
        : "CONVERT(UNHEX(" + bound.mark("varchar", new Value.Text(hex(value))) + ") USING utf8mb4)";
  }

  private static boolean isWritable(String text) {
    return PLAIN.matcher(text).matches();
  }

  private static String hex(String text) {
    return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A constant text, made here, that is the same in each character set. */
  private static boolean isPlain(String constant) {
    return constant.startsWith("_utf8mb4'") || constant.startsWith("\0");
  }

  /** The term by its value, as it is compared. */
  private String value(Term term) {
    return switch (term.type()) {
      case Type.Text _ -> text(term);
      case Type.Flag _ -> "(" + term.sql() + " <> 0)";
      case Type.Moment _, Type.Whole _, Type.Exact _, Type.Floating _, Type.Uuid _, Type.Opaque _ ->
          raw(term);
    };
  }

  /** Beside a text a UUID is one too. */
  private String mixed(Term term, Type other) {
    return other instanceof Type.Text ? text(term) : value(term);
  }

  private String text(Term term) {
    return bytes("CONVERT(" + term.sql() + " USING utf8mb4)");
  }

  private String bytes(String text) {
    return text + " COLLATE " + bytewise.collation();
  }

  /**
   * UNIX_TIMESTAMP of a timestamp column is what is stored, whatever the session's time zone is; 0
   * is the timestamp of zeros, which is none.
   */
  private static String raw(Term term) {
    return term.type() instanceof Type.Moment
        ? "NULLIF(UNIX_TIMESTAMP(" + term.sql() + "), 0)"
        : term.sql();
  }

  private static String symbol(Op op) {
    return " " + Symbols.of(op) + " ";
  }
}
