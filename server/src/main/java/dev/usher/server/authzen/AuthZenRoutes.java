package dev.usher.server.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.usher.core.check.Answered;
import dev.usher.core.check.Sought;
import dev.usher.engine.check.Checks;
import dev.usher.engine.check.Checks.Check;
import dev.usher.engine.decision.Decision;
import dev.usher.engine.decision.Decision.Surface;
import dev.usher.engine.decision.DecisionLog;
import dev.usher.engine.token.CheckScope;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonAnswer;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Access evaluations, one and many, searches, and what the server says of itself. */
public final class AuthZenRoutes {
  private static final String EVALUATION = "/access/v1/evaluation";
  private static final String EVALUATIONS = "/access/v1/evaluations";

  private static final String SUBJECTS = "/access/v1/search/subject";
  private static final String RESOURCES = "/access/v1/search/resource";
  private static final String ACTIONS = "/access/v1/search/action";

  /** Most in one request. */
  private static final int MOST = 10_000;

  /** Of who asks for an answer that knows at least something. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-ID");
  private static final Pattern ID = Pattern.compile("[!-~]{1,200}");

  private final Checks checks;
  private final DecisionLog log;
  private final JsonBody json;
  private volatile Brief brief = Brief.of("");

  public AuthZenRoutes(Checks checks, DecisionLog log, JsonBody json) {
    this.checks = checks;
    this.log = log;
    this.json = json;
  }

  public List<Route> routes() {
    return List.of(
        Route.post(EVALUATION, Right.CHECKING, this::evaluation),
        Route.post(EVALUATIONS, Right.CHECKING, this::evaluations),
        search(SUBJECTS, Sought.SUBJECT),
        search(RESOURCES, Sought.RESOURCE),
        search(ACTIONS, Sought.ACTION),
        Route.get("/.well-known/authzen-configuration", Right.OPEN, this::configuration));
  }

  record Decided(boolean decision, Context context) {
    static Decided of(Answered answered, String revision) {
      Optional<String> reason = Optional.of(answered.why()).filter(why -> !why.isEmpty());
      return new Decided(answered.allowed(), new Context(revision, reason));
    }
  }

  /**
   * @param revision by which it was decided
   * @param reason where it was asked for
   */
  record Context(String revision, Optional<String> reason) {}

  /** The two answers without a reason that there are by one revision: most are one of them. */
  private record Brief(String revision, byte[] yes, byte[] no) {
    static Brief of(String revision) {
      return new Brief(revision, answer(true, revision), answer(false, revision));
    }

    private static byte[] answer(boolean allowed, String revision) {
      return JsonAnswer.of(Decided.of(new Answered(allowed, ""), revision));
    }
  }

  record Boxcar(List<Decided> evaluations) {}

  /** What there is, and where (section 9.1.1). */
  record Configuration(
      String policy_decision_point,
      String access_evaluation_endpoint,
      String access_evaluations_endpoint,
      String search_subject_endpoint,
      String search_resource_endpoint,
      String search_action_endpoint) {}

  /** Whoever asks, of what they may, and what they call their request. */
  private record Asker(String name, CheckScope sight, Optional<String> request) {
    static Asker of(Caller caller, ServerRequest request) {
      return new Asker(caller.name(), caller.sight(), id(request));
    }

    Decision decision(Evaluation evaluation, Answered answered, String revision) {
      return new Decision(
          Surface.AUTHZEN,
          name,
          request,
          Optional.of(evaluation.subject()),
          Optional.of(evaluation.action()),
          Optional.of(evaluation.resource()),
          answered.allowed(),
          Optional.of(answered.why()).filter(why -> !why.isEmpty()),
          Optional.of(revision));
    }
  }

  private void evaluation(Caller caller, ServerRequest request, ServerResponse response) {
    JsonNode body = object(request);
    Decided decided = one(Asker.of(caller, request), body);
    if (decided.context().reason().isPresent()) {
      send(request, response, decided);
      return;
    }
    Brief known = brief;
    String revision = decided.context().revision();
    if (!known.revision().equals(revision)) brief = known = Brief.of(revision);
    send(request, response, decided.decision() ? known.yes() : known.no());
  }

