package dev.usher.server.api;

import dev.usher.core.model.Durations;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Target;
import dev.usher.engine.report.IssueReport;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Problem;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;

/** A password for somebody's account: told to who asked, once, and kept nowhere. */
final class Credentials {
  static final String AGAIN = "Who asks again is given another, and the one before is over.";

  private static final Duration USUAL = Duration.ofHours(1);

  private final Ground ground;

  Credentials(Ground ground) {
    this.ground = ground;
  }

  Answer issue(Caller caller, ServerRequest request, Fields body) {
    body.only("target", "for");
    caller.mustHaveName();
    String name = request.path().pathParameters().get("name");
    IssueReport report =
        ground.usher(caller).issue(ground.policy(), name, target(body), length(body));
    Questions.mustBeKnown(report.diagnostics());
    Plans.mustBeFree(report.diagnostics());
    return Answer.of(report);
  }

  private static Target target(Fields body) {
    String[] parts = body.text("target").orElse("").split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty())
      throw Problem.badRequest("Write {\"target\": \"prod/shop-db\", \"for\": \"1h\"}.").raised();
    return new Target(parts[0], parts[1]);
  }

  private static Duration length(Fields body) {
    return switch (body.text("for").map(Durations::parse).orElse(new Parsed.Ok<>(USUAL))) {
      case Parsed.Ok<Duration> ok -> ok.value();
      case Parsed.Wrong<Duration> wrong ->
          throw Problem.badRequest("for: " + wrong.message() + "; " + wrong.hint() + ".").raised();
    };
  }
}
