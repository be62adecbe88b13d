package dev.usher.sql;

import dev.usher.core.condition.Value;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

final class PostgresGround extends Ground {
  private static final Value INFINITY = new Value.Decimal(Double.POSITIVE_INFINITY);
  private static final Value BELOW = new Value.Decimal(Double.NEGATIVE_INFINITY);
  private static final Value NAN = new Value.Decimal(Double.NaN);

  private static final List<Value> MOMENTS =
      Hostile.and(
          Hostile.and(
              Hostile.instants(Hostile.INSTANTS),
              Hostile.instants(Hostile.FAR).toArray(Value[]::new)),
          new Value.Timestamp(Instant.MAX),
          new Value.Timestamp(Instant.MIN));

  private static final List<Field> FIELDS =
      List.of(
          new Field("text", "text", Hostile.texts(Hostile.TEXTS)),
          new Field("a\"b\\c'd", "varchar(60)", Hostile.texts(Hostile.TEXTS)),
          new Field("SELECT", "text collate \"C\"", Hostile.texts(Hostile.TEXTS)),
          new Field("icu", "text collate blind", Hostile.texts(Hostile.TEXTS)),
          new Field("label", "\"integer\"", Hostile.texts(Hostile.LABELS)),
          new Field("flag", "boolean", Hostile.flags()),
          new Field("flag 2", "boolean", Hostile.flags()),
          new Field("i2", "smallint", Hostile.longs(Short.MIN_VALUE, Short.MAX_VALUE)),
          new Field("i4", "integer", Hostile.longs(Integer.MIN_VALUE, Integer.MAX_VALUE)),
          new Field("i8", "bigint", Hostile.longs(Long.MIN_VALUE, Long.MAX_VALUE)),
          new Field(
              "exact",
              "numeric",
              Hostile.and(
                  Hostile.exacts(BigDecimal.TEN.pow(100), 100),
                  INFINITY,
                  BELOW,
                  NAN,
                  new Value.Exact(BigDecimal.TEN.pow(400)))),
          new Field("money", "numeric(10,2)", Hostile.exacts(new BigDecimal("99999999.99"), 2)),
          new Field("d1", "double precision", Hostile.and(Hostile.doubles(), INFINITY, BELOW, NAN)),
          new Field("d2", "double precision", Hostile.and(Hostile.doubles(), INFINITY, BELOW, NAN)),
          new Field("at", "timestamptz", MOMENTS),
          new Field("\u00FCber--", "timestamptz", MOMENTS),
          new Field("u1", "uuid", Hostile.texts(Hostile.UUIDS)),
          new Field("u2", "uuid", Hostile.texts(Hostile.UUIDS)));

  private final Database database;
  private final Connection connection;
  private final Connection hostile;
  private final String reader;
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Type> types = new HashMap<>();

  PostgresGround(Postgres server) {
    super(FIELDS, Seeds.generator(4711));
    database = server.database();
    connection = database.connect();
    // Where the server is built without ICU there is nothing nondeterministic to be had.
    boolean icu =
        !Sql.rows(connection, "select from pg_collation where collprovider = 'i'").isEmpty();
    Sql.run(
        connection,
        icu
            ? "create collation blind (provider = icu, locale = 'und-u-ks-level1', deterministic = false)"
            : "create collation blind from \"C\"",
        // A type by the name of another, to see that it is not taken for it.
        "create type \"integer\" as enum ("
            + Hostile.LABELS.stream().map(PostgresGround::text).collect(Collectors.joining(","))
            + ")",
        "create table hostile (id int primary key, "
            + FIELDS.stream()
                .map(field -> Sql.name(field.name()) + " " + field.declared())
                .collect(Collectors.joining(", "))
            + ")",
        "create table subjects (id int primary key, region text, account text, level int8, rate float8,"
            + " flag boolean, names text[], accounts text[], ids int8[], rates float8[])");
    for (int i = 0; i < rows.size(); i++) insert("hostile", i, rows.get(i));
    for (int i = 0; i < subjects.size(); i++) insert("subjects", i, subjects.get(i));
    catalogue();
    reader = database.role(database.tag() + "_reader", "");
    Sql.run(
        connection,
        "grant select on hostile, subjects to " + reader,
        "alter table hostile enable row level security",
        "create policy narrow on hostile to " + reader + " using (false)");
    database.run(Evil.schema());
    hostile = database.connect();
    Sql.run(
        hostile,
        "grant usage on schema evil to " + reader,
        "set search_path = evil, pg_catalog, public");
  }

  private void insert(String table, int id, Map<String, Value> values) {
    List<String> names = new ArrayList<>(List.of("id"));
    List<String> written = new ArrayList<>(List.of(Integer.toString(id)));
    values.forEach(
        (name, value) -> {
          names.add(Sql.name(name));
          written.add(written(value));
        });
    Sql.run(
        connection,
        "insert into "
            + table
            + "("
            + String.join(",", names)
            + ") values ("
            + String.join(",", written)
            + ")");
  }

