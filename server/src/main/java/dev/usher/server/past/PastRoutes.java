package dev.usher.server.past;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.engine.follow.Recovering;
import dev.usher.engine.follow.Recovering.Standing;
import dev.usher.engine.past.Pasts.Behind;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Once;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.webserver.http.ServerRequest;
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
  private final Once once;

  public PastRoutes(Recovering recovering, Once once) {
    this.recovering = recovering;
    this.once = once;
  }

  public List<Route> routes() {
    return List.of(
        Route.read(PATH, Right.scope(Scope.AUDIT), this::standing),
        once.post(PATH + "/recover", Right.scope(Scope.ADMIN), this::recover));
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

  private Answer standing(Caller caller, ServerRequest request) {
    return Answer.of(Told.of(recovering.standing()));
  }

  private Answer recover(Caller caller, ServerRequest request, JsonNode body) {
    String who = caller.answerable();
    return switch (recovering.recover(without(body), who)) {
      case Recovering.Answer.Done(Standing standing) -> Answer.of(Told.of(standing));
      case Recovering.Answer.Refused(String why) -> throw refused(why + ".");
    };
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
