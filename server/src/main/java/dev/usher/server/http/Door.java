package dev.usher.server.http;

import dev.usher.engine.token.CheckScope;
import dev.usher.engine.token.Scope;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/** Who may come in: bearer tokens by RFC 6750, in the header and nowhere else. */
final class Door {
  private static final String BEARER = "bearer ";

  /** An issuer's tokens with a list of groups are long; no header at all is longer than 16 KiB. */
  private static final int LONGEST = 12_000;

  private final Authenticator authenticator;

  Door(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * @throws ProblemException 401 for who has not proved who they are, 403 for who may not
   */
  Caller enter(ServerRequest request, Right right) {
    return switch (right) {
      case Right.Open _ -> Caller.NOBODY;
      case Right.Known _ -> caller(request);
      case Right.Scoped(Scope scope) -> {
        Caller caller = caller(request);
        if (!caller.may(scope)) throw missing(caller, scope.name());
        yield caller;
      }
      case Right.About(Scope scope, var whom) -> {
        Caller caller = caller(request);
        boolean leads =
            whom.apply(request).filter(one -> authenticator.leads(caller, one)).isPresent();
        if (!caller.may(scope) && !leads) throw missing(caller, scope.name());
        yield caller;
      }
      case Right.Own(Scope scope, var whom) -> {
        Caller caller = caller(request);
        boolean own =
            caller.isPerson() && whom.apply(request).filter(caller.name()::equals).isPresent();
        if (!caller.may(scope) && !own) throw missing(caller, scope.name());
        yield caller;
      }
      case Right.Checking(var on) -> {
        Caller caller = caller(request);
        CheckScope sight = caller.sight();
        if (sight.isNone() || on.apply(request).filter(one -> !sight.sees(one)).isPresent())
          throw missing(caller, Scope.CHECK.name());
        yield caller;
      }
      case Right.Directory _ -> {
        Caller caller = caller(request);
        if (caller.directory().isEmpty()) throw missing(caller, "scim:NAME");
        yield caller;
      }
    };
  }

  private Caller caller(ServerRequest request) {
    Optional<String> header = request.headers().first(HeaderNames.AUTHORIZATION);
    if (header.isEmpty())
      throw unknown("Bearer realm=\"usher\"", "Send a token: Authorization: Bearer usher_…");
    String value = header.get();
    if (value.length() > LONGEST || !value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
      throw unknown("Bearer realm=\"usher\"", "Only bearer tokens are taken here.");
    return authenticator
        .caller(value.substring(BEARER.length()).strip())
        .orElseThrow(
            () ->
                unknown(
                    "Bearer realm=\"usher\", error=\"invalid_token\"",
                    "The token is unknown, expired or revoked: log in again, or have an"
                        + " administrator make a new one."));
  }

  private static ProblemException unknown(String challenge, String detail) {
    return new Problem(401, "unauthenticated", "Who asks is not known", detail)
        .withHeader("WWW-Authenticate", challenge)
        .raised();
  }

  private static ProblemException missing(Caller caller, String scope) {
    return new Problem(
            403,
            "forbidden",
            "That is not for whoever asks",
            "This needs the scope "
                + scope
                + (caller.isPerson()
                    ? ", and the policy in force does not give it to " + caller.name() + "."
                    : ", which the token does not have."))
        .with("missing", scope)
        .withHeader(
            "WWW-Authenticate",
            "Bearer realm=\"usher\", error=\"insufficient_scope\", scope=\"" + scope + "\"")
        .raised();
  }
}
