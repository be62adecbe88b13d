package dev.usher.sql;

import dev.usher.core.condition.Value;
import dev.usher.sql.MariaDbDialect.Bytewise;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.Sql;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

final class MariaDbGround extends Ground {
  private static final List<Field> FIELDS =
      List.of(
          new Field(
              "text",
              "varchar(60) charset utf8mb4 collate utf8mb4_general_ci",
              Hostile.texts(Hostile.TEXTS)),
          new Field(
              "a`b\\c'd\"e",
              "text charset utf8mb4 collate utf8mb4_unicode_ci",
              Hostile.texts(Hostile.TEXTS)),
          new Field(
              "SELECT",
              "longtext charset utf8mb4 collate utf8mb4_nopad_bin",
              Hostile.texts(Hostile.TEXTS)),
          new Field("latin", "varchar(60) charset latin1", Hostile.texts(Hostile.LATIN)),
          new Field(
              "label",
              "enum("
                  + Hostile.LABELS.stream()
                      .filter(label -> !label.equals("Open") && !label.equals("b "))
                      .map(label -> Sql.text(label.replace("\\", "\\\\")))
                      .collect(Collectors.joining(","))
                  + ") charset utf8mb4",
              Hostile.texts(Hostile.LABELS).stream()
                  .filter(
                      label ->
                          !label.equals(new Value.Text("Open"))
                              && !label.equals(new Value.Text("b ")))
                  .toList()),
          new Field("flag", "boolean", Hostile.flags()),
          new Field("flag 2", "boolean", Hostile.flags()),
          new Field("i1", "tinyint unsigned", Hostile.longs(0, 255)),
          new Field("i2", "smallint", Hostile.longs(Short.MIN_VALUE, Short.MAX_VALUE)),
          new Field("i3", "mediumint(9) unsigned zerofill", Hostile.longs(0, 16777215)),
          new Field("i4", "int", Hostile.longs(Integer.MIN_VALUE, Integer.MAX_VALUE)),
          new Field("i8", "bigint", Hostile.longs(Long.MIN_VALUE, Long.MAX_VALUE)),
          new Field(
              "wide",
              "bigint unsigned",
              Hostile.exacts(new BigDecimal("18446744073709551615"), 0).stream()
                  .filter(
                      one -> one instanceof Value.Exact(BigDecimal exact) && exact.signum() >= 0)
                  .toList()),
          new Field("exact", "decimal(65,30)", Hostile.exacts(BigDecimal.TEN.pow(35), 30)),
          new Field("money", "decimal(10,2)", Hostile.exacts(new BigDecimal("99999999.99"), 2)),
          new Field("d1", "double", Hostile.doubles()),
          new Field("d2", "double", Hostile.doubles()),
          new Field("at", "timestamp(6) null", Hostile.instants(Hostile.INSTANTS)),
          new Field(
              "\u00FCber--",
              "timestamp null",
              Hostile.instants(
                  Hostile.INSTANTS.stream().filter(instant -> instant.getNano() == 0).toList())),
          new Field("u1", "uuid", Hostile.texts(Hostile.UUIDS)),
          new Field("u2", "uuid", Hostile.texts(Hostile.UUIDS)));

  /** MySQL has no UUIDs, and calls the collation otherwise. */
  private static List<Field> fields(MariaDb server) {
    if (!server.isMySql()) return FIELDS;
    return FIELDS.stream()
        .filter(field -> !field.declared().equals("uuid"))
        .map(
            field ->
                new Field(
                    field.name(),
                    field
                        .declared()
                        .replace(Bytewise.MARIADB.collation(), Bytewise.MYSQL.collation()),
                    field.values()))
        .toList();
  }

  private static final String[] OTHER = {
    "set sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH,HIGH_NOT_PRECEDENCE'",
    "set time_zone = '-09:30'",
    "set sql_auto_is_null = 1",
    "set character_set_connection = latin1"
  };

  private final MariaDb server;
  private final String database;
  private final Connection connection;
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Type> types = new HashMap<>();

  /** A session that has set all that can be set. */
  private final Connection other;

  /** Statements are prepared by the server there, and by the client elsewhere. */
  private final Connection prepared;

  MariaDbGround(MariaDb server) {
    super(fields(server), Seeds.generator(4711));
    this.server = server;
    database = "usher_" + UUID.randomUUID().toString().substring(0, 8);
    connection = server.connect();
    Sql.run(
        connection,
        "create database " + database,
        "use " + database,
        "set time_zone = '+00:00'",
        "create table hostile (id int primary key, "
            + fields.stream()
                .map(field -> name(field.name()) + " " + field.declared())
                .collect(Collectors.joining(", "))
            + ")",
        "create table subjects (id int primary key, region varchar(60) charset utf8mb4,"
            + " account varchar(60) charset utf8mb4, level bigint, rate double, flag boolean)",
        "create table lists (id int, list varchar(20), t varchar(60) charset utf8mb4, i bigint, d double)",
        "create table has (id int, list varchar(20))");
    for (int i = 0; i < rows.size(); i++) insert("hostile", i, rows.get(i));
    for (int i = 0; i < subjects.size(); i++) subject(i, subjects.get(i));
    Sql.rows(
            connection,
            "SELECT COLUMN_NAME, %s, %s FROM information_schema.COLUMNS"
                    .formatted(MariaDbDialect.COLUMN_TYPE, MariaDbDialect.COLUMN_COLLATION)
                + " WHERE TABLE_SCHEMA = database() AND TABLE_NAME = 'hostile'")
        .forEach(row -> columns.add(new Column(row.get(0), row.get(1), row.get(2))));
    columns.forEach(column -> types.put(column.name(), dialect().type(column)));
    other = server.connect();
    Sql.run(other, "use " + database);
    Sql.run(other, OTHER);
    prepared = server.preparing();
    Sql.run(prepared, "use " + database);
  }

