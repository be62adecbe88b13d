package dev.usher.server.api;

import dev.usher.engine.follow.OpenWork;
import dev.usher.engine.follow.OpenWork.Open;
import dev.usher.engine.follow.Realms;
import dev.usher.engine.follow.Realms.State;
import dev.usher.engine.report.OrphanReport;
import dev.usher.engine.report.OrphanReport.Orphan;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Query;
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

  Answer open(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    Part<Open> part =
        page.of(
            work.all(), open -> Page.oldest(open.since()) + open.realm() + " " + open.subject());
    return Answer.of(new All(part.here()), part.next());
  }

  /** How far each realm is. */
  Answer realms(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    Part<State> part = page.of(realms.all(), State::realm);
    return Answer.of(new Far(part.here()), part.next());
  }

  Answer orphans(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    OrphanReport all = ground.usher(caller).orphans(ground.policy());
    Part<Orphan> part = page.of(all.orphans(), one -> one.realm() + " " + one.account());
    return Answer.of(new OrphanReport(all.diagnostics(), part.here(), all.failures()), part.next());
  }
}
