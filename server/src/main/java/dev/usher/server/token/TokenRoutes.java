package dev.usher.server.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.core.model.Durations;
import dev.usher.core.model.Parsed;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.token.Scope;
import dev.usher.engine.token.Token;
import dev.usher.engine.token.Tokens;
import dev.usher.engine.token.Tokens.Creation;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Once;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Problem;
import dev.usher.server.http.ProblemException;
import dev.usher.server.http.Query;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /api/v1/tokens}: administrators alone make tokens, see them and take them back. */
public final class TokenRoutes {
  private static final String PATH = "/api/v1/tokens";
  private static final Right ADMIN = Right.scope(Scope.ADMIN);
  private static final String AGAIN =
      "Who asks again is told that the name is taken: revoke that token, and make another.";
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Set<String> KEYS = Set.of("name", "scopes", "for");

  private final Tokens tokens;
  private final Once once;

  public TokenRoutes(Tokens tokens, Once once) {
    this.tokens = tokens;
    this.once = once;
  }

  public List<Route> routes() {
    return List.of(
        once.secret(PATH, ADMIN, AGAIN, this::create),
        Route.list(PATH, ADMIN, this::list),
        Route.read(PATH + "/{id}", ADMIN, this::show),
        Route.replacing(Method.DELETE, PATH + "/{id}", ADMIN, this::revoke));
  }

  /**
   * A token as it is told.
   *
   * @param token what its bearer shows; told when it is made and never again
   */
  record Told(
      String id,
      String name,
      List<String> scopes,
      Instant created,
      String by,
      Optional<String> owner,
      Instant expires,
      Optional<Instant> revoked,
      Optional<Instant> used,
      Optional<String> token) {
    static Told of(Token token, Optional<String> shown) {
      return new Told(
          token.id(),
          token.name(),
          token.scopes().stream().map(Scope::name).toList(),
          token.created(),
          token.by(),
          token.owner(),
          token.expires(),
          token.revoked(),
          token.used(),
          shown);
    }
  }

  /** All tokens, the newest first. */
  record All(List<Told> tokens) {}

  private Answer create(Caller caller, ServerRequest request, JsonNode body) {
    for (var field : body.properties())
      if (!KEYS.contains(field.getKey())) throw wrong("A token has name, scopes and for.");
    return switch (tokens.create(
        name(body), scopes(body), length(body), caller.name(), caller.owner())) {
      case Creation.Created(Token token, String shown) ->
          Answer.made(Told.of(token, Optional.of(shown)));
      case Creation.Taken() ->
          throw new Problem(
                  409,
                  "name-taken",
                  "There is such a token already",
                  "A token of that name is alive: revoke it first, or name this one otherwise.")
              .raised();
      case Creation.Wrong(String message) -> throw wrong(message + ".");
    };
  }

  private Answer list(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    Part<Token> part = page.of(tokens.all(), token -> Page.newest(token.created()) + token.id());
    return Answer.of(
        new All(part.here().stream().map(token -> Told.of(token, Optional.empty())).toList()),
        part.next());
  }

  private Answer show(Caller caller, ServerRequest request) {
    return tokens.all().stream()
        .filter(token -> token.id().equals(id(request)))
        .findFirst()
        .map(TokenRoutes::shown)
        .orElseThrow(TokenRoutes::unknown);
  }

  private static Answer shown(Token token) {
    return Answer.of(Told.of(token, Optional.empty()));
  }

  private Answer revoke(Caller caller, ServerRequest request, Precondition<Answer> meant) {
    if (!tokens.revoke(id(request), caller.name(), meant.seenAs(TokenRoutes::shown)))
      throw unknown();
    return Answer.done();
  }

  private static String id(ServerRequest request) {
    return request.path().pathParameters().get("id");
  }

  private static ProblemException unknown() {
    return Problem.notFound("No token of that id is alive; GET " + PATH + " shows them.").raised();
  }

  private static String name(JsonNode body) {
    if (!body.path("name").isTextual())
      throw wrong("Write {\"name\": \"ci\", \"scopes\": [\"audit\"], \"for\": \"30d\"}.");
    return body.path("name").textValue();
  }

  private static Set<Scope> scopes(JsonNode body) {
    Set<Scope> scopes = new LinkedHashSet<>();
    if (!body.path("scopes").isArray()) throw wrong("scopes is a list: [\"audit\"].");
    for (JsonNode one : body.path("scopes")) {
      try {
        scopes.add(new Scope(one.asText("")));
      } catch (IllegalArgumentException unknown) {
        throw wrong("scopes: " + unknown.getMessage() + ".");
      }
    }
    return scopes;
  }

  private static Duration length(JsonNode body) {
    if (body.path("for").isMissingNode()) return USUAL;
    return switch (Durations.parse(body.path("for").asText(""))) {
      case Parsed.Ok<Duration> ok -> ok.value();
      case Parsed.Wrong<Duration> wrong ->
          throw wrong("for: " + wrong.message() + "; " + wrong.hint() + ".");
    };
  }

  private static RuntimeException wrong(String detail) {
    return Problem.badRequest(detail).raised();
  }
}
