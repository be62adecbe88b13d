package dev.usher.engine.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.io.ByteArrayOutputStream;
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
    return text(out -> write(report, out));
  }

  /**
   * The same with further keys behind the report's own; of these too what is absent is left out.
   */
  public static String of(Record report, Map<String, ?> more) {
    return text(out -> object(report, more, out));
  }

  @FunctionalInterface
  private interface Writing {
    void into(JsonGenerator out) throws IOException;
  }

  private static String text(Writing writing) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.setPrettyPrinter(
          new DefaultPrettyPrinter(
                  Separators.createDefaultInstance()
                      .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                      .withArrayEmptySeparator("")
                      .withObjectEmptySeparator(""))
              .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE));
      writing.into(out);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return text.append('\n').toString();
  }

  /** The same in one line each, in UTF-8. */
  public static byte[] lines(List<?> reports) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(lines)) {
      out.setPrettyPrinter(new MinimalPrettyPrinter(""));
      for (Object report : reports) {
        write(report, out);
        out.writeRaw('\n');
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return lines.toByteArray();
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
      case Record object -> object(object, Map.of(), out);
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

  /**
   * How records of one class are written; looked up once, for it takes longer than to write one.
   *
   * @param kind what it is among the records of its sealed type
   */
  private record Shape(Optional<String> kind, List<Method> components) {
    static final ClassValue<Shape> OF =
        new ClassValue<>() {
          @Override
          protected Shape computeValue(Class<?> type) {
            return shape(type);
          }
        };

    private static Shape shape(Class<?> type) {
      Optional<String> kind =
          Arrays.stream(type.getInterfaces())
              .filter(Class::isSealed)
              .findFirst()
              .map(_ -> kebab(type.getSimpleName()));
      List<Method> components =
          Arrays.stream(type.getRecordComponents()).map(RecordComponent::getAccessor).toList();
      components.forEach(component -> component.setAccessible(true));
      return new Shape(kind, components);
    }
  }

  private static void object(Record object, Map<String, ?> more, JsonGenerator out)
      throws IOException {
    Shape shape = Shape.OF.get(object.getClass());
    out.writeStartObject();
    if (shape.kind().isPresent()) out.writeStringField("kind", shape.kind().get());
    for (Method component : shape.components())
      field(component.getName(), value(object, component), out);
    for (var one : more.entrySet()) field(one.getKey(), one.getValue(), out);
    out.writeEndObject();
  }

  private static void field(String name, @Nullable Object value, JsonGenerator out)
      throws IOException {
    if (value instanceof Optional<?> optional && optional.isEmpty()) return;
    out.writeFieldName(name);
    write(value, out);
  }

  private static @Nullable Object value(Record object, Method component) {
    try {
      return component.invoke(object);
    } catch (IllegalAccessException | InvocationTargetException fault) {
      throw new IllegalStateException("a record that cannot be read: " + object.getClass(), fault);
    }
  }

  /** {@code NotDone} and {@code END_SESSIONS} alike: {@code not-done}, {@code end-sessions}. */
  static String kebab(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
