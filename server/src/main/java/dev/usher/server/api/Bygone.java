package dev.usher.server.api;

import dev.usher.engine.report.DiffReport;
import dev.usher.engine.report.DiffReport.Line;
import dev.usher.engine.report.DiffReport.Moved;
import dev.usher.engine.report.DiffReport.RoleChange;
import dev.usher.engine.report.HeldThenReport;
import dev.usher.engine.report.HeldThenReport.There;
import dev.usher.engine.report.WhoCanReport.One;
import dev.usher.engine.report.WhoCouldReport;
import dev.usher.engine.report.WhoCouldReport.Side;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Page.Range;
import dev.usher.server.http.Query;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What was so at a time that is past: as decided and as carried out. */
final class Bygone {
  private final Ground ground;

  Bygone(Ground ground) {
    this.ground = ground;
  }

  Answer whoCan(Caller caller, ServerRequest request, Page page) {
    Query query = Query.ofList(request, "action", "on", "at");
    WhoCouldReport all =
        ground.usher(caller).whoCould(query.text("action"), query.text("on"), time(query, "at"));
    Range range =
        page.over(
            Stream.of(all.decided(), all.live())
                .flatMap(side -> side.who().stream())
                .map(One::subject));
    return Answer.of(
        new WhoCouldReport(
            all.diagnostics(),
            all.action(),
            all.address(),
            all.at(),
            side(all.decided(), range),
            side(all.live(), range)),
        range.next());
  }

  private static Side side(Side all, Range range) {
    return new Side(all.policy(), range.of(all.who(), One::subject));
  }

  Answer access(Caller caller, ServerRequest request, Page page) {
    Query query = Query.ofList(request, "at");
    String subject = request.path().pathParameters().get("subject");
    HeldThenReport all = ground.usher(caller).accessAt(subject, time(query, "at"));
    Part<There> part = page.of(all.targets(), There::target);
    return Answer.of(
        new HeldThenReport(all.diagnostics(), all.subject(), all.at(), all.policy(), part.here()),
        part.next());
  }

  /** By name, of whom and of which role: who gained something and lost another is on one page. */
  Answer diff(Caller caller, ServerRequest request, Page page) {
    Query query = Query.ofList(request, "from", "to", "subject");
    DiffReport all =
        ground.usher(caller).diff(time(query, "from"), time(query, "to"), query.find("subject"));
    Range range =
        page.over(
            Stream.concat(
                all.roles().stream().map(RoleChange::role),
                Stream.of(all.decided(), all.live())
                    .flatMap(moved -> Stream.of(moved.gained(), moved.lost()))
                    .flatMap(List::stream)
                    .map(Line::subject)));
    return Answer.of(
        new DiffReport(
            all.diagnostics(),
            all.from(),
            all.to(),
            all.before(),
            all.after(),
            range.of(all.roles(), RoleChange::role),
            moved(all.decided(), range),
            moved(all.live(), range)),
        range.next());
  }

  private static Moved moved(Moved all, Range range) {
    return new Moved(range.of(all.gained(), Line::subject), range.of(all.lost(), Line::subject));
  }

  private static Instant time(Query query, String name) {
    query.text(name);
    return query.time(name).orElseThrow();
  }
}
