package dev.usher.server.api;

import dev.usher.core.ledger.Entry;
import dev.usher.engine.ports.LedgerPages;
import dev.usher.engine.ports.LedgerPages.Asked;
import dev.usher.engine.report.LedgerReport.Line;
import dev.usher.server.http.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was done: a page at a time, and whether it is whole. */
final class Ledgers {
  private static final int USUAL = 100;
  private static final int MOST = 1_000;

  /** The last one that PostgreSQL and RFC 3339 can write. */
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  private final Ground ground;
  private final LedgerPages pages;

  Ledgers(Ground ground, LedgerPages pages) {
    this.ground = ground;
    this.pages = pages;
  }

  /**
   * Entries are never changed and never come in between: a page asked for again is the same.
   *
   * @param lines the oldest first
   * @param head where the chain ends
   * @param next what {@code after} has to be for the next page; absent when there is none yet
   */
  private record Page(List<Line> lines, String head, Optional<Long> next) {}

  Answer read(Caller caller, ServerRequest request) {
    Query query = new Query(request, "after", "limit", "from", "until", "about");
    int limit = Math.toIntExact(query.number("limit", 1, MOST, USUAL));
    Asked asked =
        new Asked(
            query.number("after", 0, Long.MAX_VALUE, 0),
            query.time("from"),
            query.time("until"),
            query.find("about"),
            limit + 1);
    List<Entry> found = pages.page(asked);
    List<Entry> shown = found.subList(0, Math.min(limit, found.size()));
    Optional<Long> next =
        found.size() > limit ? Optional.of(shown.getLast().number()) : Optional.empty();
    return Answer.of(
        new Page(shown.stream().map(Line::of).toList(), pages.head().toString(), next));
  }

  /** What was decided and done about somebody or something. */
  Answer history(Caller caller, ServerRequest request) {
    Query query = new Query(request, "about", "from", "until");
    String about = query.text("about");
    Instant from = query.time("from").orElse(Instant.EPOCH);
    Instant until = query.time("until").orElse(LAST);
    return Answer.of(ground.usher(caller).history(ground.policy(), about, from, until));
  }

  /** Asks the targets too, whose marks say where the chain was at their last apply. */
  Answer verify(Caller caller, ServerRequest request, Fields body) {
    body.only();
    return Answer.of(ground.usher(caller).verifyLedger(ground.policy()));
  }
}
