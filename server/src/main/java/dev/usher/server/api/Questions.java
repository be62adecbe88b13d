package dev.usher.server.api;

import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.Placeholders;
import dev.usher.engine.Wanted;
import dev.usher.engine.json.RowJson;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.AccessReport.There;
import dev.usher.engine.report.CanReport.Live;
import dev.usher.engine.report.WhoCanReport;
import dev.usher.engine.report.WhoCanReport.One;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Page.Range;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Query;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** May somebody, who may, and what may somebody: by the policy, and on demand by live systems. */
final class Questions {
  private final Ground ground;

  Questions(Ground ground) {
    this.ground = ground;
  }

  Answer can(Caller caller, ServerRequest request) {
    Query query = new Query(request, "subject", "action", "on", "row", "live");
    return Answer.of(
        ground
            .usher(caller)
            .can(
                ground.policy(),
                query.text("subject"),
                query.text("action"),
                query.text("on"),
                query.find("row").map(Questions::row),
                query.flag("live")));
  }

  private static Map<String, Value> row(String text) {
    try {
      return RowJson.read(text);
    } catch (IllegalArgumentException wrong) {
      throw Query.wrong("row: " + wrong.getMessage() + ".");
    }
  }

  Answer whoCan(Caller caller, ServerRequest request, Page page) {
    Query query = Query.ofList(request, "action", "on", "live");
    WhoCanReport all =
        ground
            .usher(caller)
            .whoCan(ground.policy(), query.text("action"), query.text("on"), query.flag("live"));
    Range range =
        page.over(
            Stream.concat(
                all.who().stream().map(One::subject), all.live().stream().map(Live::account)));
    return Answer.of(
        new WhoCanReport(
            all.diagnostics(),
            all.action(),
            all.address(),
            range.of(all.who(), One::subject),
            range.of(all.live(), Live::account)),
        range.next());
  }

  Answer filter(Caller caller, ServerRequest request) {
    Query query = new Query(request, "subject", "action", "on", "columns", "alias", "style");
    return Answer.of(
        ground
            .usher(caller)
            .filter(
                ground.policy(),
                new Wanted(
                    query.text("subject"),
                    query.text("action"),
                    query.text("on"),
                    query
                        .find("columns")
                        .map(names -> List.of(names.split(",", -1)))
                        .orElse(List.of()),
                    query.find("alias"),
                    query.find("style").map(Questions::style).orElse(Placeholders.QUESTION))));
  }

  private static Placeholders style(String word) {
    return Placeholders.of(word)
        .orElseThrow(() -> Query.wrong("style is one of " + Placeholders.words() + "."));
  }

  Answer access(Caller caller, ServerRequest request, Page page) {
    Query query = Query.ofList(request, "live");
    String subject = request.path().pathParameters().get("subject");
    AccessReport report = ground.usher(caller).access(ground.policy(), subject, query.flag("live"));
    mustBeKnown(report.diagnostics());
    Part<There> part = page.of(report.targets(), There::target);
    return Answer.of(
        new AccessReport(report.diagnostics(), report.subject(), part.here(), report.failures()),
        part.next());
  }

  /**
   * @throws dev.usher.server.http.ProblemException 404 when the path names somebody who is not
   *     there
   */
  static void mustBeKnown(List<Diagnostic> diagnostics) {
    Optional<Diagnostic> unknown =
        diagnostics.stream().filter(one -> one.code().equals("unknown-subject")).findFirst();
    if (unknown.isEmpty()) return;
    String hint = unknown.get().hint().map(more -> "; " + more).orElse("");
    throw Problem.notFound(unknown.get().message() + hint + ".").raised();
  }
}
