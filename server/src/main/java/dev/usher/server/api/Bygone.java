package dev.usher.server.api;

import dev.usher.server.http.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;

/** What was so at a time that is past: as decided and as carried out. */
final class Bygone {
  private final Ground ground;

  Bygone(Ground ground) {
    this.ground = ground;
  }

  Answer whoCan(Caller caller, ServerRequest request) {
    Query query = new Query(request, "action", "on", "at");
    return Answer.of(
        ground.usher(caller).whoCould(query.text("action"), query.text("on"), time(query, "at")));
  }

  Answer access(Caller caller, ServerRequest request) {
    Query query = new Query(request, "at");
    String subject = request.path().pathParameters().get("subject");
    return Answer.of(ground.usher(caller).accessAt(subject, time(query, "at")));
  }

  Answer diff(Caller caller, ServerRequest request) {
    Query query = new Query(request, "from", "to", "subject");
    return Answer.of(
        ground.usher(caller).diff(time(query, "from"), time(query, "to"), query.find("subject")));
  }

  private static Instant time(Query query, String name) {
    query.text(name);
    return query.time(name).orElseThrow();
  }
}
