package dev.usher.server.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import java.util.HashMap;
import java.util.Map;

/** Ids of what the operations before have made, by the names that the caller gave them. */
final class BulkIds {
  private static final String PREFIX = "bulkId:";

  private final Map<String, String> ids = new HashMap<>();

  void add(String bulkId, String id) {
    ids.put(bulkId, id);
  }

  String resolved(String text) {
    if (!text.startsWith(PREFIX)) return text;
    String id = ids.get(text.substring(PREFIX.length()));
    if (id == null)
      throw new ScimRefused(
          Why.INVALID_VALUE, "No operation before this one has made " + text + ".");
    return id;
  }

  JsonNode resolved(JsonNode node) {
    return switch (node) {
      case TextNode text -> TextNode.valueOf(resolved(text.textValue()));
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        array.forEach(one -> copy.add(resolved(one)));
        yield copy;
      }
      case ObjectNode object -> {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(entry -> copy.set(entry.getKey(), resolved(entry.getValue())));
        yield copy;
      }
      default -> node;
    };
  }
}
