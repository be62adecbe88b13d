package dev.usher.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.usher.core.ledger.Canonical;
import dev.usher.engine.ports.GivenAnswers;
import dev.usher.engine.ports.GivenAnswers.Known;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;

/**
 * Makes the routes to which something is posted. A request with an {@code Idempotency-Key} is
 * carried out once, however often it is sent (draft-ietf-httpapi-idempotency-key-header): the same
 * answer comes again. What was refused was not done, and may be sent again.
 */
public final class Once {
  private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");

  private final JsonBody json;
  private final GivenAnswers answers;

  public Once(JsonBody json, GivenAnswers answers) {
    this.json = json;
    this.answers = answers;
  }

  public Route post(String path, Right right, Change change) {
    return route(
        path,
        right,
        Manner.ONCE,
        (caller, request) -> {
          JsonNode body = json.read(request);
          return once(caller, request, body, () -> change.answer(caller, request, body));
        });
  }

  /** What wants no body. */
  public Route bare(String path, Right right, Handler handler) {
    return route(
        path,
        right,
        Manner.ONCE,
        (caller, request) ->
            once(
                caller, request, MissingNode.getInstance(), () -> handler.answer(caller, request)));
  }

  /**
   * What is answered with a secret. It is told once and kept nowhere, so not for a key either.
   *
   * @param again what becomes of who asks again: a sentence
   */
  public Route secret(String path, Right right, String again, Change change) {
    return route(
        path,
        right,
        Manner.SECRET,
        (caller, request) -> {
          JsonNode body = json.read(request);
          if (request.headers().contains(KEY))
            throw Problem.badRequest(
                    "A secret is told once and kept nowhere, so not for an Idempotency-Key either:"
                        + " send none. "
                        + again)
                .raised();
          return change.answer(caller, request, body);
        });
  }

  /** What was made is under its id or name in the collection that it was posted to. */
  private static Route route(String path, Right right, Manner manner, Handler handler) {
    return new Route(
        Method.POST,
        path,
        right,
        manner,
        (caller, request, response) -> {
          Answer answer = handler.answer(caller, request);
          answer
              .made()
              .ifPresent(name -> response.headers().set(HeaderNames.LOCATION, path + "/" + name));
          answer.send(response);
        });
  }

  @FunctionalInterface
  private interface Doing {
    Answer answer();
  }

  private Answer once(Caller caller, ServerRequest request, JsonNode body, Doing doing) {
    if (!request.headers().contains(KEY)) return doing.answer();
    String key = request.headers().get(KEY).get();
    if (!key.matches("[\\x21-\\x7e]{1,100}"))
      throw Problem.badRequest("Idempotency-Key is of 1 to 100 signs without spaces: send a UUID.")
          .raised();
    String asked = request.path().rawPath() + "\n" + body;
    String digest = Canonical.sha256(asked.getBytes(StandardCharsets.UTF_8));
    return switch (answers.begin(caller.name(), key, digest)) {
      case Known.Given(int status, String given) -> new Answer(status, given);
      case Known.UnderWay() ->
          throw refused(
              409,
              "The request of that Idempotency-Key is not answered yet. Ask again in a moment; the"
                  + " ledger tells what has been done.");
      case Known.Other() ->
          throw refused(422, "That Idempotency-Key was used for another request: send a new one.");
      case Known.Nothing() -> first(key, caller, doing);
    };
  }

  private Answer first(String key, Caller caller, Doing doing) {
    boolean done = false;
    try {
      Answer answer = doing.answer();
      done = true;
      answers.give(caller.name(), key, answer.status(), answer.body());
      return answer;
    } finally {
      if (!done) answers.forget(caller.name(), key);
    }
  }

  private static RuntimeException refused(int status, String detail) {
    return new Problem(status, "key-in-use", "The Idempotency-Key is in use", detail).raised();
  }
}
