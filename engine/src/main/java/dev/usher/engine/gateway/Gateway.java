package dev.usher.engine.gateway;

import dev.usher.core.check.Asked;
import dev.usher.core.model.Names;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Subject.Kind;
import dev.usher.core.model.Target;
import dev.usher.core.route.RequestPath;
import dev.usher.core.route.Route;
import dev.usher.core.route.Routes;
import dev.usher.engine.check.Checks;
import dev.usher.engine.check.Checks.Check;
import dev.usher.engine.decision.Decision.Entity;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.office.Recognising;
import dev.usher.engine.office.Recognising.Answer;
import dev.usher.engine.office.Vouched;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request may go on to an application: by the route that it is, and what the policy in
 * force lets whoever made it do there. What is not known is denied.
 */
public final class Gateway {
  private final InForce inForce;
  private final PolicyText text;
  private final Acquaintances acquaintances;
  private final Checks checks;
  private volatile @Nullable Known known;

  /** The text of the policy by which was answered last. */
  private record Known(String revision, Policy policy) {}

  /**
   * @param text reads the policy without its directories, once for each that comes into force
   */
  public Gateway(InForce inForce, PolicyText text, Recognising recognising, Checks checks) {
    this.inForce = inForce;
    this.text = text;
    this.acquaintances = new Acquaintances(recognising);
    this.checks = checks;
  }

  /**
   * A request as it came to the proxy.
   *
   * @param method by the letter
   * @param path with its query, not decoded
   */
  public record Request(String method, String path) {}

  /**
   * @param application whose proxy asks
   * @param who made the request, by a token that is good
   */
  public Verdict ask(Target application, Request request, Vouched who) {
    Check check = checks.now();
    Optional<Policy> policy = policy(check);
    if (policy.isEmpty()) return Verdict.denied("no policy is in force, or one comes just now");
    Optional<String> revision = Optional.of(check.revision());
    return switch (asker(policy.get(), who)) {
      case Asker.Nobody(String why) -> Verdict.denied(Optional.empty(), why, revision);
      case Asker.Known(Kind kind, String name) -> {
        Optional<Entity> subject = Optional.of(new Entity(type(kind), name));
        yield switch (sought(policy.get(), application, request)) {
          case Routes.Sought.Nothing(String why) -> Verdict.denied(subject, why, revision);
          case Routes.Sought.Found(Route route, String thing) -> {
            String resource = application + "/" + route.kind() + ":" + Names.quote(thing);
            Asked asked = asked(kind, name, route, resource);
            boolean allowed = check.allows(asked);
            yield new Verdict(
                allowed,
                subject,
                Optional.of(route.action()),
                Optional.of(new Entity(route.kind(), resource)),
                allowed ? "" : check.answer(asked).why(),
                revision);
          }
        };
      }
    };
  }

  /** As AuthZEN names it. */
  private static String type(Kind kind) {
    return switch (kind) {
      case PERSON -> "user";
      case SERVICE -> "service";
    };
  }

  /** The very policy by which the check answers: its routes with another's grants mean nothing. */
  private Optional<Policy> policy(Check check) {
    int number = check.revision().lastIndexOf('.');
    if (number < 0) return Optional.empty();
    String revision = check.revision().substring(0, number);
    Known last = known;
    if (last == null || !last.revision().equals(revision)) last = read(revision);
    return Optional.ofNullable(last).map(Known::policy);
  }

  private synchronized @Nullable Known read(String revision) {
    Known last = known;
    if (last != null && last.revision().equals(revision)) return last;
    Optional<Known> read =
        inForce
            .current()
            .filter(one -> one.revision().equals(revision))
            .flatMap(one -> text.policy(one.folder()))
            .map(policy -> new Known(revision, policy));
    read.ifPresent(one -> known = one);
    return read.orElse(null);
  }

  /** Of a resource nothing is known here but its name. */
  private static Asked asked(Kind kind, String name, Route route, String resource) {
    return new Asked(kind, name, route.action(), route.kind(), resource, Optional.of(Map.of()));
  }

  private static Routes.Sought sought(Policy policy, Target application, Request request) {
    Policy.System system = policy.systems().get(application.system());
    if (system == null || !system.in().containsKey(application.environment()))
      return new Routes.Sought.Nothing("the policy in force has no " + application);
    return switch (RequestPath.read(request.path())) {
      case RequestPath.Read.Refused(String why) -> new Routes.Sought.Nothing(why);
      case RequestPath.Read.Ok(RequestPath path) -> system.routes().find(request.method(), path);
    };
  }

  /** A service whose claims the token has; else the person to whom its subject is bound. */
  private Asker asker(Policy policy, Vouched who) {
    List<Subject> services =
        policy.subjects().values().stream().filter(one -> isTrusted(one, who)).toList();
    if (services.size() > 1)
      return new Asker.Nobody(
          "it is good for several services: make their `trust` differ: "
              + String.join(", ", services.stream().map(Subject::name).sorted().toList()));
    if (services.size() == 1) return new Asker.Known(Kind.SERVICE, services.getFirst().name());
    return switch (acquaintances.whose(who)) {
      case Answer.Nobody(String why) -> new Asker.Nobody(why);
      case Answer.Person(String name, _) -> new Asker.Known(Kind.PERSON, name);
    };
  }

  /** An issuer alone is everybody of it, and so nobody. */
  private static boolean isTrusted(Subject subject, Vouched who) {
    return subject.kind() == Kind.SERVICE
        && subject
            .trust()
            .filter(trust -> trust.issuer().equals(who.issuer()))
            .filter(trust -> !trust.claims().isEmpty())
            .filter(trust -> who.claims().entrySet().containsAll(trust.claims().entrySet()))
            .isPresent();
  }
}