  private Decided one(Asker asker, JsonNode body) {
    Options options = Options.of(body.path("options"));
    Evaluation evaluation = Evaluation.read(body, MissingNode.getInstance());
    Check check = check(options.atLeast());
    Answered answered = evaluation.by(check, asker.sight(), options.withReason());
    log.told(List.of(asker.decision(evaluation, answered, check.revision())));
    return Decided.of(answered, check.revision());
  }

  /** An absent or empty list is a single evaluation (section 7.1). */
  private void evaluations(Caller caller, ServerRequest request, ServerResponse response) {
    Asker asker = Asker.of(caller, request);
    JsonNode body = object(request);
    JsonNode list = body.path("evaluations");
    if (!list.isMissingNode() && !list.isArray())
      throw Evaluation.wrong("evaluations is to be a list, where it is there.");
    if (list.isEmpty()) send(request, response, one(asker, body));
    else send(request, response, new Boxcar(all(asker, body, list)));
  }

  private List<Decided> all(Asker asker, JsonNode body, JsonNode list) {
    if (list.size() > MOST)
      throw Evaluation.wrong("evaluations has more than " + MOST + ": send several requests.");
    Options options = Options.of(body.path("options"));
    List<Evaluation> asked = new ArrayList<>();
    for (JsonNode one : list) {
      if (!one.isObject()) throw Evaluation.wrong("each of evaluations is to be an object.");
      asked.add(Evaluation.read(one, body));
    }
    Check check = check(options.atLeast());
    List<Decided> decided = new ArrayList<>();
    List<Decision> logged = new ArrayList<>();
    for (Evaluation one : asked) {
      Answered answered = one.by(check, asker.sight(), options.withReason());
      decided.add(Decided.of(answered, check.revision()));
      logged.add(asker.decision(one, answered, check.revision()));
      if (options.semantic().endsWith(answered.allowed())) break;
    }
    log.told(logged);
    return decided;
  }

  private Route search(String path, Sought sought) {
    return Route.post(
        path,
        Right.CHECKING,
        (caller, request, response) ->
            send(request, response, found(sought, object(request), caller.sight())));
  }

  /** No page is of a moment before that of the page before it. */
  private Search.Found found(Sought sought, JsonNode body, CheckScope sight) {
    Search search = Search.read(sought, body);
    long asked = Options.of(body.path("options")).atLeast().orElse(0L);
    return search.by(check(Optional.of(Math.max(asked, search.page().atLeast()))), sight);
  }

  private Check check(Optional<Long> atLeast) {
    Check check =
        atLeast
            .map(number -> checks.atLeast(number, PATIENCE).orElseThrow(Options::notYet))
            .orElseGet(checks::now);
    if (check.revision().isEmpty()) throw Problem.noPolicyInForce().raised();
    return check;
  }

  private JsonNode object(ServerRequest request) {
    JsonNode body = json.read(request);
    if (!body.isObject()) throw Evaluation.wrong("The body is to be a JSON object.");
    return body;
  }

  private void configuration(Caller caller, ServerRequest request, ServerResponse response) {
    String here = request.requestedUri().scheme() + "://" + request.requestedUri().authority();
    JsonAnswer.send(
        response,
        Status.OK_200,
        new Configuration(
            here,
            here + EVALUATION,
            here + EVALUATIONS,
            here + SUBJECTS,
            here + RESOURCES,
            here + ACTIONS));
  }

  /** The caller's name for the request comes back with the answer (section 10.1.4). */
  private static void send(ServerRequest request, ServerResponse response, Object answer) {
    send(request, response, JsonAnswer.of(answer));
  }

  private static void send(ServerRequest request, ServerResponse response, byte[] answer) {
    id(request).ifPresent(id -> response.headers().set(REQUEST_ID, id));
    JsonAnswer.sendAll(response, Status.OK_200, answer);
  }

  private static Optional<String> id(ServerRequest request) {
    return request.headers().first(REQUEST_ID).filter(id -> ID.matcher(id).matches());
  }
}
