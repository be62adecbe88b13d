package dev.usher.server.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.scim.GroupChange;
import dev.usher.engine.scim.GroupReading;
import dev.usher.engine.scim.PatchOp;
import dev.usher.engine.scim.ScimDirectory;
import dev.usher.engine.scim.ScimGroup;
import dev.usher.engine.scim.ScimPage;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import dev.usher.engine.scim.ScimStore;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonBody;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.OptionalLong;

/** {@code /Groups}. Members are read only where the caller wants to see them. */
record GroupHandlers(ScimStore store, JsonBody bodies) {
  private static final String MEMBERS = "members";

  void create(Caller caller, ServerRequest request, ServerResponse response) {
    List<GroupChange> said = GroupReading.whole(bodies.read(request));
    ScimGroup group = store.in(UserHandlers.directory(caller), it -> it.createGroup(said));
    Wanted wanted = Asked.of(request).wanted();
    Answer.resource(response, 201, Answer.json(request).group(group, true), wanted);
  }

  void read(Caller caller, ServerRequest request, ServerResponse response) {
    String id = UserHandlers.id(request);
    Wanted wanted = Asked.of(request).wanted();
    boolean members = wanted.wants(MEMBERS);
    ScimGroup group = store.in(UserHandlers.directory(caller), it -> found(it, id, members));
    if (Etags.isKnown(request, group.version())) Answer.empty(response, 304);
    else Answer.resource(response, 200, Answer.json(request).group(group, members), wanted);
  }

  private static ScimGroup found(ScimDirectory directory, String id, boolean members) {
    return directory
        .group(id, members)
        .orElseThrow(
            () -> new ScimRefused(Why.NOT_FOUND, "There is no such group in this directory."));
  }

  void list(Caller caller, ServerRequest request, ServerResponse response) {
    list(caller, Asked.of(request), request, response);
  }

  void search(Caller caller, ServerRequest request, ServerResponse response) {
    list(caller, Asked.of(bodies.read(request)), request, response);
  }

  private void list(Caller caller, Asked asked, ServerRequest request, ServerResponse response) {
    Wanted wanted = asked.wanted();
    boolean members = wanted.wants(MEMBERS);
    ScimPage<ScimGroup> page =
        store.in(UserHandlers.directory(caller), it -> it.groups(asked.query(), members));
    ScimJson json = Answer.json(request);
    List<ObjectNode> found =
        page.resources().stream().map(group -> wanted.of(json.group(group, members))).toList();
    Answer.send(response, 200, ScimJson.list(page, found, asked.first()));
  }

  void replace(Caller caller, ServerRequest request, ServerResponse response) {
    List<GroupChange> said = GroupReading.replacing(bodies.read(request));
    changed(caller, request, response, said);
  }

  /** 204, as Entra ID wants it, unless the caller says what they want to see. */
  void patch(Caller caller, ServerRequest request, ServerResponse response) {
    String id = UserHandlers.id(request);
    List<GroupChange> said = GroupReading.patch(PatchOp.read(bodies.read(request)), id);
    if (Asked.of(request).wanted().isSaid()) {
      changed(caller, request, response, said);
      return;
    }
    OptionalLong expected = Etags.expected(request);
    store.in(
        UserHandlers.directory(caller),
        it -> {
          it.change(id, expected, said);
          return id;
        });
    Answer.empty(response, 204);
  }

  private void changed(
      Caller caller, ServerRequest request, ServerResponse response, List<GroupChange> said) {
    String id = UserHandlers.id(request);
    OptionalLong expected = Etags.expected(request);
    Wanted wanted = Asked.of(request).wanted();
    boolean members = wanted.wants(MEMBERS);
    ScimGroup group =
        store.in(
            UserHandlers.directory(caller),
            it -> {
              it.change(id, expected, said);
              return found(it, id, members);
            });
    Answer.resource(response, 200, Answer.json(request).group(group, members), wanted);
  }

  void delete(Caller caller, ServerRequest request, ServerResponse response) {
    String id = UserHandlers.id(request);
    OptionalLong expected = Etags.expected(request);
    store.in(
        UserHandlers.directory(caller),
        it -> {
          it.deleteGroup(id, expected);
          return id;
        });
    Answer.empty(response, 204);
  }
}