  private static String name(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private void insert(String table, int id, Map<String, Value> values) {
    List<String> names = new ArrayList<>(List.of("id"));
    List<String> written = new ArrayList<>(List.of(Integer.toString(id)));
    values.forEach(
        (name, value) -> {
          names.add(name(name));
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

  private void subject(int id, Map<String, Value> attributes) {
    Map<String, Value> scalars = new HashMap<>();
    attributes.forEach(
        (name, value) -> {
          if (!(value instanceof Value.Many(List<Value> values))) {
            scalars.put(name, value);
            return;
          }
          Sql.run(connection, "insert into has values (" + id + ", '" + name + "')");
          for (Value one : values) {
            Sql.run(
                connection,
                "insert into lists(id, list, %s) values (%d, '%s', %s)"
                    .formatted(column(name), id, name, written(one).replace("'-0.0'", "0")));
          }
        });
    insert("subjects", id, scalars);
  }

  private static String column(String list) {
    return list.equals("ids") ? "i" : list.equals("rates") ? "d" : "t";
  }

  private static String written(Value value) {
    return switch (value) {
      // Any number but 0 is true.
      case Value.Bool(boolean flag) -> flag ? "2" : "0";
      case Value.Int(long whole) -> Long.toString(whole);
      case Value.Decimal(double number) -> "'" + number + "'";
      case Value.Exact(BigDecimal exact) -> exact.toPlainString();
      case Value.Text(String text) -> text(text);
      case Value.Timestamp(Instant instant) ->
          "from_unixtime(%s)"
              .formatted(
                  BigDecimal.valueOf(instant.getEpochSecond())
                      .add(BigDecimal.valueOf(instant.getNano(), 9))
                      .setScale(6, RoundingMode.UNNECESSARY));
      case Value.Null _ -> "NULL";
      case Value.Many _ -> throw new IllegalArgumentException("a list");
    };
  }

  private static String text(String text) {
    return "_utf8mb4 0x"
        .concat(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)))
        .replaceFirst("_utf8mb4 0x$", "''");
  }

  @Override
  List<Column> columns() {
    return columns;
  }

  @Override
  Map<String, Connection> clients() {
    return new TreeMap<>(
        Map.of("plain", connection, "a hostile session", other, "prepared there", prepared));
  }

  @Override
  Dialect dialect() {
    return new MariaDbDialect();
  }

  @Override
  Map<String, Type> types() {
    return types;
  }

  @Override
  Map<String, Attribute> looked(int subject) {
    Map<String, Attribute> attributes = new HashMap<>();
    Map.of(
            "region", new Type.Text(Type.Text.Form.COLLATED),
            "account", new Type.Text(Type.Text.Form.COLLATED),
            "level", Type.Whole.BYTES_8,
            "rate", new Type.Floating(),
            "flag", new Type.Flag())
        .forEach(
            (name, type) ->
                attributes.put(
                    name,
                    new Attribute.Looked(
                        type,
                        "(SELECT s.%s FROM subjects s WHERE s.id = %d)".formatted(name, subject))));
    Map.of(
            "names", new Type.Text(Type.Text.Form.COLLATED),
            "accounts", new Type.Text(Type.Text.Form.COLLATED),
            "ids", Type.Whole.BYTES_8,
            "rates", new Type.Floating())
        .forEach(
            (name, type) -> {
              String of = " l WHERE l.id = %d AND l.list = '%s'".formatted(subject, name);
              attributes.put(
                  name,
                  new Attribute.Listed(
                      type,
                      "SELECT l." + column(name) + " FROM lists" + of,
                      "EXISTS (SELECT 1 FROM has" + of + ")"));
            });
    return attributes;
  }

  /** The view is made in one session and asked in another that has set all that can be set. */
  @Override
  Map<String, List<Set<Integer>>> rowsOf(List<String> expressions) {
    String select = select(expressions);
    int size = expressions.size();
    Sql.run(connection, "create or replace view seen as " + select);
    return Map.of(
        "WHERE", sorted(Sql.rows(connection, select), size),
        "a view", sorted(Sql.rows(other, "select c, r from seen"), size),
        "WHERE in a hostile session", sorted(Sql.rows(other, select), size));
  }

  @Override
  public void close() {
    Sql.run(connection, "drop database " + database);
    try {
      connection.close();
      other.close();
      prepared.close();
    } catch (SQLException closing) {
      throw new IllegalStateException(closing);
    }
  }
}
