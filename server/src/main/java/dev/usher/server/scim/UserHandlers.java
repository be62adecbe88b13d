package dev.usher.server.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.scim.PatchOp;
import dev.usher.engine.scim.ScimPage;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import dev.usher.engine.scim.ScimStore;
import dev.usher.engine.scim.ScimUser;
import dev.usher.engine.scim.UserPatch;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonBody;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** {@code /Users}. */
record UserHandlers(ScimStore store, JsonBody bodies) {

  void create(Caller caller, ServerRequest request, ServerResponse response) {
    ObjectNode document = UserPatch.create(bodies.read(request));
    ScimUser user = store.create(directory(caller), document);
    Answer.resource(response, 201, Answer.json(request).user(user), Asked.of(request).wanted());
  }

  void read(Caller caller, ServerRequest request, ServerResponse response) {
    String id = id(request);
    ScimUser user =
        store
            .in(directory(caller), it -> it.user(id))
            .orElseThrow(
                () -> new ScimRefused(Why.NOT_FOUND, "There is no such user in this directory."));
    answer(user, request, response);
  }

  static void answer(ScimUser user, ServerRequest request, ServerResponse response) {
    if (Etags.isKnown(request, user.version())) Answer.empty(response, 304);
    else
      Answer.resource(response, 200, Answer.json(request).user(user), Asked.of(request).wanted());
  }

  void list(Caller caller, ServerRequest request, ServerResponse response) {
    list(caller, Asked.of(request), request, response);
  }

  void search(Caller caller, ServerRequest request, ServerResponse response) {
    list(caller, Asked.of(bodies.read(request)), request, response);
  }

  private void list(Caller caller, Asked asked, ServerRequest request, ServerResponse response) {
    ScimPage<ScimUser> page = store.in(directory(caller), it -> it.users(asked.query()));
    ScimJson json = Answer.json(request);
    Wanted wanted = asked.wanted();
    List<ObjectNode> found =
        page.resources().stream().map(user -> wanted.of(json.user(user))).toList();
    Answer.send(response, 200, ScimJson.list(page, found, asked.first()));
  }

  void replace(Caller caller, ServerRequest request, ServerResponse response) {
    JsonNode body = bodies.read(request);
    change(caller, request, response, before -> UserPatch.replace(before, body));
  }

  void patch(Caller caller, ServerRequest request, ServerResponse response) {
    List<PatchOp> operations = PatchOp.read(bodies.read(request));
    change(caller, request, response, before -> UserPatch.patch(before, operations));
  }

  private void change(
      Caller caller,
      ServerRequest request,
      ServerResponse response,
      UnaryOperator<ObjectNode> change) {
    String id = id(request);
    OptionalLong expected = Etags.expected(request);
    ScimUser user = store.in(directory(caller), it -> it.change(id, expected, change));
    Answer.resource(response, 200, Answer.json(request).user(user), Asked.of(request).wanted());
  }

  void delete(Caller caller, ServerRequest request, ServerResponse response) {
    String id = id(request);
    OptionalLong expected = Etags.expected(request);
    store.in(
        directory(caller),
        it -> {
          it.deleteUser(id, expected);
          return id;
        });
    Answer.empty(response, 204);
  }

  static String id(ServerRequest request) {
    return request.path().pathParameters().get("id");
  }

  /** The door has seen that there is one. */
  static String directory(Caller caller) {
    return caller.directory().orElseThrow();
  }
}
