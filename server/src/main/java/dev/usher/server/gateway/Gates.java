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
import dev.usher.server.log.EventLog;
import dev.usher.server.person.Bearers;
import dev.usher.server.person.Bearers.Word;
import io.helidon.http.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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
 * What becomes of a request that a proxy asks about, in whichever way it asks; why, the log says
 * and nobody else.
 */
public final class Gates implements AutoCloseable {
  private static final String BEARER = "bearer ";
  private static final String NO_PROXY = "who asks is none of its proxies";
  private static final int LONGEST_TOKEN = 12_000;
  private static final int LONGEST_SHOWN = 200;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  /** By the target as it is written. */
  private final Map<String, Guarded> gates = new HashMap<>();

  private final Gateway gateway;
  private final DecisionLog decisions;
  private final EventLog log;

  private record Guarded(Target target, Gate gate, Bearers bearers) {}

  /**
   * @param floor the shortest time between two looks at an issuer's keys
   */
  public Gates(
      Map<Target, Gate> gates,
      Duration floor,
      InstantSource clock,
      Gateway gateway,
      DecisionLog decisions,
      EventLog log) {
    gates.forEach(
        (target, gate) ->
            this.gates.put(
                target.toString(),
                new Guarded(target, gate, new Bearers(gate.issuers(), floor, clock))));
    this.gateway = gateway;
    this.decisions = decisions;
    this.log = log;
  }

  /** Whether it is a proxy of some application; where it is of none, the log is told. */
  boolean isProxy(SocketAddress peer) {
    boolean isOne = gates.values().stream().anyMatch(guarded -> isOf(guarded.gate(), peer));
    if (!isOne) log.said("gateway-denied", Map.of("why", NO_PROXY));
    return isOne;
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

  /**
   * @param application which is asked about, whatever it is: {@code prod/shop-api}
   * @param said the proxy's id of the request
   * @return 200 lets it go on; 401 and 403 do not, and neither does 503: it could not be decided
   */
  Status ask(String application, SocketAddress peer, Optional<String> said, Forwarded forwarded) {
    String id =
        said.filter(one -> ID.matcher(one).matches()).orElseGet(() -> UUID.randomUUID().toString());
    Outcome outcome = outcome(application, peer, id, forwarded);
    outcome
        .verdict()
        .ifPresent(verdict -> decisions.told(List.of(decision(application, id, verdict))));
    if (!outcome.status().equals(Status.OK_200)) told(application, id, outcome);
    return outcome.status();
  }

  /** Whatever goes wrong lets nothing through. */
  private Outcome outcome(String application, SocketAddress peer, String id, Forwarded forwarded) {
    try {
      return switch (forwarded) {
        case Forwarded.Unclear(String why) -> {
          Guarded guarded = gates.get(application);
          yield guarded != null && isOf(guarded.gate(), peer)
              ? new Outcome(Status.FORBIDDEN_403, Verdict.denied(why), Map.of())
              : new Outcome(Status.FORBIDDEN_403, why);
        }
        case Forwarded.Is(Request asked, List<String> authorizations) -> {
          Guarded guarded = gates.get(application);
          if (guarded == null)
            yield new Outcome(Status.FORBIDDEN_403, "no gateway is listed for it");
          if (!isOf(guarded.gate(), peer)) yield new Outcome(Status.FORBIDDEN_403, NO_PROXY);
          yield outcome(guarded, asked, authorizations);
        }
      };
    } catch (RuntimeException failure) {
      log.fault("gateway-fault", failure, Map.of("id", id, "target", shown(application)));
      return new Outcome(Status.SERVICE_UNAVAILABLE_503, "it could not be decided");
    }
  }

  private static boolean isOf(Gate gate, SocketAddress asking) {
    return asking instanceof InetSocketAddress peer
        && peer.getAddress() != null
        && gate.isOf(peer.getAddress());
  }

  private Outcome outcome(Guarded guarded, Request asked, List<String> authorizations) {
    Map<String, String> about = new TreeMap<>();
    about.put("method", shown(asked.method()));
    // A query may hold a secret.
    about.put("path", shown(asked.path().split("\\?", 2)[0]));
    return switch (word(guarded.bearers(), authorizations)) {
      case Word.Bad(String issuer, String why) -> {
        about.put("issuer", issuer);
        yield new Outcome(Status.UNAUTHORIZED_401, Verdict.denied(why), about);
      }
      case Word.Good(Vouched who) -> {
        Verdict verdict = gateway.ask(guarded.target(), asked, who);
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

  private static Word word(Bearers bearers, List<String> sent) {
    if (sent.size() != 1)
      return new Word.Bad("none", sent.isEmpty() ? "there is no token" : "there are two tokens");
    String value = sent.getFirst();
    if (value.length() > LONGEST_TOKEN || !value.toLowerCase(Locale.ROOT).startsWith(BEARER))
      return new Word.Bad("none", "it is no bearer token, or too long for one");
    return bearers.word(value.substring(BEARER.length()).strip());
  }

  private static Decision decision(String application, String id, Verdict verdict) {
    return new Decision(
        Surface.GATEWAY,
        application,
        Optional.of(id),
        verdict.subject(),
        verdict.action(),
        verdict.resource(),
        verdict.allowed(),
        Optional.of(verdict.why()).filter(why -> !why.isEmpty()),
        verdict.revision());
  }

  private void told(String application, String id, Outcome outcome) {
    Map<String, String> line = new TreeMap<>(outcome.about());
    line.put("id", id);
    line.put("target", shown(application));
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
