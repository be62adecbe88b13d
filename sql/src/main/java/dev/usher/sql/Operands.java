package dev.usher.sql;

import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** What the operands of a condition are in SQL, and how they are refused. */
final class Operands {
  private static final Attribute MISSING = new Attribute.Known(new Value.Null());

  private final Dialect dialect;
  private final String table;
  private final Map<String, Type> columns;
  private final Map<String, Attribute> subject;

  /**
   * @param table what stands before a column's name, with the point
   */
  Operands(
      Dialect dialect, String table, Map<String, Type> columns, Map<String, Attribute> subject) {
    this.dialect = dialect;
    this.table = table;
    this.columns = columns;
    this.subject = subject;
  }

  Side side(Operand operand) throws Unfit {
    return switch (operand) {
      case Operand.Literal(Value value) -> new Side.Fixed(value, true);
      case Operand.Row(String name) -> {
        Type type = columns.get(name);
        if (type == null) {
          throw new Unfit(
              "the table has no column `" + name + "`",
              "it has " + String.join(", ", new TreeSet<>(columns.keySet())));
        }
        yield new Side.Open(new Term("row." + name, table + dialect.name(name), type));
      }
      case Operand.Context(String name) ->
          throw new Unfit(
              "a database is not told context." + name,
              "let the application ask, or keep it in a column or an attribute");
      case Operand.Subject(String name) ->
          switch (subject.getOrDefault(name, MISSING)) {
            case Attribute.Known(Value value) -> new Side.Fixed(value, false);
            case Attribute.Looked(Type type, String _) when type instanceof Type.Moment ->
                throw new Unfit(
                    "subject." + name + " is a timestamp, and no attribute is one",
                    "compare with timestamp(\"2027-03-31T18:00:00Z\")");
            case Attribute.Looked(Type type, String sql) ->
                new Side.Open(new Term("subject." + name, sql, type));
            case Attribute.Listed listed -> new Side.Many(listed);
          };
    };
  }

  /** The attributes that are known, with their values. */
  Map<String, Value> known() {
    Map<String, Value> values = new HashMap<>();
    subject.forEach(
        (name, attribute) -> {
          if (attribute instanceof Attribute.Known(Value value)) values.put(name, value);
        });
    return values;
  }

  static Unfit isList(Operand operand) {
    String name = operand instanceof Operand.Ref ref ? "`" + ref.name() + "`" : "this";
    return new Unfit(name + " is a list", "write row.NAME in subject.NAME");
  }

  static Unfit isNoList(Term term) {
    return new Unfit(
        "`" + term.shown() + "` is " + term.type().words() + " and no list", "write ==");
  }

  /** The term is not such that the condition has a meaning. */
  static Unfit unlike(Term term, String wanted, String hint) {
    return new Unfit(
        "`" + term.shown() + "` is " + term.type().words() + ", and not " + wanted,
        term.type() instanceof Type.Opaque(String _, String instead) ? instead : hint);
  }

  /** Every engine holds the text as it is. */
  static void writable(String text) throws Unfit {
    boolean lone = text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    if (lone || text.indexOf(0) >= 0) {
      throw new Unfit(
          "a text with the character U+0000 or half of a pair of surrogates",
          "leave the character out: no database has such texts");
    }
  }
}
