package dev.usher.server.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.scim.GroupReading;
import dev.usher.engine.scim.Made;
import dev.usher.engine.scim.PatchOp;
import dev.usher.engine.scim.ScimDirectory;
import dev.usher.engine.scim.ScimGroup;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import dev.usher.engine.scim.ScimUser;
import dev.usher.engine.scim.UserPatch;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One operation of a Bulk.
 *
 * @param bulkId what the caller calls the resource that it makes
 * @param version an ETag, as in If-Match
 */
record BulkOperation(
    String method, Optional<String> bulkId, String path, Optional<String> version, JsonNode data) {
  private static final Pattern PATH = Pattern.compile("/?(Users|Groups)(?:/([^/]+))?");

  static BulkOperation read(JsonNode one) {
    return new BulkOperation(
        one.path("method").asText().toUpperCase(Locale.ROOT),
        text(one, "bulkId"),
        one.path("path").asText(),
        text(one, "version"),
        one.path("data"));
  }

  private static Optional<String> text(JsonNode one, String name) {
    return Optional.of(one.path(name).asText()).filter(it -> !it.isEmpty());
  }

  boolean isNewUser() {
    return method.equals("POST") && path.equals("/Users");
  }

  ObjectNode answer() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("method", method);
    bulkId.ifPresent(it -> answer.put("bulkId", it));
    return answer;
  }

  static ObjectNode refuse(ObjectNode answer, ScimRefused refused) {
    answer.put("status", String.valueOf(refused.why().status()));
    answer.set("response", ScimProblems.error(ScimProblems.of(refused)));
    return answer;
  }

  static ObjectNode done(ObjectNode answer, int status, String location, long version) {
    answer.put("location", location);
    if (version > 0) answer.put("version", Etags.of(version));
    return answer.put("status", String.valueOf(status));
  }

  ObjectNode carryOut(ScimDirectory directory, ScimJson json, BulkIds ids, ObjectNode answer) {
    Matcher written = PATH.matcher(path);
    if (!written.matches())
      throw new ScimRefused(Why.INVALID_PATH, "A path is /Users, /Groups, or one of these /ID.");
    boolean isUser = written.group(1).equals("Users");
    JsonNode body = ids.resolved(data);
    if (written.group(2) == null) {
      if (!method.equals("POST"))
        throw new ScimRefused(Why.INVALID_PATH, method + " needs /ID in its path.");
      return isUser
          ? newUser(directory, json, ids, body, answer)
          : newGroup(directory, json, ids, body, answer);
    }
    String id = ids.resolved(written.group(2));
    OptionalLong expected = Etags.expected(version);
    String location = json.location(written.group(1), id);
    return isUser
        ? user(directory, id, expected, body, answer, location)
        : group(directory, id, expected, body, answer, location);
  }

  private ObjectNode newUser(
      ScimDirectory directory, ScimJson json, BulkIds ids, JsonNode body, ObjectNode answer) {
    return switch (directory.create(List.of(UserPatch.create(body))).getFirst()) {
      case ScimUser user -> {
        bulkId.ifPresent(it -> ids.add(it, user.id()));
        yield done(answer, 201, json.location("Users", user.id()), user.version());
      }
      case Made.Not(ScimRefused why) -> throw why;
    };
  }

  private ObjectNode newGroup(
      ScimDirectory directory, ScimJson json, BulkIds ids, JsonNode body, ObjectNode answer) {
    ScimGroup group = directory.createGroup(GroupReading.whole(body));
    bulkId.ifPresent(it -> ids.add(it, group.id()));
    return done(answer, 201, json.location("Groups", group.id()), group.version());
  }

  private ObjectNode user(
      ScimDirectory directory,
      String id,
      OptionalLong expected,
      JsonNode body,
      ObjectNode answer,
      String location) {
    return switch (method) {
      case "PUT" ->
          changed(
              directory.change(id, expected, it -> UserPatch.replace(it, body)), answer, location);
      case "PATCH" -> {
        List<PatchOp> operations = PatchOp.read(body);
        yield changed(
            directory.change(id, expected, it -> UserPatch.patch(it, operations)),
            answer,
            location);
      }
      case "DELETE" -> {
        directory.deleteUser(id, expected);
        yield done(answer, 204, location, 0);
      }
      default -> throw noSuchMethod();
    };
  }

  private static ObjectNode changed(ScimUser user, ObjectNode answer, String location) {
    return done(answer, 200, location, user.version());
  }

  private ObjectNode group(
      ScimDirectory directory,
      String id,
      OptionalLong expected,
      JsonNode body,
      ObjectNode answer,
      String location) {
    switch (method) {
      case "PUT" -> directory.change(id, expected, GroupReading.replacing(body));
      case "PATCH" -> directory.change(id, expected, GroupReading.patch(PatchOp.read(body), id));
      case "DELETE" -> {
        directory.deleteGroup(id, expected);
        return done(answer, 204, location, 0);
      }
      default -> throw noSuchMethod();
    }
    long version = directory.group(id, false).map(ScimGroup::version).orElse(0L);
    return done(answer, 200, location, version);
  }

  private ScimRefused noSuchMethod() {
    return new ScimRefused(
        Why.INVALID_SYNTAX, "A method is POST, PUT, PATCH or DELETE, and not \"" + method + "\".");
  }
}
