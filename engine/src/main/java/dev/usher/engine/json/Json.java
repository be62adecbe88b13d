package dev.usher.engine.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes reports: a record is an object whose keys are its components, in their order. A record of
 * a sealed type begins with {@code kind}. What is absent is left out; targets and addresses are as
 * people write them, instants are ISO 8601 in UTC, words of an enumeration are in lower case with
 * hyphens; what has no order of its own is sorted. So the keys are as stable as the records:
 * docs/json.md shows them all.
 */
public final class Json {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Json() {}

  /** The report as indented JSON, with a line break at its end. */
  public static String of(Object report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.setPrettyPrinter(
          new DefaultPrettyPrinter(
                  Separators.createDefaultInstance()
                      .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                      .withArrayEmptySeparator("")
                      .withObjectEmptySeparator(""))
              .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE));
      write(report, out);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return text.append('\n').toString();
  }

  /** The same in one line, without a break. */
  public static String line(Object report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      write(report, out);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return text.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case String text -> out.writeString(text);
      case Boolean truth -> out.writeBoolean(truth);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case Enum<?> word -> out.writeString(kebab(word.name()));
      case Instant instant -> out.writeString(instant.toString());
      case Duration duration -> out.writeString(duration.toString());
      case Path path -> out.writeString(path.toString());
      case Target target -> out.writeString(target.toString());
      case Resource resource -> out.writeString(resource.toString());
      case Pattern pattern -> out.writeString(pattern.toString());
      case Policy.Who who -> out.writeString(who.toString());
      case Optional<?> optional -> write(optional.orElse(null), out);
      case Collection<?> collection -> array(collection, out);
      case Map<?, ?> map -> map(map, out);
      case Record object -> object(object, out);
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private static void array(Collection<?> collection, JsonGenerator out) throws IOException {
    List<?> elements = List.copyOf(collection);
    if (collection instanceof Set)
      elements = elements.stream().sorted(Comparator.comparing(Object::toString)).toList();
    out.writeStartArray();
    for (Object element : elements) write(element, out);
    out.writeEndArray();
  }

  private static void map(Map<?, ?> map, JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Object key :
        map.keySet().stream().sorted(Comparator.comparing(Object::toString)).toList()) {
      out.writeFieldName(key.toString());
      write(map.get(key), out);
    }
    out.writeEndObject();
  }

  private static void object(Record object, JsonGenerator out) throws IOException {
    Shape shape = SHAPES.get(object.getClass());
    out.writeStartObject();
    if (shape.kind().isPresent()) out.writeStringField("kind", shape.kind().get());
    for (Key key : shape.keys()) {
      Object value = key.value(object);
      if (value instanceof Optional<?> optional && optional.isEmpty()) continue;
      out.writeFieldName(key.name());
      write(value, out);
    }
    out.writeEndObject();
  }

  /**
   * What is written of a type of records.
   *
   * @param kind where it is one of a sealed type
   */
  private record Shape(Optional<String> kind, List<Key> keys) {
    static Shape of(Class<?> type) {
      return new Shape(
          Arrays.stream(type.getInterfaces())
              .filter(Class::isSealed)
              .findFirst()
              .map(_ -> kebab(type.getSimpleName())),
          Arrays.stream(type.getRecordComponents()).map(Key::of).toList());
    }
  }

  /** A component. Its accessor is looked for once: each look makes another. */
  private record Key(String name, Method accessor) {
    static Key of(RecordComponent component) {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return new Key(component.getName(), accessor);
    }

    @Nullable Object value(Record object) {
      try {
        return accessor.invoke(object);
      } catch (IllegalAccessException | InvocationTargetException fault) {
        throw new IllegalStateException(
            "a record that cannot be read: " + object.getClass(), fault);
      }
    }
  }

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type);
        }
      };

  /** {@code NotDone} and {@code END_SESSIONS} alike: {@code not-done}, {@code end-sessions}. */
  static String kebab(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
