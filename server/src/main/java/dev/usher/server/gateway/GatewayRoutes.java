package dev.usher.server.gateway;

import dev.usher.core.model.Target;
import dev.usher.engine.decision.Decision;
import dev.usher.engine.decision.Decision.Surface;
import dev.usher.engine.decision.DecisionLog;
import dev.usher.engine.gateway.Gateway;
import dev.usher.engine.gateway.Gateway.Request;
import dev.usher.engine.gateway.Verdict;
import dev.usher.engine.office.Vouched;
import dev.usher.engine.operator.Gate;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import dev.usher.server.person.Bearers;
import dev.usher.server.person.Bearers.Word;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * {@code /gateway/auth/{environment}/{system}}: nginx's {@code auth_request} and Traefik's
 * ForwardAuth. 200 lets a request go on, 401 and 403 do not; why, the log says and nobody else.
 */
public final class GatewayRoutes implements AutoCloseable {
  private static final String BEARER = "bearer ";
  private static final int LONGEST_TOKEN = 12_000;
  private static final int LONGEST_SHOWN = 200;
  private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-ID");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  private final Map<Target, Guarded> gates = new HashMap<>();
  private final Gateway gateway;
  private final DecisionLog decisions;
  private final EventLog log;

  private record Guarded(Gate gate, Bearers bearers) {}

  /**
   * @param floor the shortest time between two looks at an issuer's keys
   */
  public GatewayRoutes(
      Map<Target, Gate> gates,
      Duration floor,
      InstantSource clock,
      Gateway gateway,
      DecisionLog decisions,
      EventLog log) {
    gates.forEach(
        (target, gate) ->
            this.gates.put(target, new Guarded(gate, new Bearers(gate.issuers(), floor, clock))));
    this.gateway = gateway;
    this.decisions = decisions;
    this.log = log;
  }

  public List<Route> routes() {
    return List.of(Route.get("/gateway/auth/{environment}/{system}", Right.OPEN, this::ask));
  }

  /**
   * What comes of a request, and what the log is told of it.
   *
   * @param verdict empty where nothing was decided: none of the application's proxies asked
   */
  private record Outcome(
      Status status, String why, Map<String, String> about, Optional<Verdict> verdict) {
    Outcome(Status status, String why) {
      this(status, why, Map.of(), Optional.empty());
    }

    Outcome(Status status, Verdict verdict, Map<String, String> about) {
      this(status, verdict.why(), about, Optional.of(verdict));
    }
  }

  private void ask(Caller caller, ServerRequest request, ServerResponse response) {
    Target target =
        new Target(
            request.path().pathParameters().get("environment"),
            request.path().pathParameters().get("system"));
    String id =
        request
            .headers()
            .first(REQUEST_ID)
            .filter(one -> ID.matcher(one).matches())
            .orElseGet(() -> UUID.randomUUID().toString());
    Outcome outcome = outcome(target, request, id);
    outcome.verdict().ifPresent(verdict -> decisions.told(List.of(decision(target, id, verdict))));
    if (!outcome.status().equals(Status.OK_200)) told(target, id, outcome);
    if (outcome.status().equals(Status.UNAUTHORIZED_401))
      response.headers().set(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    response.status(outcome.status()).send();
  }

  /** Whatever goes wrong lets nothing through. */
  private Outcome outcome(Target target, ServerRequest request, String id) {
    try {
      Guarded guarded = gates.get(target);
      if (guarded == null) return new Outcome(Status.FORBIDDEN_403, "no gateway is listed for it");
      if (!isOf(guarded.gate(), request))
        return new Outcome(Status.FORBIDDEN_403, "who asks is none of its proxies");
      return switch (Forwarded.of(request.headers())) {
        case Forwarded.Unclear(String why) ->
            new Outcome(Status.FORBIDDEN_403, Verdict.denied(why), Map.of());
        case Forwarded.Is(Request asked) -> outcome(target, guarded.bearers(), request, asked);
      };
    } catch (RuntimeException failure) {
      log.fault("gateway-fault", failure, Map.of("id", id, "target", target.toString()));
      return new Outcome(Status.SERVICE_UNAVAILABLE_503, "it could not be decided");
    }
  }

  private static boolean isOf(Gate gate, ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress peer
        && peer.getAddress() != null
        && gate.isOf(peer.getAddress());
  }

  private Outcome outcome(Target target, Bearers bearers, ServerRequest request, Request asked) {
    Map<String, String> about = new TreeMap<>();
    about.put("method", shown(asked.method()));
    // A query may hold a secret.
    about.put("path", shown(asked.path().split("\\?", 2)[0]));
    return switch (word(bearers, request)) {
      case Word.Bad(String issuer, String why) -> {
        about.put("issuer", issuer);
        yield new Outcome(Status.UNAUTHORIZED_401, Verdict.denied(why), about);
      }
      case Word.Good(Vouched who) -> {
        Verdict verdict = gateway.ask(target, asked, who);
        about.put("issuer", who.issuer());
        about.put("sub", who.sub());
        verdict.subject().ifPresent(subject -> about.put("subject", subject.id()));
        verdict
            .resource()
            .ifPresent(
                resource -> about.put("what", verdict.action().orElse("") + " " + resource.id()));
        yield new Outcome(verdict.allowed() ? Status.OK_200 : Status.FORBIDDEN_403, verdict, about);
      }
    };
  }

  private static Word word(Bearers bearers, ServerRequest request) {
    List<String> sent = Forwarded.values(request.headers(), HeaderNames.AUTHORIZATION);
    if (sent.size() != 1)
      return new Word.Bad("none", sent.isEmpty() ? "there is no token" : "there are two tokens");
    String value = sent.getFirst();
    if (value.length() > LONGEST_TOKEN || !value.toLowerCase(Locale.ROOT).startsWith(BEARER))
      return new Word.Bad("none", "it is no bearer token, or too long for one");
    return bearers.word(value.substring(BEARER.length()).strip());
  }

  private static Decision decision(Target target, String id, Verdict verdict) {
    return new Decision(
        Surface.GATEWAY,
        target.toString(),
        Optional.of(id),
        verdict.subject(),
        verdict.action(),
        verdict.resource(),
        verdict.allowed(),
        Optional.of(verdict.why()).filter(why -> !why.isEmpty()),
        verdict.revision());
  }

  private void told(Target target, String id, Outcome outcome) {
    Map<String, String> line = new TreeMap<>(outcome.about());
    line.put("id", id);
    line.put("target", shown(target.toString()));
    line.put("status", String.valueOf(outcome.status().code()));
    line.put("why", outcome.why());
    log.said("gateway-denied", line);
  }

  private static String shown(String text) {
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
  }

  @Override
  public void close() {
    gates.values().forEach(guarded -> guarded.bearers().close());
  }
}
