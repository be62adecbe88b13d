package dev.usher.server.api;

import dev.usher.engine.scim.HeldBack;
import dev.usher.engine.scim.HeldBack.Freed;
import dev.usher.engine.scim.HeldBack.Held;
import dev.usher.engine.scim.HeldBack.Joining;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Query;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;

/** Who waits for somebody's yes, to be removed by a directory or to come in; and the yes. */
final class Directories {
  private final HeldBack heldBack;

  Directories(HeldBack heldBack) {
    this.heldBack = heldBack;
  }

  private record All(String directory, List<Held> held) {}

  private record Waiting(String directory, List<Joining> joining) {}

  private record Admitted(String directory, String group, String member, String by) {}

  private record Released(String directory, int removals, String by) {}

  private record Name(String name, Freed freed) {}

  Answer held(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    String directory = name(request);
    Part<Held> part =
        page.of(
            heldBack.held(directory),
            held -> Page.oldest(held.since()) + held.subject() + " " + held.group().orElse(""));
    return Answer.of(new All(directory, part.here()), part.next());
  }

  Answer release(Caller caller, ServerRequest request, Fields body) {
    String who = caller.answerable();
    body.only();
    String directory = name(request);
    return Answer.of(new Released(directory, heldBack.release(directory, who), who));
  }

  Answer joining(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    String directory = name(request);
    Part<Joining> part =
        page.of(
            heldBack.joining(directory),
            one -> Page.oldest(one.since()) + one.member() + " " + one.group());
    return Answer.of(new Waiting(directory, part.here()), part.next());
  }

  /** Nobody lets themselves in. */
  Answer admit(Caller caller, ServerRequest request, Fields body) {
    String who = caller.answerable();
    body.only("group", "member");
    String directory = name(request);
    String group = body.text("group").orElseThrow(Directories::whom);
    String member = body.text("member").orElseThrow(Directories::whom);
    if (caller.owner().filter(member::equalsIgnoreCase).isPresent())
      throw new Problem(
              403,
              "own-change",
              "That is your own change",
              "Nobody lets themselves in: let another administrator.")
          .raised();
    if (!heldBack.admit(directory, group, member, who))
      throw Problem.notFound(
              "Nobody of that name waits there: GET /api/v1/directories/NAME/joining says who"
                  + " does.")
          .raised();
    return Answer.of(new Admitted(directory, group, member, who));
  }

  private static RuntimeException whom() {
    return Problem.badRequest(
            "Write {\"group\": \"…\", \"member\": \"…\"}, as the list of joinings has them.")
        .raised();
  }

  /** A name that somebody had may be somebody else's from now on. */
  Answer free(Caller caller, ServerRequest request, Fields body) {
    String who = caller.answerable();
    body.only();
    String name = name(request);
    return Answer.of(new Name(name, heldBack.free(name, who)));
  }

  private static String name(ServerRequest request) {
    return request.path().pathParameters().get("name");
  }
}
