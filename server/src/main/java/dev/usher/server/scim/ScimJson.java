package dev.usher.server.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.scim.Attributes;
import dev.usher.engine.scim.ScimGroup;
import dev.usher.engine.scim.ScimPage;
import dev.usher.engine.scim.ScimUser;
import java.time.Instant;
import java.util.List;

/**
 * Resources as RFC 7643 writes them.
 *
 * @param base where SCIM is, as the caller calls it: {@code https://usher.example.com/scim/v2}
 */
record ScimJson(String base) {
  static final String MEDIA_TYPE = "application/scim+json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A message of the protocol: {@code Error}, {@code ListResponse}, {@code BulkResponse}. */
  static ObjectNode message(String name) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:" + name);
    return message;
  }

  String location(String type, String id) {
    return base + "/" + type + "/" + id;
  }

  ObjectNode user(ScimUser user) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode schemas = node.putArray("schemas").add(Attributes.USER_URN);
    node.put("id", user.id());
    user.document()
        .properties()
        .forEach(
            entry -> {
              if (entry.getKey().startsWith("urn:")) schemas.add(entry.getKey());
              node.set(entry.getKey(), entry.getValue());
            });
    if (!user.groups().isEmpty()) {
      ArrayNode groups = node.putArray("groups");
      for (ScimUser.In in : user.groups())
        groups
            .addObject()
            .put("value", in.id())
            .put("display", in.displayName())
            .put("$ref", location("Groups", in.id()))
            .put("type", "direct");
    }
    return meta(node, "User", user.id(), user.created(), user.modified(), user.version());
  }

  ObjectNode group(ScimGroup group, boolean withMembers) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putArray("schemas").add(Attributes.GROUP_URN);
    node.put("id", group.id());
    group.externalId().ifPresent(it -> node.put("externalId", it));
    node.put("displayName", group.displayName());
    if (withMembers) {
      ArrayNode members = node.putArray("members");
      for (ScimGroup.Member member : group.members())
        members
            .addObject()
            .put("value", member.id())
            .put("type", member.isGroup() ? "Group" : "User")
            .put("$ref", location(member.isGroup() ? "Groups" : "Users", member.id()));
    }
    return meta(node, "Group", group.id(), group.created(), group.modified(), group.version());
  }

  private ObjectNode meta(
      ObjectNode node, String type, String id, Instant created, Instant modified, long version) {
    node.putObject("meta")
        .put("resourceType", type)
        .put("created", created.toString())
        .put("lastModified", modified.toString())
        .put("version", Etags.of(version))
        .put("location", location(type + "s", id));
    return node;
  }

  /**
   * @param start the place of the first, where the page was asked for by it; 0 else
   */
  static ObjectNode list(ScimPage<?> page, List<ObjectNode> resources, long start) {
    ObjectNode list = message("ListResponse").put("totalResults", page.total());
    if (start > 0) list.put("startIndex", start);
    list.put("itemsPerPage", resources.size());
    page.next().ifPresent(cursor -> list.put("nextCursor", cursor));
    list.putArray("Resources").addAll(resources);
    return list;
  }
}
