package dev.usher.server.api;

import dev.usher.engine.decision.DecisionPages;
import dev.usher.engine.decision.DecisionPages.Asked;
import dev.usher.engine.decision.DecisionPages.Placed;
import dev.usher.engine.decision.Line;
import dev.usher.server.http.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;

/** What was answered to whom, as far as the store keeps it: a page at a time. */
final class DecisionsLogged {
  private static final int USUAL = 100;
  private static final int MOST = 1_000;

  private final DecisionPages pages;

  DecisionsLogged(DecisionPages pages) {
    this.pages = pages;
  }

  /**
   * Lines are never changed and never come in between.
   *
   * @param lines the oldest first
   * @param next what {@code after} has to be for the next page; absent when there is none yet
   */
  private record Page(List<Line> lines, Optional<Long> next) {}

  Answer read(Caller caller, ServerRequest request) {
    Query query =
        new Query(request, "after", "limit", "from", "until", "subject", "resource", "decision");
    int limit = Math.toIntExact(query.number("limit", 1, MOST, USUAL));
    List<Placed> found =
        pages.page(
            new Asked(
                query.number("after", 0, Long.MAX_VALUE, 0),
                query.find("subject"),
                query.find("resource"),
                query.find("decision").map(DecisionsLogged::isAllowed),
                query.time("from"),
                query.time("until"),
                limit + 1));
    List<Placed> shown = found.subList(0, Math.min(limit, found.size()));
    Optional<Long> next =
        found.size() > limit ? Optional.of(shown.getLast().place()) : Optional.empty();
    return Answer.of(new Page(shown.stream().map(Placed::line).toList(), next));
  }

  private static boolean isAllowed(String decision) {
    return switch (decision) {
      case "allowed" -> true;
      case "denied" -> false;
      default -> throw Query.wrong("decision is allowed or denied.");
    };
  }
}
