package dev.usher.server.api;

import dev.usher.engine.decision.DecisionPages;
import dev.usher.engine.decision.DecisionPages.Asked;
import dev.usher.engine.decision.DecisionPages.Placed;
import dev.usher.engine.decision.Line;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Query;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;

/** What was answered to whom, as far as the store keeps it: a page at a time. */
final class DecisionsLogged {
  private final DecisionPages pages;

  DecisionsLogged(DecisionPages pages) {
    this.pages = pages;
  }

  /**
   * @param lines the oldest first
   */
  private record Shown(List<Line> lines) {}

  /** Lines are never changed and never come in between. */
  Answer read(Caller caller, ServerRequest request, Page page) {
    Query query = Query.ofList(request, "from", "until", "subject", "resource", "decision");
    Asked asked =
        new Asked(
            page.afterNumber(),
            query.find("subject"),
            query.find("resource"),
            query.find("decision").map(DecisionsLogged::isAllowed),
            query.time("from"),
            query.time("until"),
            page.oneMore());
    Part<Placed> part = page.numbered(pages.page(asked), Placed::place);
    return Answer.of(new Shown(part.here().stream().map(Placed::line).toList()), part.next());
  }

  private static boolean isAllowed(String decision) {
    return switch (decision) {
      case "allowed" -> true;
      case "denied" -> false;
      default -> throw Query.wrong("decision is allowed or denied.");
    };
  }
}
