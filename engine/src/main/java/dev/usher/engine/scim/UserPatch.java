package dev.usher.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.scim.Attributes.Attribute;
import dev.usher.engine.scim.PatchOp.Kind;
import dev.usher.engine.scim.ScimRefused.Why;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A user's document as it is after what was sent (RFC 7644 sections 3.3, 3.5.1 and 3.5.2). */
public final class UserPatch {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What is the server's own to say, or is never kept. */
  private static final Set<String> LEFT_OUT = Set.of("schemas", "id", "meta", "groups", "password");

  private final ObjectNode document;

  private UserPatch(ObjectNode document) {
    this.document = document;
  }

  /**
   * The document of a user who is new.
   *
   * @throws ScimRefused for what is no user
   */
  public static ObjectNode create(JsonNode body) {
    ObjectNode document = NODES.objectNode();
    new UserPatch(document).each(Kind.REPLACE, body);
    if (!document.has("active")) document.put("active", true);
    return checked(document);
  }

  /** Whoever is not said to be active or not is what they were before: a PUT lets nobody in. */
  public static ObjectNode replace(ObjectNode before, JsonNode body) {
    ObjectNode document = NODES.objectNode();
    new UserPatch(document).each(Kind.REPLACE, body);
    if (!document.has("active")) document.set("active", before.get("active"));
    return checked(document);
  }

  /** All operations, or none when one is refused. */
  public static ObjectNode patch(ObjectNode before, List<PatchOp> operations) {
    ObjectNode document = before.deepCopy();
    UserPatch patch = new UserPatch(document);
    for (PatchOp one : operations) {
      if (one.path().isPresent())
        patch.apply(one.kind(), one.path().get(), Target.parse(one.path().get()), one.value());
      else if (one.kind() == Kind.REMOVE)
        throw new ScimRefused(Why.NO_TARGET, "A remove needs a path.");
      else patch.each(one.kind(), one.value());
    }
    return checked(document);
  }

  private static ObjectNode checked(ObjectNode document) {
    if (document.path("userName").asText().isBlank())
      throw new ScimRefused(Why.INVALID_VALUE, "A user needs a userName.");
    if (!document.path("active").isBoolean())
      throw new ScimRefused(Why.INVALID_VALUE, "active is true or false.");
    return document;
  }

