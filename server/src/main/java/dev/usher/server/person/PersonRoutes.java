package dev.usher.server.person;

import dev.usher.engine.office.Identities.Identity;
import dev.usher.engine.office.Recognising;
import dev.usher.engine.operator.Issuer;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonAnswer;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** {@code /api/v1/login}: where people log in; {@code /api/v1/identities}: who they are then. */
public final class PersonRoutes {
  private static final String LOGIN = "/api/v1/login";
  private static final String IDENTITIES = "/api/v1/identities";
  private static final Right ADMIN = Right.scope(Scope.ADMIN);

  private final List<Issuer> issuers;
  private final Recognising recognising;

  public PersonRoutes(List<Issuer> issuers, Recognising recognising) {
    this.issuers = List.copyOf(issuers);
    this.recognising = recognising;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(LOGIN, Right.OPEN, this::login),
        Route.get(IDENTITIES, ADMIN, this::all),
        Route.delete(IDENTITIES + "/{name}", ADMIN, this::free));
  }

  /**
   * @param client a public one, for the code with PKCE and for devices
   */
  private record Way(String issuer, String client) {}

  private record Login(List<Way> issuers) {}

  private record All(List<Identity> identities) {}

  private void login(Caller caller, ServerRequest request, ServerResponse response) {
    List<Way> ways =
        issuers.stream()
            .flatMap(
                one -> one.client().stream().map(client -> new Way(one.url().toString(), client)))
            .toList();
    JsonAnswer.send(response, Status.OK_200, new Login(ways));
  }

  private void all(Caller caller, ServerRequest request, ServerResponse response) {
    JsonAnswer.send(response, Status.OK_200, new All(recognising.all()));
  }

  private void free(Caller caller, ServerRequest request, ServerResponse response) {
    if (!recognising.free(request.path().pathParameters().get("name"), caller.name()))
      throw Problem.notFound("Nothing is bound to them; GET " + IDENTITIES + " shows what is.")
          .raised();
    response.status(Status.NO_CONTENT_204).send();
  }
}
