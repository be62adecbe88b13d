package dev.usher.server.api;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.report.ValidateReport;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Query;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  Answer read(Caller caller, ServerRequest request) {
    new Query(request);
    Revision revision = ground.revision();
    ValidateReport report = ground.usher(caller).validate(revision.folder());
    return Answer.of(
        new Told(revision.revision(), report.digest(), report.diagnostics(), report.counts()));
  }
}
