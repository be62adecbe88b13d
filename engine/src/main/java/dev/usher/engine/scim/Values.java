package dev.usher.engine.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.unboundid.scim2.common.types.AttributeDefinition;
import dev.usher.engine.scim.Attributes.Attribute;
import dev.usher.engine.scim.ScimRefused.Why;
import java.util.Map;
import java.util.Optional;

/** What is sent as an attribute's value, in the shape that RFC 7643 gives it. */
final class Values {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Values() {}

  /** Nothing where the attribute is to have no value: null, an empty list, a manager of "". */
  static Optional<JsonNode> of(Attribute attribute, JsonNode sent) {
    return attribute.many() ? many(attribute, sent) : one(attribute, sent);
  }

  private static Optional<JsonNode> many(Attribute attribute, JsonNode sent) {
    JsonNode values = unpacked(sent);
    ArrayNode all = NODES.arrayNode();
    if (values.isArray()) values.forEach(each -> one(attribute, each).ifPresent(all::add));
    else one(attribute, values).ifPresent(all::add);
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  /** One value of it; of an attribute with several, one of these. */
  static Optional<JsonNode> one(Attribute attribute, JsonNode sent) {
    if (sent.isNull()) return Optional.empty();
    return switch (attribute.type()) {
      case BOOLEAN ->
          Optional.of(
              BooleanNode.valueOf(Filters.truth(sent).orElseThrow(() -> wrong(attribute, sent))));
      case COMPLEX -> complex(attribute, unpacked(sent));
      default -> {
        if (sent.isContainerNode()) throw wrong(attribute, sent);
        yield Optional.of(TextNode.valueOf(sent.asText()));
      }
    };
  }

  /** Entra ID sends a manager as a bare id, and roles as JSON within a text. */
  private static Optional<JsonNode> complex(Attribute attribute, JsonNode sent) {
    if (sent.isObject()) {
      ObjectNode fields = fields(attribute, sent);
      return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
    }
    Optional<Attribute> value = attribute.within().find("value");
    if (sent.isContainerNode() || value.isEmpty()) throw wrong(attribute, sent);
    if (sent.asText().isBlank()) return Optional.empty();
    return one(value.get(), sent).map(it -> NODES.objectNode().set(value.get().name(), it));
  }

  /** Those that have a value; a null clears one, which {@link UserPatch} has done before. */
  static ObjectNode fields(Attribute attribute, JsonNode sent) {
    ObjectNode fields = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : sent.properties()) {
      String name = attribute.within().name(entry.getKey());
      JsonNode said = unpacked(entry.getValue());
      if (name.equals("value") && said.isObject() && attribute.many()) {
        // {"value": "{\"value\": \"admin\", \"displayName\": \"Admin\"}"}
        fields.setAll(fields(attribute, said));
        if (said.path("displayName").isTextual()) fields.set("display", said.get("displayName"));
      } else {
        Optional<Attribute> known = attribute.within().find(name);
        (known.isPresent() ? of(known.get(), entry.getValue()) : Optional.of(entry.getValue()))
            .filter(it -> !it.isNull())
            .ifPresent(it -> fields.set(name, it));
      }
    }
    return fields;
  }

  /** What stands as JSON within a text. */
  private static JsonNode unpacked(JsonNode sent) {
    if (!sent.isTextual()) return sent;
    String text = sent.textValue().strip();
    if (!text.startsWith("{") && !text.startsWith("[")) return sent;
    try {
      JsonNode inside = JSON.readTree(text);
      return inside.isContainerNode() ? inside : sent;
    } catch (JsonProcessingException _) {
      return sent;
    }
  }

  static ScimRefused wrong(Attribute attribute, JsonNode sent) {
    String shown = sent.toString();
    return new ScimRefused(
        Why.INVALID_VALUE,
        "%s is %s, and cannot be %s."
            .formatted(
                attribute.name(),
                attribute.type() == AttributeDefinition.Type.BOOLEAN
                    ? "true or false"
                    : "of type " + attribute.type(),
                shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
  }
}
