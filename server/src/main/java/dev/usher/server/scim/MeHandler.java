package dev.usher.server.scim;

import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import dev.usher.engine.scim.ScimStore;
import dev.usher.engine.scim.ScimUser;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Caller;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code /Me} (RFC 7644 section 3.11): who asks, as their directory tells of them; to be read, for
 * what a directory says is changed by that directory alone.
 *
 * @param broughtBy the directory that a person of the policy in force comes by
 */
record MeHandler(ScimStore store, Function<String, Optional<String>> broughtBy) {

  void read(Caller caller, ServerRequest request, ServerResponse response) {
    String person = person(caller);
    ScimUser user =
        broughtBy
            .apply(person)
            .flatMap(directory -> store.in(directory, it -> it.named(person)))
            .orElseThrow(
                () ->
                    new ScimRefused(
                        Why.NOT_FOUND,
                        "No directory tells of you: who you are here, GET /api/v1/me says."));
    UserHandlers.answer(user, request, response);
  }

  /** RFC 7644 section 3.12: what the authorization that was sent does not permit. */
  void refuse(Caller caller, ServerRequest request, ServerResponse response) {
    person(caller);
    throw new ScimRefused(
        Why.FORBIDDEN,
        "What a directory says of you it says itself: have it changed there, and it will tell usher.");
  }

  /**
   * In person, or by a token of theirs that reads all of people anyway: one that was handed to an
   * application to ask who may do what is not to tell it of its owner.
   */
  private static String person(Caller caller) {
    if (caller.directory().isPresent())
      throw new ScimRefused(
          Why.NOT_HERE,
          "A directory's token is nobody's: there is no Me for it. GET /Users has everybody.");
    if (!caller.isPerson() && !caller.may(Scope.AUDIT))
      throw new ScimRefused(
          Why.FORBIDDEN,
          "This is for people: log in (usher login), or send a token of yours with the scope audit.");
    return caller
        .owner()
        .orElseThrow(
            () ->
                new ScimRefused(
                    Why.NOT_HERE,
                    "This token goes back to nobody of the policy: there is no Me for it. Log in"
                        + " (usher login)."));
  }
}
