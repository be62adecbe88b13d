package dev.usher.server.secret;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.secret.Keeping;
import dev.usher.engine.secret.KeptSecrets.Kept;
import dev.usher.engine.secret.SecretReference.Missing;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonBody;
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
import java.util.List;

/** {@code /api/v1/secrets}: administrators put secrets there; nobody reads one. */
public final class SecretRoutes {
  private static final String PATH = "/api/v1/secrets";
  private static final Right ADMIN = Right.scope(Scope.ADMIN);
  private static final int LONGEST = 32 << 10;

  private final Keeping keeping;
  private final JsonBody json;
  private final Once once;

  public SecretRoutes(Keeping keeping, JsonBody json, Once once) {
    this.keeping = keeping;
    this.json = json;
    this.once = once;
  }

  public List<Route> routes() {
    return List.of(
        Route.list(PATH, Right.scope(Scope.AUDIT), this::list),
        once.bare(PATH + "/rotate", ADMIN, this::rotate),
        Route.read(PATH + "/{name}", Right.scope(Scope.AUDIT), this::show),
        Route.replacing(Method.PUT, PATH + "/{name}", ADMIN, this::put),
        Route.replacing(Method.DELETE, PATH + "/{name}", ADMIN, this::remove));
  }

  private record All(List<Kept> secrets) {}

  private Answer list(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    Part<Kept> part = page.of(keeping.all(), Kept::name);
    return Answer.of(new All(part.here()), part.next());
  }

  /** By whom and since when it is there; itself it is shown to nobody. */
  private Answer show(Caller caller, ServerRequest request) {
    return keeping.all().stream()
        .filter(one -> one.name().equals(name(request)))
        .findFirst()
        .map(Answer::of)
        .orElseThrow(SecretRoutes::unknown);
  }

  private static ProblemException unknown() {
    return Problem.notFound("The store keeps no secret of that name.").raised();
  }

  private Answer put(Caller caller, ServerRequest request, Precondition<Answer> meant) {
    JsonNode body = json.read(request);
    JsonNode secret = body.path("secret");
    if (body.size() != 1
        || !secret.isTextual()
        || secret.textValue().isBlank()
        || secret.textValue().length() > LONGEST)
      throw Problem.badRequest(
              "Write {\"secret\": \"…\"}, up to " + LONGEST + " characters, and nothing else.")
          .raised();
    return done(
        () ->
            keeping.put(
                name(request), secret.textValue(), caller.name(), meant.seenAs(Answer::of)));
  }

  private Answer rotate(Caller caller, ServerRequest request) {
    return done(() -> keeping.rotate(caller.name()));
  }

  private Answer remove(Caller caller, ServerRequest request, Precondition<Answer> meant) {
    return done(
        () -> {
          if (!keeping.remove(name(request), caller.name(), meant.seenAs(Answer::of)))
            throw unknown();
        });
  }

  private static Answer done(Runnable change) {
    try {
      change.run();
    } catch (IllegalArgumentException wrong) {
      throw Problem.badRequest(wrong.getMessage() + ".").raised();
    } catch (Missing noKey) {
      throw new Problem(409, "no-key", "Secrets are not kept here", noKey.getMessage() + ".")
          .raised();
    }
    return Answer.done();
  }

  private static String name(ServerRequest request) {
    return request.path().pathParameters().get("name");
  }
}
