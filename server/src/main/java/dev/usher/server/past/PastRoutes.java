package dev.usher.server.past;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.engine.follow.Recovering;
import dev.usher.engine.follow.Recovering.Answer;
import dev.usher.engine.follow.Recovering.Standing;
import dev.usher.engine.past.Pasts.Behind;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonAnswer;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code /api/v1/past}: whether another server has gone on where this one was at work, and a named
 * administrator's word that this one takes over.
 */
public final class PastRoutes {
  private static final String PATH = "/api/v1/past";

  private final Recovering recovering;
  private final JsonBody json;

  public PastRoutes(Recovering recovering, JsonBody json) {
    this.recovering = recovering;
    this.json = json;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Right.scope(Scope.AUDIT), this::standing),
        Route.post(PATH + "/recover", Right.scope(Scope.ADMIN), this::recover));
  }

  /**
   * @param behind realms where another past was found
   * @param since when it was overtaken; nothing where it is not
   * @param silent directories that have changed nothing since
   */
  record Told(
      String instance,
      long epoch,
      Optional<Instant> restored,
      List<Behind> behind,
      Optional<Instant> since,
      Set<String> silent) {
    static Told of(Standing standing) {
      return new Told(
          standing.own().instance(),
          standing.own().epoch(),
          standing.own().restored(),
          standing.behind(),
          standing.since(),
          new TreeSet<>(standing.silent()));
    }
  }

  private void standing(Caller caller, ServerRequest request, ServerResponse response) {
    JsonAnswer.send(response, Status.OK_200, Told.of(recovering.standing()));
  }

  private void recover(Caller caller, ServerRequest request, ServerResponse response) {
    String who = caller.answerable();
    switch (recovering.recover(without(json.read(request)), who)) {
      case Answer.Done(Standing standing) ->
          JsonAnswer.send(response, Status.OK_200, Told.of(standing));
      case Answer.Refused(String why) -> throw refused(why + ".");
    }
  }

  private static Set<String> without(JsonNode body) {
    Set<String> without = new TreeSet<>();
    JsonNode names = body.path("without");
    boolean isList = body.isObject() && (names.isMissingNode() || names.isArray());
    for (JsonNode name : names) {
      if (!name.isTextual()) isList = false;
      else without.add(name.textValue());
    }
    if (!isList || body.size() > (names.isMissingNode() ? 0 : 1))
      throw Problem.badRequest("Write {} or {\"without\": [\"okta\"]}, directories by name.")
          .raised();
    return without;
  }

  private static RuntimeException refused(String detail) {
    return new Problem(409, "refused", "That cannot be done", detail).raised();
  }
}
