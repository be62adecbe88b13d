package dev.usher.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.filters.Filter;
import dev.usher.engine.scim.Attributes.Attribute;
import dev.usher.engine.scim.PatchOp.Kind;
import dev.usher.engine.scim.ScimRefused.Why;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An attribute with several values, as emails are: one operation of a PATCH on it. */
final class ManyValues {
  private final ObjectNode owner;
  private final Attribute attribute;
  private final List<JsonNode> values = new ArrayList<>();

  ManyValues(ObjectNode owner, Attribute attribute) {
    this.owner = owner;
    this.attribute = attribute;
    owner.path(attribute.name()).forEach(values::add);
  }

  void apply(Kind kind, Target target, JsonNode value) {
    if (target.filter().isPresent() || target.sub().isPresent()) some(kind, target, value);
    else all(kind, value);
    if (values.isEmpty()) owner.remove(attribute.name());
    else {
      ArrayNode after = JsonNodeFactory.instance.arrayNode();
      values.forEach(after::add);
      owner.set(attribute.name(), after);
    }
  }

  private void all(Kind kind, JsonNode value) {
    Optional<JsonNode> sent = Values.of(attribute, value);
    List<JsonNode> told = new ArrayList<>();
    sent.ifPresent(many -> many.forEach(told::add));
    switch (kind) {
      case ADD -> {
        told.removeIf(values::contains);
        values.removeIf(old -> told.stream().anyMatch(it -> isSame(old, it)));
        values.addAll(told);
        onePrimary(told);
      }
      case REPLACE -> {
        values.clear();
        values.addAll(told);
      }
      case REMOVE -> {
        if (value.isNull()) values.clear();
        else
          values.removeIf(
              old -> told.stream().anyMatch(it -> it.path("value").equals(old.path("value"))));
      }
    }
  }

  private static boolean isSame(JsonNode one, JsonNode other) {
    return one.isObject()
        && one.path("value").equals(other.path("value"))
        && one.path("type").equals(other.path("type"));
  }

  private void some(Kind kind, Target target, JsonNode value) {
    List<JsonNode> meant =
        target.filter().isEmpty()
            ? new ArrayList<>(values)
            : new ArrayList<>(
                values.stream().filter(it -> Filters.matches(target.filter().get(), it)).toList());
    boolean goes = kind == Kind.REMOVE || value.isNull();
    if (goes && target.sub().isEmpty()) {
      values.removeAll(meant);
      return;
    }
    if (meant.isEmpty()) {
      if (goes) return;
      // Entra ID sets emails[type eq "work"].value of somebody who has none.
      ObjectNode made = made(target.filter());
      values.add(made);
      meant.add(made);
    }
    Set<JsonNode> changed = new HashSet<>();
    for (JsonNode one : meant) {
      if (!(one instanceof ObjectNode element))
        throw new ScimRefused(Why.INVALID_PATH, attribute.name() + " has no parts.");
      if (target.sub().isPresent())
        UserPatch.setSub(element, kind, attribute, target.sub().get(), value);
      else UserPatch.merge(element, attribute, object(value));
      changed.add(element);
    }
    if (meant.size() == 1) onePrimary(changed);
    values.removeIf(JsonNode::isEmpty);
  }

  private static JsonNode object(JsonNode value) {
    JsonNode one = value.isArray() && value.size() == 1 ? value.get(0) : value;
    if (!one.isObject())
      throw new ScimRefused(Why.INVALID_VALUE, "The value for a filtered path is an object.");
    return one;
  }

  private static ObjectNode made(Optional<Filter> filter) {
    ObjectNode empty = JsonNodeFactory.instance.objectNode();
    return filter.isEmpty()
        ? empty
        : Filters.element(filter.get(), empty)
            .orElseThrow(
                () ->
                    new ScimRefused(
                        Why.NO_TARGET, "Nothing matches [" + filter.get() + "] there."));
  }

  /** Who is primary now is the only one (RFC 7644 section 3.5.2). */
  private void onePrimary(Collection<JsonNode> now) {
    if (now.stream().noneMatch(it -> it.path("primary").asBoolean())) return;
    for (JsonNode one : values)
      if (one instanceof ObjectNode element
          && element.path("primary").asBoolean()
          && !now.contains(element)) element.put("primary", false);
  }
}
