package dev.usher.server.api;

import dev.usher.engine.approval.Approvals.Approval;
import dev.usher.engine.follow.Deciding;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Query;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What waits for somebody's yes, and the yes or no. */
final class Decisions {
  private final Deciding deciding;

  Decisions(Deciding deciding) {
    this.deciding = deciding;
  }

  private record All(List<One> approvals) {}

  private record One(
      String id, String realm, String environment, Instant asked, List<String> statements) {
    static One of(Approval approval) {
      return new One(
          approval.request().id(),
          approval.request().realm(),
          approval.request().environment(),
          approval.asked(),
          approval.request().statements());
    }
  }

  private record Decided(String id, String verdict, String by) {}

  /** The newest first. */
  Answer waiting(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    Part<One> part =
        page.of(
            deciding.waiting().stream().map(One::of).toList(),
            one -> Page.newest(one.asked()) + one.id());
    return Answer.of(new All(part.here()), part.next());
  }

  Answer decide(Caller caller, ServerRequest request, Fields body) {
    String who = caller.answerable();
    body.only("verdict");
    String id = request.path().pathParameters().get("id");
    String verdict = body.text("verdict").orElse("").toLowerCase(Locale.ROOT);
    if (!verdict.equals("yes") && !verdict.equals("no"))
      throw Problem.badRequest("verdict is yes or no.").raised();
    return switch (deciding.decide(id, verdict.equals("yes"), who)) {
      case DECIDED -> Answer.of(new Decided(id, verdict, who));
      case UNKNOWN ->
          throw Problem.notFound("Nothing of that id waits: GET /api/v1/approvals says what does.")
              .raised();
      case DECIDED_BEFORE ->
          throw new Problem(
                  409, "decided", "That is decided", "Somebody has said yes or no to it before.")
              .raised();
      case OWN ->
          throw new Problem(
                  403,
                  "own-change",
                  "That is your own change",
                  "Who wrote what is in force cannot say yes to it: let somebody else.")
              .raised();
    };
  }
}
