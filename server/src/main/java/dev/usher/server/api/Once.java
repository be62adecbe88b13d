package dev.usher.server.api;

import dev.usher.core.ledger.Canonical;
import dev.usher.engine.ports.GivenAnswers;
import dev.usher.engine.ports.GivenAnswers.Known;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request with an {@code Idempotency-Key} is carried out once, however often it is sent
 * (draft-ietf-httpapi-idempotency-key-header): the same answer comes again. What was refused was
 * not done, and may be sent again.
 */
final class Once {
  private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");

  private final GivenAnswers answers;

  Once(GivenAnswers answers) {
    this.answers = answers;
  }

  /** Whether who asks counts on that. */
  static boolean isAsked(ServerRequest request) {
    return request.headers().contains(KEY);
  }

  Change of(Change change) {
    return (caller, request, body) -> {
      Optional<String> key = request.headers().first(KEY);
      return key.isEmpty()
          ? change.answer(caller, request, body)
          : once(key.get(), change, caller, request, body);
    };
  }

  private Answer once(
      String key, Change change, Caller caller, ServerRequest request, Fields body) {
    if (!key.matches("[\\x21-\\x7e]{1,100}"))
      throw Problem.badRequest("Idempotency-Key is of 1 to 100 signs without spaces: send a UUID.")
          .raised();
    String asked = request.path().rawPath() + "\n" + body;
    String digest = Canonical.sha256(asked.getBytes(StandardCharsets.UTF_8));
    return switch (answers.begin(caller.name(), key, digest)) {
      case Known.Given(int status, String given) -> new Answer(status, Optional.empty(), given);
      case Known.UnderWay() ->
          throw refused(
              409,
              "The request of that Idempotency-Key is not answered yet. Ask again in a moment; the"
                  + " ledger tells what has been done.");
      case Known.Other() ->
          throw refused(422, "That Idempotency-Key was used for another request: send a new one.");
      case Known.Nothing() -> first(key, change, caller, request, body);
    };
  }

  private Answer first(
      String key, Change change, Caller caller, ServerRequest request, Fields body) {
    boolean given = false;
    try {
      Answer answer = change.answer(caller, request, body);
      answers.give(caller.name(), key, answer.status(), answer.body());
      given = true;
      return answer;
    } finally {
      if (!given) answers.forget(caller.name(), key);
    }
  }

  private static RuntimeException refused(int status, String detail) {
    return new Problem(status, "key-in-use", "The Idempotency-Key is in use", detail).raised();
  }
}
