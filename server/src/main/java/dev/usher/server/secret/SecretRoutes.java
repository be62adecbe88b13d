package dev.usher.server.secret;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.engine.secret.Keeping;
import dev.usher.engine.secret.KeptSecrets.Kept;
import dev.usher.engine.secret.SecretReference.Missing;
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
import java.util.List;

/** {@code /api/v1/secrets}: administrators put secrets there; nobody reads one. */
public final class SecretRoutes {
  private static final String PATH = "/api/v1/secrets";
  private static final Right ADMIN = Right.scope(Scope.ADMIN);
  private static final int LONGEST = 32 << 10;

  private final Keeping keeping;
  private final JsonBody json;

  public SecretRoutes(Keeping keeping, JsonBody json) {
    this.keeping = keeping;
    this.json = json;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Right.scope(Scope.AUDIT), this::list),
        Route.post(PATH + "/rotate", ADMIN, this::rotate),
        Route.put(PATH + "/{name}", ADMIN, this::put),
        Route.delete(PATH + "/{name}", ADMIN, this::remove));
  }

  private record All(List<Kept> secrets) {}

  private void list(Caller caller, ServerRequest request, ServerResponse response) {
    JsonAnswer.send(response, Status.OK_200, new All(keeping.all()));
  }

  private void put(Caller caller, ServerRequest request, ServerResponse response) {
    JsonNode body = json.read(request);
    JsonNode secret = body.path("secret");
    if (body.size() != 1
        || !secret.isTextual()
        || secret.textValue().isBlank()
        || secret.textValue().length() > LONGEST)
      throw Problem.badRequest(
              "Write {\"secret\": \"…\"}, up to " + LONGEST + " characters, and nothing else.")
          .raised();
    done(response, () -> keeping.put(name(request), secret.textValue(), caller.name()));
  }

  private void rotate(Caller caller, ServerRequest request, ServerResponse response) {
    done(response, () -> keeping.rotate(caller.name()));
  }

  private void remove(Caller caller, ServerRequest request, ServerResponse response) {
    done(
        response,
        () -> {
          if (!keeping.remove(name(request), caller.name()))
            throw Problem.notFound("The store keeps no secret of that name.").raised();
        });
  }

  private static void done(ServerResponse response, Runnable change) {
    try {
      change.run();
    } catch (IllegalArgumentException wrong) {
      throw Problem.badRequest(wrong.getMessage() + ".").raised();
    } catch (Missing noKey) {
      throw new Problem(409, "no-key", "Secrets are not kept here", noKey.getMessage() + ".")
          .raised();
    }
    response.status(Status.NO_CONTENT_204).send();
  }

  private static String name(ServerRequest request) {
    return request.path().pathParameters().get("name");
  }
}
