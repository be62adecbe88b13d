package dev.usher.server.api;

import dev.usher.core.ledger.Entry;
import dev.usher.engine.ports.LedgerPages;
import dev.usher.engine.ports.LedgerPages.Asked;
import dev.usher.engine.report.HistoryReport;
import dev.usher.engine.report.HistoryReport.Event;
import dev.usher.engine.report.LedgerReport.Line;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Query;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.List;

/** What was done: a page at a time, and whether it is whole. */
final class Ledgers {
  /** The last one that PostgreSQL and RFC 3339 can write. */
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  private final Ground ground;
  private final LedgerPages pages;

  Ledgers(Ground ground, LedgerPages pages) {
    this.ground = ground;
    this.pages = pages;
  }

  /**
   * @param lines the oldest first
   * @param head where the chain ends
   */
  private record Shown(List<Line> lines, String head) {}

  /** Entries are never changed and never come in between: a page asked for again is the same. */
  Answer read(Caller caller, ServerRequest request, Page page) {
    Query query = Query.ofList(request, "after", "from", "until", "about");
    Asked asked =
        new Asked(
            Math.max(query.number("after", 0, Long.MAX_VALUE, 0), page.afterNumber()),
            query.time("from"),
            query.time("until"),
            query.find("about"),
            page.oneMore());
    Part<Entry> part = page.numbered(pages.page(asked), Entry::number);
    return Answer.of(
        new Shown(part.here().stream().map(Line::of).toList(), pages.head().toString()),
        part.next());
  }

  /** What was decided and done about somebody or something. */
  Answer history(Caller caller, ServerRequest request, Page page) {
    Query query = Query.ofList(request, "about", "from", "until");
    String about = query.text("about");
    Instant from = query.time("from").orElse(Instant.EPOCH);
    Instant until = query.time("until").orElse(LAST);
    HistoryReport all = ground.usher(caller).history(ground.policy(), about, from, until);
    Part<Event> part = page.of(all.events(), event -> "%019d".formatted(event.number()));
    return Answer.of(new HistoryReport(all.about(), part.here()), part.next());
  }

  /** Asks the targets too, whose marks say where the chain was at their last apply. */
  Answer verify(Caller caller, ServerRequest request, Fields body) {
    body.only();
    return Answer.of(ground.usher(caller).verifyLedger(ground.policy()));
  }
}
