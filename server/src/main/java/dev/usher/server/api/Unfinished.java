package dev.usher.server.api;

import dev.usher.engine.follow.OpenWork;
import dev.usher.engine.follow.OpenWork.Open;
import dev.usher.engine.follow.Realms;
import dev.usher.engine.follow.Realms.State;
import dev.usher.server.http.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;

/** What is not as it should be: what is still to be followed, and accounts that are nobody's. */
final class Unfinished {
  private final Ground ground;
  private final OpenWork work;
  private final Realms realms;

  Unfinished(Ground ground, OpenWork work, Realms realms) {
    this.ground = ground;
    this.work = work;
    this.realms = realms;
  }

  /** The oldest first. */
  private record All(List<Open> open) {}

  private record Far(List<State> realms) {}

  Answer open(Caller caller, ServerRequest request) {
    new Query(request);
    return Answer.of(new All(work.all()));
  }

  /** How far each realm is. */
  Answer realms(Caller caller, ServerRequest request) {
    new Query(request);
    return Answer.of(new Far(realms.all()));
  }

  Answer orphans(Caller caller, ServerRequest request) {
    new Query(request);
    return Answer.of(ground.usher(caller).orphans(ground.policy()));
  }
}
