package dev.usher.server.person;

import dev.usher.engine.office.Identities.Identity;
import dev.usher.engine.office.Recognising;
import dev.usher.engine.operator.Issuer;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Query;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.util.Comparator;
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
        Route.read(LOGIN, Right.OPEN, this::login),
        Route.list(IDENTITIES, ADMIN, this::all),
        Route.read(IDENTITIES + "/{name}", ADMIN, this::show),
        Route.replacing(Method.DELETE, IDENTITIES + "/{name}", ADMIN, this::free));
  }

  /**
   * @param client a public one, for the code with PKCE and for devices
   */
  private record Way(String issuer, String client) {}

  private record Login(List<Way> issuers) {}

  private record All(List<Identity> identities) {}

  private Answer login(Caller caller, ServerRequest request) {
    List<Way> ways =
        issuers.stream()
            .flatMap(
                one -> one.client().stream().map(client -> new Way(one.url().toString(), client)))
            .toList();
    return Answer.of(new Login(ways));
  }

  private Answer all(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    Part<Identity> part = page.of(recognising.all(), PersonRoutes::key);
    return Answer.of(new All(part.here()), part.next());
  }

  private static String key(Identity one) {
    return one.subject() + " " + one.issuer() + " " + one.sub();
  }

  /** One person's, of each issuer. */
  private Answer show(Caller caller, ServerRequest request) {
    String name = request.path().pathParameters().get("name");
    List<Identity> theirs =
        recognising.all().stream().filter(one -> one.subject().equals(name)).toList();
    if (theirs.isEmpty()) throw unbound();
    return shown(theirs);
  }

  private static Answer shown(List<Identity> theirs) {
    return Answer.of(
        new All(theirs.stream().sorted(Comparator.comparing(PersonRoutes::key)).toList()));
  }

  private Answer free(Caller caller, ServerRequest request, Precondition<Answer> meant) {
    String name = request.path().pathParameters().get("name");
    if (!recognising.free(name, caller.name(), meant.seenAs(PersonRoutes::shown))) throw unbound();
    return Answer.done();
  }

  private static RuntimeException unbound() {
    return Problem.notFound("Nothing is bound to them; GET " + IDENTITIES + " shows what is.")
        .raised();
  }
}
