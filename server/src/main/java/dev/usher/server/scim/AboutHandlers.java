package dev.usher.server.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.types.SchemaResource;
import com.unboundid.scim2.common.utils.JsonUtils;
import dev.usher.engine.scim.Attributes;
import dev.usher.engine.scim.ScimPage;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Limits;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;

/** What this server can do and which resources it has (RFC 7643 sections 5 to 7, RFC 9865). */
record AboutHandlers(Limits limits) {
  private static final String SCHEMAS = "urn:ietf:params:scim:schemas:core:2.0:";

  void config(Caller caller, ServerRequest request, ServerResponse response) {
    ObjectNode config = resource("ServiceProviderConfig");
    config.put("documentationUri", "https://datatracker.ietf.org/doc/html/rfc7644");
    config.putObject("patch").put("supported", true);
    config
        .putObject("bulk")
        .put("supported", true)
        .put("maxOperations", BulkHandler.MOST)
        .put("maxPayloadSize", limits.body());
    config.putObject("filter").put("supported", true).put("maxResults", Asked.MOST);
    config.putObject("changePassword").put("supported", false);
    config.putObject("sort").put("supported", true);
    config.putObject("etag").put("supported", true);
    config
        .putObject("pagination")
        .put("cursor", true)
        .put("index", true)
        .put("defaultPaginationMethod", "index")
        .put("defaultPageSize", Asked.USUAL)
        .put("maxPageSize", Asked.MOST);
    config
        .putArray("authenticationSchemes")
        .addObject()
        .put("type", "oauthbearertoken")
        .put("name", "A token of usher")
        .put("description", "A bearer token with the scope scim:NAME, for the one directory.")
        .put("primary", true);
    meta(config, request, "ServiceProviderConfig", "");
    Answer.send(response, 200, config);
  }

  void resourceTypes(Caller caller, ServerRequest request, ServerResponse response) {
    list(
        response,
        List.of(type(request, "User").orElseThrow(), type(request, "Group").orElseThrow()));
  }

  void resourceType(Caller caller, ServerRequest request, ServerResponse response) {
    Answer.send(
        response, 200, type(request, UserHandlers.id(request)).orElseThrow(AboutHandlers::nothing));
  }

  private static Optional<ObjectNode> type(ServerRequest request, String id) {
    ObjectNode type =
        resource("ResourceType").put("id", id).put("name", id).put("endpoint", "/" + id + "s");
    switch (id) {
      case "User" -> {
        type.put("schema", Attributes.USER_URN);
        type.putArray("schemaExtensions")
            .addObject()
            .put("schema", Attributes.ENTERPRISE_URN)
            .put("required", false);
      }
      case "Group" -> type.put("schema", Attributes.GROUP_URN);
      default -> {
        return Optional.empty();
      }
    }
    meta(type, request, "ResourceType", "s/" + id);
    return Optional.of(type);
  }

  void schemas(Caller caller, ServerRequest request, ServerResponse response) {
    list(
        response,
        List.of(
            schema(request, Attributes.USER_SCHEMA),
            schema(request, Attributes.GROUP_SCHEMA),
            schema(request, Attributes.ENTERPRISE_SCHEMA)));
  }

  void schema(Caller caller, ServerRequest request, ServerResponse response) {
    String id = UserHandlers.id(request);
    for (SchemaResource one :
        List.of(Attributes.USER_SCHEMA, Attributes.GROUP_SCHEMA, Attributes.ENTERPRISE_SCHEMA))
      if (id.equalsIgnoreCase(one.getId())) {
        Answer.send(response, 200, schema(request, one));
        return;
      }
    throw nothing();
  }

  private static ObjectNode schema(ServerRequest request, SchemaResource schema) {
    ObjectNode node = JsonUtils.valueToNode(schema);
    meta(node, request, "Schema", "s/" + schema.getId());
    return node;
  }

  private static ObjectNode resource(String schema) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putArray("schemas").add(SCHEMAS + schema);
    return node;
  }

  private static void meta(ObjectNode node, ServerRequest request, String type, String rest) {
    node.putObject("meta")
        .put("resourceType", type)
        .put("location", Answer.json(request).base() + "/" + type + rest);
  }

  /** RFC 7644 section 4: there is nothing to filter and no page. */
  private static void list(ServerResponse response, List<ObjectNode> all) {
    Answer.send(
        response, 200, ScimJson.list(new ScimPage<>(all.size(), all, Optional.empty()), all, 1));
  }

  private static ScimRefused nothing() {
    return new ScimRefused(Why.NOT_FOUND, "There is no such description here.");
  }
}
