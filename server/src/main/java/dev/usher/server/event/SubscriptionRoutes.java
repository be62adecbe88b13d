package dev.usher.server.event;

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
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Caller;
import dev.usher.server.http.JsonAnswer;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Problem;
import dev.usher.server.http.ProblemException;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who is told of what: made, shown and removed, and what could not be told. */
public final class SubscriptionRoutes {
  private static final String PATH = "/api/v1/subscriptions";
  private static final int PAGE = 100;

  private final Subscriptions subscriptions;
  private final Deliveries deliveries;
  private final Subscribing subscribing;
  private final JsonBody json;

  public SubscriptionRoutes(
      Subscriptions subscriptions, Deliveries deliveries, Subscribing subscribing, JsonBody json) {
    this.subscriptions = subscriptions;
    this.deliveries = deliveries;
    this.subscribing = subscribing;
    this.json = json;
  }

  public List<Route> routes() {
    Right read = Right.scope(Scope.AUDIT);
    Right write = Right.scope(Scope.ADMIN);
    return List.of(
        Route.get(PATH, read, this::list),
        Route.post(PATH, write, this::add),
        Route.get(PATH + "/{name}", read, this::show),
        Route.delete(PATH + "/{name}", write, this::remove),
        Route.get(PATH + "/{name}/dead-letters", read, this::dead),
        Route.post(PATH + "/{name}/replay", Right.scope(Scope.OPERATE), this::replay));
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

  /**
   * @param next what {@code after} has to be for the next page; absent when there is none
   */
  private record Letters(List<Letter> deadLetters, Optional<Long> next) {}

  private record Replayed(int replayed) {}

  private void list(Caller caller, ServerRequest request, ServerResponse response) {
    JsonAnswer.send(
        response, Status.OK_200, new All(subscriptions.all().stream().map(Shown::of).toList()));
  }

  private void add(Caller caller, ServerRequest request, ServerResponse response) {
    Subscription wanted = SubscriptionBody.read(json.read(request));
    switch (subscribing.add(wanted, caller.name())) {
      case Wish.Fulfilled() -> {
        response.headers().set(HeaderNames.LOCATION, PATH + "/" + wanted.name());
        JsonAnswer.send(response, Status.CREATED_201, Shown.of(standing(wanted.name())));
      }
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
    }
  }

  private void show(Caller caller, ServerRequest request, ServerResponse response) {
    JsonAnswer.send(response, Status.OK_200, Shown.of(standing(name(request))));
  }

  private void remove(Caller caller, ServerRequest request, ServerResponse response) {
    if (!subscribing.remove(name(request), caller.name())) throw unknown();
    response.status(Status.NO_CONTENT_204).send();
  }

  private void dead(Caller caller, ServerRequest request, ServerResponse response) {
    String name = standing(name(request)).subscription().name();
    List<DeadLetter> found = deliveries.dead(name, after(request), PAGE + 1);
    List<DeadLetter> shown = found.subList(0, Math.min(PAGE, found.size()));
    Optional<Long> next =
        found.size() > PAGE
            ? Optional.of(shown.getLast().told().entry().number())
            : Optional.empty();
    JsonAnswer.send(
        response,
        Status.OK_200,
        new Letters(shown.stream().flatMap(one -> Letter.of(one).stream()).toList(), next));
  }

  private void replay(Caller caller, ServerRequest request, ServerResponse response) {
    String name = standing(name(request)).subscription().name();
    List<Long> entries = SubscriptionBody.entries(json.read(request));
    JsonAnswer.send(response, Status.ACCEPTED_202, new Replayed(deliveries.replay(name, entries)));
  }

  private static long after(ServerRequest request) {
    String after = request.query().first("after").orElse("0");
    if (!after.matches("\\d{1,15}"))
      throw SubscriptionBody.wrong("after is no number of an entry.");
    return Long.parseLong(after);
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
