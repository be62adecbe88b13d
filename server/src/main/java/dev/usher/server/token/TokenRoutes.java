package dev.usher.server.token;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.core.model.Durations;
import dev.usher.core.model.Parsed;
import dev.usher.engine.token.Scope;
import dev.usher.engine.token.Token;
import dev.usher.engine.token.Tokens;
import dev.usher.engine.token.Tokens.Creation;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonAnswer;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
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
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Set<String> KEYS = Set.of("name", "scopes", "for");

  private final Tokens tokens;
  private final JsonBody json;

  public TokenRoutes(Tokens tokens, JsonBody json) {
    this.tokens = tokens;
    this.json = json;
  }

  public List<Route> routes() {
    return List.of(
        Route.post(PATH, ADMIN, this::create),
        Route.get(PATH, ADMIN, this::list),
        Route.delete(PATH + "/{id}", ADMIN, this::revoke));
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

  private void create(Caller caller, ServerRequest request, ServerResponse response) {
    JsonNode body = json.read(request);
    for (var field : body.properties())
      if (!KEYS.contains(field.getKey())) throw wrong("A token has name, scopes and for.");
    switch (tokens.create(name(body), scopes(body), length(body), caller.name(), caller.owner())) {
      case Creation.Created(Token token, String shown) -> {
        response.headers().set(HeaderNames.LOCATION, PATH + "/" + token.id());
        JsonAnswer.send(response, Status.CREATED_201, Told.of(token, Optional.of(shown)));
      }
      case Creation.Taken() ->
          throw new Problem(
                  409,
                  "name-taken",
                  "There is such a token already",
                  "A token of that name is alive: revoke it first, or name this one otherwise.")
              .raised();
      case Creation.Wrong(String message) -> throw wrong(message + ".");
    }
  }

  private void list(Caller caller, ServerRequest request, ServerResponse response) {
    List<Told> all = tokens.all().stream().map(token -> Told.of(token, Optional.empty())).toList();
    JsonAnswer.send(response, Status.OK_200, new All(all));
  }

  private void revoke(Caller caller, ServerRequest request, ServerResponse response) {
    if (!tokens.revoke(request.path().pathParameters().get("id"), caller.name()))
      throw Problem.notFound("No token of that id is alive; GET " + PATH + " shows them.").raised();
    response.status(Status.NO_CONTENT_204).send();
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
