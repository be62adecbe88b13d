package dev.usher.server.api;

import dev.usher.core.model.Dates;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Parsed;
import dev.usher.engine.follow.Later;
import dev.usher.engine.follow.Schedule.Line;
import dev.usher.engine.follow.Scheduling;
import dev.usher.engine.report.ScheduleReport;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Page;
import dev.usher.server.http.Page.Part;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Query;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Who is to leave, to be suspended or to come back on a date. */
final class Scheduled {
  private final Ground ground;
  private final Scheduling scheduling;

  Scheduled(Ground ground, Scheduling scheduling) {
    this.ground = ground;
    this.scheduling = scheduling;
  }

  /** The next first: one that is moved is where its new date is. */
  Answer read(Caller caller, ServerRequest request, Page page) {
    Query.ofList(request);
    Part<Line> part =
        page.of(
            scheduling.lines(),
            line -> Page.oldest(line.on()) + line.subject() + " " + line.does());
    return Answer.of(report(part.here()), part.next());
  }

  /** Nobody says so of themselves: who is to leave would take it back. */
  Answer say(Caller caller, String subject, Optional<Kind> kind, Fields body) {
    if (kind.equals(Optional.of(Kind.OFFBOARDED))) body.only("on", "successor");
    else body.only("on");
    if (caller.owner().filter(subject::equals).isPresent())
      throw new Problem(
              403,
              "own-change",
              "That is your own change",
              "Nobody says on which date they leave or come back themselves: let another operator.")
          .raised();
    Later later = new Later(subject, kind, body.text("on").orElseThrow(), body.text("successor"));
    if (later.isNever()) {
      mustBeFree(scheduling.takeBack(subject, kind, caller.name()));
    } else {
      mustBeDate(later.on());
      // Whoever is not there yet cannot be known.
      ground.revision();
      if (!scheduling.isKnown(subject))
        throw Problem.notFound("The policy in force and its directories know no " + subject + ".")
            .raised();
      mustBeFree(scheduling.say(later, caller.name()));
    }
    return Answer.of(report(scheduling.of(subject)));
  }

  private static void mustBeFree(Optional<String> objection) {
    if (objection.isPresent())
      throw new Problem(409, "refused", "That cannot be done", objection.get() + ".").raised();
  }

  private static void mustBeDate(String on) {
    if (Dates.from(on, ZoneOffset.UTC) instanceof Parsed.Wrong<Instant> wrong)
      throw Problem.badRequest("on: %s; %s, or never.".formatted(wrong.message(), wrong.hint()))
          .raised();
  }

  private static ScheduleReport report(List<Line> lines) {
    return new ScheduleReport(lines.stream().map(Scheduled::line).toList());
  }

  private static ScheduleReport.Line line(Line line) {
    return new ScheduleReport.Line(
        line.subject(), line.does(), line.on(), line.successor(), line.byWhom(), line.said());
  }
}