  /** As an untyped constant, which takes the column's type. */
  private static String written(Value value) {
    return switch (value) {
      case Value.Many(List<Value> values) ->
          values.stream()
              .map(one -> one instanceof Value.Null ? "NULL" : quotedElement(one))
              .collect(Collectors.joining(",", "'{", "}'"));
      case Value.Null _ -> "NULL";
      default -> text(plain(value));
    };
  }

  private static String quotedElement(Value value) {
    return '"' + plain(value).replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "''") + '"';
  }

  private static String plain(Value value) {
    return switch (value) {
      case Value.Bool(boolean flag) -> Boolean.toString(flag);
      case Value.Int(long whole) -> Long.toString(whole);
      case Value.Decimal(double number) -> Double.toString(number);
      case Value.Exact(BigDecimal exact) -> exact.toPlainString();
      case Value.Text(String text) -> text;
      case Value.Timestamp(Instant instant) ->
          instant.equals(Instant.MAX)
              ? "infinity"
              : instant.equals(Instant.MIN) ? "-infinity" : instant.toString();
      case Value.Null _, Value.Many _ -> throw new IllegalArgumentException("not one value");
    };
  }

  /** By another way than what is tested. */
  private static String text(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 127 && c != '\\')
        ? Sql.text(text)
        : "U&'" + unicode(text) + "'";
  }

  private static String unicode(String text) {
    return text.codePoints().mapToObj(c -> "\\+%06X".formatted(c)).collect(Collectors.joining());
  }

  private void catalogue() {
    Sql.run(connection, "set search_path = pg_catalog");
    Sql.rows(
            connection,
            "SELECT a.attname, %s, %s FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
                    .formatted(PostgresDialect.COLUMN_TYPE, PostgresDialect.COLUMN_COLLATION)
                + " WHERE a.attrelid = 'public.hostile'::regclass AND a.attnum > 0")
        .forEach(row -> columns.add(new Column(row.get(0), row.get(1), row.get(2))));
    columns.forEach(column -> types.put(column.name(), dialect().type(column)));
    Sql.run(connection, "reset search_path");
  }

  @Override
  List<Column> columns() {
    return columns;
  }

  @Override
  Map<String, Connection> clients() {
    return new TreeMap<>(Map.of("plain", connection, "a hostile search_path", hostile));
  }

  @Override
  Dialect dialect() {
    return new PostgresDialect();
  }

  @Override
  Map<String, Type> types() {
    return types;
  }

  @Override
  Map<String, Attribute> looked(int subject) {
    Map<String, Attribute> attributes = new HashMap<>();
    Map.of(
            "region", new Type.Text(Type.Text.Form.BYTEWISE),
            "account", new Type.Text(Type.Text.Form.BYTEWISE),
            "level", Type.Whole.BYTES_8,
            "rate", new Type.Floating(),
            "flag", new Type.Flag())
        .forEach(
            (name, type) ->
                attributes.put(name, new Attribute.Looked(type, of(name, subject, ""))));
    Map.of(
            "names", new Type.Text(Type.Text.Form.BYTEWISE),
            "accounts", new Type.Text(Type.Text.Form.BYTEWISE),
            "ids", Type.Whole.BYTES_8,
            "rates", new Type.Floating())
        .forEach(
            (name, type) ->
                attributes.put(
                    name,
                    new Attribute.Listed(
                        type,
                        of(name, subject, "::" + cast(type)),
                        of(name, subject, "") + " IS NOT NULL")));
    return attributes;
  }

  private static String of(String name, int subject, String cast) {
    return "(SELECT s.%s FROM public.subjects s WHERE s.id OPERATOR(pg_catalog.=) %d)%s"
        .formatted(name, subject, cast);
  }

  /** For ANY over a subquery that is one array would otherwise be ANY over its rows. */
  private static String cast(Type type) {
    return switch (type) {
      case Type.Whole _ -> "pg_catalog.int8[]";
      case Type.Floating _ -> "pg_catalog.float8[]";
      default -> "pg_catalog.text[]";
    };
  }

  /**
   * As a WHERE, as one in a session whose search_path finds other operators, functions, types and
   * collations first, and as the row policy of a table, made and asked in such a session.
   */
  @Override
  Map<String, List<Set<Integer>>> rowsOf(List<String> expressions) {
    String select = select(expressions);
    int size = expressions.size();
    List<Set<Integer>> byPolicy = new ArrayList<>();
    for (String expression : expressions) {
      Sql.run(
          hostile,
          "reset role",
          "alter policy narrow on public.hostile using (" + expression + ")",
          "set role " + reader);
      byPolicy.add(
          Sql.column(hostile, "select id from public.hostile").stream()
              .map(Integer::valueOf)
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    Sql.run(hostile, "reset role");
    return Map.of(
        "WHERE", sorted(Sql.rows(connection, select), size),
        "WHERE with a hostile search_path", sorted(Sql.rows(hostile, select), size),
        "a row policy", byPolicy);
  }

  @Override
  public void close() {
    try {
      connection.close();
      hostile.close();
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
    database.close();
  }
}
