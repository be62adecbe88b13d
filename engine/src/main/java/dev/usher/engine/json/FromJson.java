package dev.usher.engine.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.model.Target;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads reports back: what {@link Json} wrote becomes equal to what it was written from. Keys that
 * are not known are left aside, for a newer usher may say more.
 */
public final class FromJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private FromJson() {}

  /**
   * @throws IllegalArgumentException when the text is no such report
   */
  public static <T extends Record> T read(String text, Class<T> type) {
    try {
      return read(JSON.readTree(text), type);
    } catch (JsonProcessingException notOne) {
      throw new IllegalArgumentException("it is not JSON", notOne);
    }
  }

  /**
   * @throws IllegalArgumentException when it is no such report
   */
  public static <T extends Record> T read(JsonNode node, Class<T> type) {
    try {
      return type.cast(record(node, type));
    } catch (DateTimeException notOne) {
      throw new IllegalArgumentException("a time in it is none", notOne);
    }
  }

  private static Object value(JsonNode node, Type type) {
    return switch (type) {
      case ParameterizedType generic -> many(node, generic);
      case Class<?> plain -> one(node, plain);
      default -> throw new IllegalArgumentException("nothing to read as " + type);
    };
  }

  private static Object many(JsonNode node, ParameterizedType type) {
    Type[] of = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) return Optional.of(value(node, of[0]));
    if (type.getRawType() == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (var field : mustBe(node.isObject(), node).properties())
        map.put(key(field.getKey(), of[0]), value(field.getValue(), of[1]));
      return map;
    }
    List<Object> list = new ArrayList<>();
    for (JsonNode element : mustBe(node.isArray(), node)) list.add(value(element, of[0]));
    if (type.getRawType() == SortedSet.class) return new TreeSet<>(list);
    return type.getRawType() == Set.class ? new LinkedHashSet<>(list) : List.copyOf(list);
  }

  private static Object key(String text, Type type) {
    return type == Target.class ? target(text) : text;
  }

  private static Object one(JsonNode node, Class<?> type) {
    if (type == boolean.class) return mustBe(node.isBoolean(), node).booleanValue();
    if (type == int.class) return mustBe(node.canConvertToInt(), node).intValue();
    if (type == long.class) return mustBe(node.canConvertToLong(), node).longValue();
    if (type == Integer.class) return mustBe(node.canConvertToInt(), node).intValue();
    if (type == Long.class) return mustBe(node.canConvertToLong(), node).longValue();
    if (type == Object.class) return plain(node);
    if (type.isSealed()) return record(node, kind(node, type));
    if (type.isRecord() && node.isObject()) return record(node, type);
    String text = mustBe(node.isTextual(), node).textValue();
    if (type == String.class) return text;
    if (type == Instant.class) return Instant.parse(text);
    if (type == Duration.class) return Duration.parse(text);
    if (type == Path.class) return Path.of(text);
    if (type == Target.class) return target(text);
    return word(text, type);
  }

  /** A value of a kind that the report does not say. */
  private static Object plain(JsonNode node) {
    if (node.isBoolean()) return node.booleanValue();
    if (node.isIntegralNumber()) return mustBe(node.canConvertToLong(), node).longValue();
    if (node.isFloatingPointNumber()) return node.doubleValue();
    if (node.isTextual()) return node.textValue();
    List<Object> list = new ArrayList<>();
    for (JsonNode element : mustBe(node.isArray(), node)) list.add(plain(element));
    return List.copyOf(list);
  }

  /** Which record of the sealed type it is, by its {@code kind}. */
  private static Class<?> kind(JsonNode node, Class<?> type) {
    String kind = node.path("kind").asText();
    return Arrays.stream(type.getPermittedSubclasses())
        .filter(one -> Json.kebab(one.getSimpleName()).equals(kind))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no " + type.getSimpleName() + ": " + kind));
  }

  private static Object word(String text, Class<?> type) {
    String name = text.replace('-', '_').toUpperCase(Locale.ROOT);
    if (type.isEnum())
      for (Object word : type.getEnumConstants())
        if (((Enum<?>) word).name().equals(name)) return word;
    throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + text);
  }

  private static Target target(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) throw new IllegalArgumentException("no target: " + text);
    return new Target(text.substring(0, slash), text.substring(slash + 1));
  }

  private static JsonNode mustBe(boolean is, JsonNode node) {
    if (!is) throw new IllegalArgumentException("not of the kind that is wanted: " + node);
    return node;
  }

  private static Object record(JsonNode node, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      JsonNode value = node.get(components[i].getName());
      if (value != null) values[i] = value(value, components[i].getGenericType());
      else if (types[i] == Optional.class) values[i] = Optional.empty();
      else throw new IllegalArgumentException(components[i].getName() + " is missing");
    }
    try {
      Constructor<?> made = type.getDeclaredConstructor(types);
      made.setAccessible(true);
      return made.newInstance(values);
    } catch (InvocationTargetException refused) {
      throw new IllegalArgumentException("no " + type.getSimpleName(), refused.getCause());
    } catch (ReflectiveOperationException fault) {
      throw new IllegalStateException("a record that cannot be made: " + type, fault);
    }
  }
}
