package dev.usher.server.api;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.json.Json;
import dev.usher.engine.report.ValidateReport;
import dev.usher.server.http.Caller;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which policy is in force. */
final class PolicyNow {
  private final Ground ground;

  PolicyNow(Ground ground) {
    this.ground = ground;
  }

  /**
   * @param revision a commit, or the digest of a folder's files
   * @param digest of the policy's text, by which plans name it
   * @param diagnostics warnings and notes; errors where a date has made one of it since
   * @param counts how many people, teams, roles, targets, …
   */
  private record Told(
      String revision,
      Optional<String> digest,
      List<Diagnostic> diagnostics,
      Map<String, Integer> counts) {}

  /** What has not changed is not sent again (RFC 9110 section 13.1.2). */
  Answer read(Caller caller, ServerRequest request) {
    new Query(request);
    Revision revision = ground.revision();
    String etag = "\"" + revision.revision().replaceAll("[^A-Za-z0-9._:-]", "") + "\"";
    if (isKnown(request, etag)) return new Answer(304, Optional.of(etag), "");
    ValidateReport report = ground.usher(caller).validate(revision.folder());
    return new Answer(
        200,
        Optional.of(etag),
        Json.of(
            new Told(revision.revision(), report.digest(), report.diagnostics(), report.counts())));
  }

  private static boolean isKnown(ServerRequest request, String etag) {
    return request.headers().values(HeaderNames.IF_NONE_MATCH).stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(String::strip)
        .anyMatch(known -> known.equals("*") || known.replaceFirst("^W/", "").equals(etag));
  }
}
