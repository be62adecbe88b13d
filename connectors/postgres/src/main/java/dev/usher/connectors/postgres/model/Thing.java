package dev.usher.connectors.postgres.model;

import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import java.util.List;
import java.util.Optional;

/**
 * Something in a database that privileges are held on.
 *
 * @param schema empty for the database itself and for a schema
 * @param name of the database, the schema or the thing
 * @param arguments of a function: {@code (integer, text)}; else empty
 */
public record Thing(Kind kind, String schema, String name, String arguments) {

  /** Kinds as the policy language names them, and the word that GRANT wants. */
  public enum Kind {
    DATABASE("database", "DATABASE"),
    SCHEMA("schema", "SCHEMA"),
    TABLE("table", "TABLE"),
    VIEW("view", "TABLE"),
    MATERIALIZED_VIEW("materialized-view", "TABLE"),
    FOREIGN_TABLE("foreign-table", "TABLE"),
    SEQUENCE("sequence", "SEQUENCE"),
    FUNCTION("function", "ROUTINE"),
    TYPE("type", "TYPE");

    public final String word;
    public final String keyword;

    Kind(String word, String keyword) {
      this.word = word;
      this.keyword = keyword;
    }

    /** The kind of a relation by {@code pg_class.relkind}. */
    public static Kind ofRelation(char relkind) {
      return switch (relkind) {
        case 'v' -> VIEW;
        case 'm' -> MATERIALIZED_VIEW;
        case 'f' -> FOREIGN_TABLE;
        case 'S' -> SEQUENCE;
        default -> TABLE;
      };
    }

    static Kind ofWord(String word) {
      for (Kind kind : values()) if (kind.word.equals(word)) return kind;
      throw new IllegalArgumentException("no kind " + word);
    }
  }

  /**
   * Of what tells most of them apart. Names are often numbered, and 31 times a schema's sign is a
   * sign of the name: the factor keeps s1.t20 from s2.t10 in a hash table.
   */
  @Override
  public int hashCode() {
    return 0x9E3779B1 * schema.hashCode() + name.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Thing one
            && name.equals(one.name)
            && schema.equals(one.schema)
            && arguments.equals(one.arguments)
            && kind == one.kind;
  }

  public static Thing database(String name) {
    return new Thing(Kind.DATABASE, "", name, "");
  }

  public static Thing schema(String name) {
    return new Thing(Kind.SCHEMA, "", name, "");
  }

  /** Its address. */
  public Resource resource(Target target) {
    return switch (kind) {
      case DATABASE -> new Resource(target, List.of(), Optional.empty());
      case SCHEMA -> Resource.of(target, Segment.plain(name));
      case TABLE -> Resource.of(target, Segment.plain(schema), Segment.plain(name));
      case VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, SEQUENCE, FUNCTION, TYPE ->
          Resource.of(target, Segment.plain(schema), new Segment(kind.word, name + arguments));
    };
  }

  /** As a statement names it. The arguments come from the server, quoted by it. */
  public String sql() {
    return schema.isEmpty() ? Sql.name(name) : Sql.name(schema) + "." + Sql.name(name) + arguments;
  }

  /** As people read it. */
  public String prose() {
    return switch (kind) {
      case DATABASE -> "database " + name;
      case SCHEMA -> "schema " + name;
      case TABLE -> schema + "." + name;
      case VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, SEQUENCE, FUNCTION, TYPE ->
          kind.word + " " + schema + "." + name + arguments;
    };
  }
}
