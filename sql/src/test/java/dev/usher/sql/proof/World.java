package dev.usher.sql.proof;

import dev.usher.core.condition.Value;
import dev.usher.sql.Attribute;
import dev.usher.sql.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table of one engine, and somebody who asks.
 *
 * @param columns any row
 * @param looked attributes that the SQL looks up: any subject
 * @param known attributes that are written into the SQL
 */
record World(
    Engine engine,
    Map<String, Field> columns,
    Map<String, Looked> looked,
    Map<String, Listing> listed,
    Map<String, Value> known) {
  /**
   * @param type as the connector says
   */
  record Looked(Field field, Type type) {}

  World with(String name, Value attribute) {
    Map<String, Value> more = new HashMap<>(known);
    more.put(name, attribute);
    return new World(engine, columns, looked, listed, Map.copyOf(more));
  }

  Map<String, Type> types() {
    return columns.values().stream()
        .collect(Collectors.toMap(Field::name, field -> field.type(engine)));
  }

  Map<String, Attribute> attributes() {
    Map<String, Attribute> attributes = new HashMap<>();
    looked.forEach(
        (name, one) ->
            attributes.put(
                name, new Attribute.Looked(one.type(), engine.dialect.name(one.field().name()))));
    listed.forEach((name, list) -> attributes.put(name, list.attribute(engine)));
    known.forEach((name, value) -> attributes.put(name, new Attribute.Known(value)));
    return attributes;
  }
}
