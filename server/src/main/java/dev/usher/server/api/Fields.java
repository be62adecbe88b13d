package dev.usher.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.server.http.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A body's object. A key that is not known is a mistake, not nothing. */
final class Fields {
  private static final int LONGEST = 200;

  private final JsonNode object;

  Fields(JsonNode object) {
    this.object = object;
    if (!object.isObject()) throw wrong("The body is a JSON object: send {} for nothing.");
  }

  /** Refuses all other keys. */
  Fields only(String... known) {
    Set<String> names = new TreeSet<>(List.of(known));
    for (var field : object.properties())
      if (!names.contains(field.getKey()))
        throw wrong(
            names.isEmpty()
                ? "The body is empty here: send {}."
                : "The body can have " + String.join(", ", names) + ", and nothing else.");
    return this;
  }

  Optional<String> text(String key) {
    JsonNode value = object.path(key);
    if (value.isMissingNode()) return Optional.empty();
    if (!value.isTextual() || value.textValue().isEmpty() || value.textValue().length() > LONGEST)
      throw wrong(key + " is a text of at most " + LONGEST + " characters.");
    return Optional.of(value.textValue());
  }

  boolean flag(String key) {
    JsonNode value = object.path(key);
    if (!value.isMissingNode() && !value.isBoolean()) throw wrong(key + " is true or false.");
    return value.asBoolean(false);
  }

  Set<String> texts(String key) {
    JsonNode value = object.path(key);
    Set<String> texts = new LinkedHashSet<>();
    if (value.isMissingNode()) return texts;
    if (!value.isArray()) throw wrong(key + " is a list of texts.");
    for (JsonNode one : value) {
      if (!one.isTextual()) throw wrong(key + " is a list of texts.");
      texts.add(one.textValue());
    }
    return texts;
  }

  boolean has(String key) {
    return object.has(key);
  }

  /** The whole of it, as JSON. */
  @Override
  public String toString() {
    return object.toString();
  }

  private static RuntimeException wrong(String detail) {
    return Problem.badRequest(detail).raised();
  }
}
