package dev.usher.engine;

import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.meaning.Decider;
import dev.usher.core.model.Resource;
import dev.usher.engine.LiveAnswers.Asked;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.report.CanReport;
import dev.usher.engine.report.CanReport.Live;
import dev.usher.engine.report.WhoCanReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** May somebody, and who may: by the policy's meaning, and on demand by the live system too. */
final class Asking {
  private final Reading reading;
  private final LiveAnswers live;

  Asking(Reading reading, LiveAnswers live) {
    this.reading = reading;
    this.live = live;
  }

  CanReport can(
      Path folder,
      String subject,
      String action,
      String address,
      Optional<Map<String, Value>> row,
      boolean alsoLive) {
    Read read = reading.read(folder);
    if (read.ground().isEmpty()) return cannotSay(read.diagnostics(), subject, action, address);
    Ground ground = read.ground().get();
    Question question = new Question(ground);
    question.subject(subject);
    Optional<Resource> on = question.address(address);
    on.ifPresent(resource -> question.action(action, resource));
    if (on.isEmpty() || !question.isClear())
      return cannotSay(question.diagnostics(), subject, action, address);

    Resource resource = on.get();
    List<Diagnostic> diagnostics = new ArrayList<>(unheard(ground));
    Optional<Live> answer = Optional.empty();
    if (alsoLive) {
      String account = ground.policy().accountName(resource.target(), subject);
      Asked asked = live.ask(ground, Set.of(account), resource, action);
      diagnostics.addAll(asked.diagnostics());
      answer = asked.answers().stream().findFirst();
    }
    return new CanReport(
        diagnostics,
        subject,
        action,
        resource.toString(),
        Optional.of(
            new Decider(ground.derivation(), ground.now()).decide(subject, action, resource, row)),
        answer);
  }

  private static CanReport cannotSay(
      List<Diagnostic> diagnostics, String subject, String action, String address) {
    return new CanReport(diagnostics, subject, action, address, Optional.empty(), Optional.empty());
  }

  private static List<Diagnostic> unheard(Ground ground) {
    return ground.unheard(Severity.WARNING).stream().toList();
  }

  WhoCanReport whoCan(Path folder, String action, String address, boolean alsoLive) {
    Read read = reading.read(folder);
    if (read.ground().isEmpty())
      return new WhoCanReport(read.diagnostics(), action, address, List.of(), List.of());
    Ground ground = read.ground().get();
    Question question = new Question(ground);
    Optional<Resource> on = question.address(address);
    on.ifPresent(resource -> question.action(action, resource));
    if (on.isEmpty() || !question.isClear())
      return new WhoCanReport(question.diagnostics(), action, address, List.of(), List.of());

    Resource resource = on.get();
    List<WhoCanReport.One> who = new ArrayList<>();
    new Decider(ground.derivation(), ground.now())
        .whoCan(action, resource)
        .forEach((subject, decision) -> who.add(new WhoCanReport.One(subject, decision)));
    Asked asked =
        alsoLive ? live.ask(ground, Set.of(), resource, action) : new Asked(List.of(), List.of());
    List<Diagnostic> diagnostics = new ArrayList<>(unheard(ground));
    diagnostics.addAll(asked.diagnostics());
    return new WhoCanReport(
        diagnostics,
        action,
        resource.toString(),
        who.stream().sorted(Comparator.comparing(WhoCanReport.One::subject)).toList(),
        asked.answers().stream().filter(one -> !one.answer().equals("none")).toList());
  }
}
