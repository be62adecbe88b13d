package dev.usher.engine.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.core.condition.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One row's values as a JSON object: null, true and false, whole numbers, decimals, texts. */
public final class RowJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private RowJson() {}

  /**
   * @throws IllegalArgumentException when it is no such object; says what is
   */
  public static Map<String, Value> read(String text) {
    try {
      return read(JSON.readTree(text));
    } catch (JsonProcessingException wrong) {
      throw notOne();
    }
  }

  /**
   * @throws IllegalArgumentException as above
   */
  public static Map<String, Value> read(JsonNode row) {
    if (!row.isObject() || row.isEmpty()) throw notOne();
    Map<String, Value> values = new LinkedHashMap<>();
    row.properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
    return values;
  }

  /** An object's values; what is no single one is there, and is equal to nothing. */
  public static Map<String, Value> some(JsonNode object) {
    Map<String, Value> values = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            field -> {
              try {
                values.put(field.getKey(), value(field.getValue()));
              } catch (IllegalArgumentException _) {
                // Left out it would count as not said, which a condition may ask for.
                values.put(field.getKey(), new Value.Many(List.of()));
              }
            });
    return values;
  }

  private static Value value(JsonNode node) {
    if (node.isNull()) return new Value.Null();
    if (node.isBoolean()) return new Value.Bool(node.booleanValue());
    if (node.isTextual()) return new Value.Text(node.textValue());
    if (node.isIntegralNumber() && node.canConvertToLong()) return new Value.Int(node.longValue());
    if (node.isFloatingPointNumber()) return new Value.Decimal(node.doubleValue());
    throw notOne();
  }

  private static IllegalArgumentException notOne() {
    return new IllegalArgumentException(
        "a row is a JSON object of texts, numbers, true, false and null: {\"total\": 5}");
  }

  /**
   * @throws IllegalArgumentException for a value that cannot be written so
   */
  public static String write(Map<String, Value> row) {
    ObjectNode node = JSON.createObjectNode();
    row.forEach(
        (column, value) -> {
          switch (value) {
            case Value.Null() -> node.putNull(column);
            case Value.Bool(boolean truth) -> node.put(column, truth);
            case Value.Int(long number) -> node.put(column, number);
            case Value.Decimal(double number) -> node.put(column, number);
            case Value.Text(String text) -> node.put(column, text);
            case Value.Exact _, Value.Timestamp _, Value.Many _ ->
                throw new IllegalArgumentException(column + " cannot be written in JSON");
          }
        });
    return node.toString();
  }
}
