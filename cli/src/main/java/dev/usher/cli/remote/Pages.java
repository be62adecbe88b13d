package dev.usher.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.Refused;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The pages of a list, put together to what one page of everything would be: lists go on, and what
 * stands on each of them (a warning, a system that failed) is there once.
 */
final class Pages {
  private static final String NEXT = "next";

  private final String path;
  private final Joined all = new Joined();
  private String cursor = "";

  /**
   * @param path with its query
   */
  Pages(String path) {
    this.path = path;
  }

  String first() {
    return path + (path.contains("?") ? "&" : "?") + "limit=1000";
  }

  String next() {
    return first() + "&cursor=" + Query.said(cursor);
  }

  /**
   * @return whether there is another
   */
  boolean add(JsonNode page) {
    all.add(page);
    String next = page.path(NEXT).asText("");
    if (!next.isEmpty() && next.equals(cursor))
      throw new Refused("the server shows the same page again; use the same version here as there");
    cursor = next;
    return !next.isEmpty();
  }

  JsonNode all() {
    ObjectNode whole = all.object();
    whole.remove(NEXT);
    return whole;
  }

  /** An object of several pages. What is neither list nor object is as the last of them says. */
  private static final class Joined {
    private final Map<String, JsonNode> said = new LinkedHashMap<>();
    private final Map<String, Set<JsonNode>> lists = new LinkedHashMap<>();
    private final Map<String, Joined> objects = new LinkedHashMap<>();

    void add(JsonNode page) {
      for (var field : page.properties()) {
        String name = field.getKey();
        JsonNode value = field.getValue();
        said.put(name, value);
        if (value.isArray())
          value.forEach(lists.computeIfAbsent(name, _ -> new LinkedHashSet<>())::add);
        else if (value.isObject()) objects.computeIfAbsent(name, _ -> new Joined()).add(value);
      }
    }

    ObjectNode object() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      object.setAll(said);
      lists.forEach((name, all) -> object.putArray(name).addAll(all));
      objects.forEach((name, all) -> object.set(name, all.object()));
      return object;
    }
  }
}
