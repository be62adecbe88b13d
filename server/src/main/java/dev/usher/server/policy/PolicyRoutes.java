package dev.usher.server.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.enact.Enacting;
import dev.usher.engine.enact.Revisions.Kept;
import dev.usher.engine.enact.Standing;
import dev.usher.engine.enact.State;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Once;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * {@code /api/v1/policy/head}: what became of the policy at the source, and an administrator's yes
 * to one that waits for it.
 */
public final class PolicyRoutes {
  private static final String PATH = "/api/v1/policy/head";

  private final Enacting enacting;
  private final Once once;

  public PolicyRoutes(Enacting enacting, Once once) {
    this.enacting = enacting;
    this.once = once;
  }

  public List<Route> routes() {
    return List.of(
        Route.read(PATH, Right.scope(Scope.AUDIT), this::state),
        once.post(PATH + "/accept", Right.scope(Scope.ADMIN), this::accept));
  }

  /** The policy in force. */
  record InForce(
      long number,
      String revision,
      String digest,
      String source,
      List<String> authors,
      Instant since,
      String server,
      Optional<String> acceptedBy,
      List<String> accepted) {
    static InForce of(Kept kept) {
      return new InForce(
          kept.number(),
          kept.about().revision(),
          kept.digest(),
          kept.about().source(),
          List.copyOf(new TreeSet<>(kept.about().authors())),
          kept.about().at(),
          kept.about().server(),
          kept.about().acceptedBy(),
          kept.about().accepted());
    }
  }

  /**
   * @param head what became of it: in-force, broken, held, unread, unknown
   * @param fingerprint what a yes to it names
   * @param why it waits, or could not be read
   */
  record Told(
      String source,
      Optional<InForce> inForce,
      Optional<Instant> looked,
      String head,
      Optional<String> revision,
      Optional<String> fingerprint,
      List<String> authors,
      List<String> why,
      List<Diagnostic> diagnostics) {
    static Told of(State state) {
      return switch (state.head()) {
        case Standing.Unknown _ -> told(state, "unknown", Optional.empty(), List.of(), List.of());
        case Standing.Enacted(String revision) ->
            told(state, "in-force", Optional.of(revision), List.of(), List.of());
        case Standing.Unread(String why) ->
            told(state, "unread", Optional.empty(), List.of(why), List.of());
        case Standing.Broken(String revision, List<Diagnostic> diagnostics) ->
            told(state, "broken", Optional.of(revision), List.of(), diagnostics);
        case Standing.Held held ->
            new Told(
                state.source(),
                state.inForce().map(InForce::of),
                state.looked(),
                "held",
                Optional.of(held.revision()),
                Optional.of(held.fingerprint()),
                List.copyOf(new TreeSet<>(held.authors())),
                held.why(),
                List.of());
      };
    }

    private static Told told(
        State state,
        String head,
        Optional<String> revision,
        List<String> why,
        List<Diagnostic> diagnostics) {
      return new Told(
          state.source(),
          state.inForce().map(InForce::of),
          state.looked(),
          head,
          revision,
          Optional.empty(),
          List.of(),
          why,
          diagnostics);
    }
  }

  private Answer state(Caller caller, ServerRequest request) {
    return Answer.of(Told.of(enacting.state()));
  }

  private Answer accept(Caller caller, ServerRequest request, JsonNode body) {
    String who = caller.answerable();
    JsonNode fingerprint = body.path("fingerprint");
    if (!fingerprint.isTextual())
      throw Problem.badRequest("Write {\"fingerprint\": \"…\"}, as GET " + PATH + " has it.")
          .raised();
    return switch (enacting.accept(fingerprint.textValue(), who)) {
      case Enacting.Answer.Done(State state) -> Answer.of(Told.of(state));
      case Enacting.Answer.Refused(String why) ->
          throw new Problem(409, "refused", "That cannot be done", why + ".").raised();
    };
  }
}
