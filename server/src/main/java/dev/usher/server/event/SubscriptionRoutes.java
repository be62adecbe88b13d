package dev.usher.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.core.model.Target;
import dev.usher.engine.event.Channel;
import dev.usher.engine.event.Deliveries;
import dev.usher.engine.event.Deliveries.DeadLetter;
import dev.usher.engine.event.Event;
import dev.usher.engine.event.Kind;
import dev.usher.engine.event.Subscribing;
import dev.usher.engine.event.Subscribing.Wish;
import dev.usher.engine.event.Subscription;
import dev.usher.engine.event.Subscriptions;
import dev.usher.engine.event.Subscriptions.Standing;
import dev.usher.engine.json.Json;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Once;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Problem;
import dev.usher.server.http.ProblemException;
import dev.usher.server.http.Query;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who is told of what: made, shown and removed, and what could not be told. */
public final class SubscriptionRoutes {
  private static final String PATH = "/api/v1/subscriptions";

  private final Subscriptions subscriptions;
  private final Deliveries deliveries;
  private final Subscribing subscribing;
  private final Once once;

  public SubscriptionRoutes(
      Subscriptions subscriptions, Deliveries deliveries, Subscribing subscribing, Once once) {
    this.subscriptions = subscriptions;
    this.deliveries = deliveries;
    this.subscribing = subscribing;
    this.once = once;
  }

  public List<Route> routes() {
    Right read = Right.scope(Scope.AUDIT);
    Right write = Right.scope(Scope.ADMIN);
    return List.of(
        Route.list(PATH, read, this::list),
        once.post(PATH, write, this::add),
        Route.read(PATH + "/{name}", read, this::show),
        Route.replacing(Method.DELETE, PATH + "/{name}", write, this::remove),
        Route.list(PATH + "/{name}/dead-letters", read, this::dead),
        once.post(PATH + "/{name}/replay", Right.scope(Scope.OPERATE), this::replay));
  }

  private record All(List<Shown> subscriptions) {}

  /** A subscription as it is shown: of secrets only where they stand. */
  private record Shown(
      String name,
      Set<String> environments,
      Set<String> systems,
      Set<String> teams,
      Set<String> kinds,
      Channel channel,
      String by,
      Instant since,
      long told,
      int attempts,
      Optional<Instant> due,
      Optional<String> failure,
      int dead) {
    static Shown of(Standing standing) {
      Subscription one = standing.subscription();
      return new Shown(
          one.name(),
          one.filter().environments(),
          one.filter().systems(),
          one.filter().teams(),
          one.filter().kinds().stream().map(Kind::word).collect(Collectors.toSet()),
          one.channel(),
          standing.by(),
          standing.since(),
          standing.told(),
          standing.attempts(),
          standing.attempts() > 0 ? Optional.of(standing.due()) : Optional.empty(),
          standing.failure(),
          standing.dead());
    }
  }

  /**
   * @param entry number in the ledger
   */
  private record Letter(
      long entry,
      String id,
      String kind,
      Optional<Target> place,
      String text,
      Instant since,
      int attempts,
      String failure) {
    static Optional<Letter> of(DeadLetter dead) {
      return Event.of(dead.told().entry(), dead.told().intent())
          .map(
              event ->
                  new Letter(
                      event.number(),
                      event.id(),
                      event.kind().word(),
                      event.place(),
                      event.text(),
                      dead.since(),
                      dead.attempts(),
                      dead.why()));
    }
  }

  private record Letters(List<Letter> deadLetters) {}

  private record Replayed(int replayed) {}

  private Answer list(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    Part<Standing> part = page.of(subscriptions.all(), standing -> standing.subscription().name());
    return Answer.of(new All(part.here().stream().map(Shown::of).toList()), part.next());
  }

  private Answer add(Caller caller, ServerRequest request, JsonNode body) {
    Subscription wanted = SubscriptionBody.read(body);
    return switch (subscribing.add(wanted, caller.name())) {
      case Wish.Fulfilled() -> Answer.made(Shown.of(standing(wanted.name())));
      case Wish.Taken() ->
          throw new Problem(
                  409,
                  "name-taken",
                  "There is such a subscription already",
                  "A subscription has that name: remove it first, or name this one otherwise.")
              .raised();
      case Wish.Undeliverable(String why) ->
          throw new Problem(422, "undeliverable", "Nothing could be sent there", why + ".")
              .raised();
    };
  }

  private Answer show(Caller caller, ServerRequest request) {
    return shown(standing(name(request)));
  }

  private static Answer shown(Standing standing) {
    return Answer.of(Shown.of(standing));
  }

  private Answer remove(Caller caller, ServerRequest request, Precondition<Answer> meant) {
    if (!subscribing.remove(name(request), caller.name(), meant.seenAs(SubscriptionRoutes::shown)))
      throw unknown();
    return Answer.done();
  }

  private Answer dead(Caller caller, ServerRequest request, Page page) {
    Query query = Query.ofList(request, "after");
    String name = standing(name(request)).subscription().name();
    long after = Math.max(query.number("after", 0, Long.MAX_VALUE, 0), page.afterNumber());
    Part<DeadLetter> part =
        page.numbered(
            deliveries.dead(name, after, page.oneMore()), dead -> dead.told().entry().number());
    return Answer.of(
        new Letters(part.here().stream().flatMap(one -> Letter.of(one).stream()).toList()),
        part.next());
  }

  private Answer replay(Caller caller, ServerRequest request, JsonNode body) {
    String name = standing(name(request)).subscription().name();
    List<Long> entries = SubscriptionBody.entries(body);
    return new Answer(202, Json.of(new Replayed(deliveries.replay(name, entries))));
  }

  private Standing standing(String name) {
    return subscriptions.find(name).orElseThrow(SubscriptionRoutes::unknown);
  }

  private static String name(ServerRequest request) {
    return request.path().pathParameters().get("name");
  }

  private static ProblemException unknown() {
    return Problem.notFound("There is no subscription of that name.").raised();
  }
}