  /** Keys that are names, dotted names, URNs with a name, or a schema's URN with an object. */
  private void each(Kind kind, JsonNode object) {
    if (!object.isObject())
      throw new ScimRefused(Why.INVALID_SYNTAX, "Without a path the value is an object.");
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String key = entry.getKey();
      if (!seen.add(key.toLowerCase(Locale.ROOT)))
        throw new ScimRefused(Why.INVALID_SYNTAX, key + " is there twice.");
      apply(kind, key, target(key, entry.getValue()), entry.getValue());
    }
  }

  private static Target target(String key, JsonNode value) {
    // Of a schema that is not known, an object is all of it and anything else one attribute.
    if (isUrn(key)
        && value.isObject()
        && !isUrnOf(key, Attributes.USER_URN)
        && !isUrnOf(key, Attributes.ENTERPRISE_URN)) return Target.all(Attributes.urn(key));
    if (key.indexOf(':') >= 0 || key.indexOf('.') >= 0 || key.indexOf('[') >= 0)
      return Target.parse(key);
    return new Target(
        Optional.empty(),
        Optional.of(Attributes.USER.name(key)),
        Optional.empty(),
        Optional.empty());
  }

  private static boolean isUrn(String key) {
    return key.regionMatches(true, 0, "urn:", 0, 4);
  }

  private static boolean isUrnOf(String key, String schema) {
    return key.regionMatches(true, 0, schema + ":", 0, schema.length() + 1);
  }

  private void apply(Kind kind, String path, Target target, JsonNode value) {
    if (target.isAll("active")) {
      if (kind == Kind.REMOVE || value.isNull()) throw Active.notUnderstood(path);
      document.put("active", Filters.truth(value).orElseThrow(() -> Active.notUnderstood(path)));
      return;
    }
    if (target.attribute().filter(Active::isNamed).isPresent()
        || target.sub().filter(Active::isNamed).isPresent()
        || target
            .extension()
            .filter(it -> Active.isNamed(it.replace(Attributes.USER_URN, "")))
            .isPresent()) throw Active.notUnderstood(path);
    if (target.extension().isEmpty() && target.attribute().isEmpty()) {
      each(kind, value);
      return;
    }
    Active.mustNotBeIn(value);
    if (target.extension().isEmpty()) {
      if (!LEFT_OUT.contains(target.attribute().get())) in(document, kind, target, value);
      return;
    }
    String urn = target.extension().get();
    ObjectNode extension = document.withObjectProperty(urn);
    if (target.attribute().isPresent()) in(extension, kind, target, value);
    else if (kind == Kind.REMOVE || value.isNull()) extension.removeAll();
    else inExtension(extension, kind, urn, value);
    if (extension.isEmpty()) document.remove(urn);
  }

  private static void inExtension(ObjectNode extension, Kind kind, String urn, JsonNode value) {
    if (!value.isObject())
      throw new ScimRefused(Why.INVALID_VALUE, urn + " is an object of attributes.");
    Attributes known = Attributes.of(urn);
    for (Map.Entry<String, JsonNode> entry : value.properties())
      in(
          extension,
          kind,
          new Target(
              Optional.of(urn),
              Optional.of(known.name(entry.getKey())),
              Optional.empty(),
              Optional.empty()),
          entry.getValue());
  }

  private static void in(ObjectNode owner, Kind kind, Target target, JsonNode value) {
    String name = target.attribute().orElseThrow();
    Optional<Attribute> known = target.known();
    if (known.isEmpty()) unknown(owner, kind, target, value);
    else if (known.get().many()) new ManyValues(owner, known.get()).apply(kind, target, value);
    else if (target.sub().isPresent()) sub(owner, kind, known.get(), target.sub().get(), value);
    else {
      Optional<JsonNode> one =
          kind == Kind.REMOVE ? Optional.empty() : Values.of(known.get(), value);
      if (one.isEmpty() && !value.isObject()) owner.remove(name);
      else if (value.isObject()) merge(owner.withObjectProperty(name), known.get(), value);
      else owner.set(name, one.get());
      if (owner.path(name).isObject() && owner.path(name).isEmpty()) owner.remove(name);
    }
  }

  /** A complex value's attributes that are not named stay, and null clears one. */
  static void merge(ObjectNode into, Attribute attribute, JsonNode value) {
    for (Map.Entry<String, JsonNode> entry : value.properties())
      if (entry.getValue().isNull()) into.remove(attribute.within().name(entry.getKey()));
    into.setAll(Values.fields(attribute, value));
  }

  private static void sub(
      ObjectNode owner, Kind kind, Attribute attribute, String sub, JsonNode value) {
    ObjectNode into = owner.withObjectProperty(attribute.name());
    setSub(into, kind, attribute, sub, value);
    if (into.isEmpty()) owner.remove(attribute.name());
  }

  static void setSub(ObjectNode into, Kind kind, Attribute attribute, String sub, JsonNode value) {
    Optional<Attribute> known = attribute.within().find(sub);
    Optional<JsonNode> one =
        kind == Kind.REMOVE || value.isNull()
            ? Optional.empty()
            : known.isPresent() ? Values.of(known.get(), value) : Optional.of(value);
    if (one.isPresent()) into.set(sub, one.get());
    else into.remove(sub);
  }

  /** Attributes of other schemas are kept as they come. */
  private static void unknown(ObjectNode owner, Kind kind, Target target, JsonNode value) {
    String name = target.attribute().orElseThrow();
    if (target.filter().isPresent())
      throw new ScimRefused(Why.INVALID_PATH, "A filter on " + name + " is not known.");
    if (target.sub().isPresent()) {
      if (owner.has(name) && !owner.get(name).isObject())
        throw new ScimRefused(Why.INVALID_PATH, name + " has no parts.");
      ObjectNode into = owner.withObjectProperty(name);
      if (kind == Kind.REMOVE || value.isNull()) into.remove(target.sub().get());
      else into.set(target.sub().get(), value);
    } else if (kind == Kind.REMOVE || value.isNull()) {
      owner.remove(name);
    } else if (kind == Kind.ADD && owner.get(name) instanceof ArrayNode there && value.isArray()) {
      value.forEach(there::add);
    } else {
      owner.set(name, value);
    }
  }
}
