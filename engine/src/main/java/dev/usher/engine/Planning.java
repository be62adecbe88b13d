package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.meaning.Nevers.Broken;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.PlanReport.Note;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What apply would do. */
final class Planning {
  private final Reading reading;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;

  Planning(
      Reading reading, Map<String, Connector<?>> connectors, AdminSecrets secrets, Duration limit) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
  }

  /** What one realm comes to. */
  private record Planned(
      Plan plan, List<Diagnostic> diagnostics, Map<Target, String> heads, List<Note> notes) {}

  PlanReport plan(Path folder, Set<String> environments, Progress progress) {
    Read read = reading.check(folder);
    if (read.ground().isEmpty() || !mayStart(read.diagnostics())) {
      return nothing(read.diagnostics(), environments);
    }
    Ground ground = read.ground().get();
    Question question = new Question(ground);
    question.environments(environments);
    if (!question.isClear()) return nothing(question.diagnostics(), environments);
    List<Broken> broken = ground.nevers().brokenByText();
    Site.All all = Site.of(ground.policy(), connectors);
    List<Site<?>> asked = all.sites().stream().filter(site -> site.isAsked(environments)).toList();
    Gathered<Planned> gathered =
        SideBySide.each(asked, site -> plan(site, ground, broken, environments, progress));
    return report(ground, environments, read.diagnostics(), all.failures(), gathered);
  }

  /** The whole way, for one realm. */
  private <N extends Native> Planned plan(
      Site<N> site,
      Ground ground,
      List<Broken> brokenByText,
      Set<String> environments,
      Progress progress) {
    String key = site.realm().key();
    Connector<N> connector = site.connector();
    List<Access> meant = site.targets().map(ground::access).toList();
    progress.told(key, "connecting", 0, 4);
    try (Session<N> session = site.open(secrets, limit)) {
      progress.told(key, "inspecting", 1, 4);
      ObservedState<N> observed = session.inspect();
      progress.told(key, "comparing", 2, 4);
      DesiredState<N> desired = connector.compile(site.realm(), meant, observed);
      List<Change<N>> changes = asked(Diff.between(desired, observed), environments);
      List<Stage> stages = connector.arrange(site.realm(), changes, observed);
      progress.told(key, "checking", 3, 4);
      Plan nothing = new Plan(key, "", List.of());
      Plan plan =
          stages.isEmpty() ? nothing : new Plan(key, connector.fingerprint(observed), stages);
      List<Diagnostic> diagnostics = new ArrayList<>(desired.diagnostics());
      diagnostics.addAll(
          Promises.of(site, ground, brokenByText, observed.catalogues(), widens(plan)));
      List<Note> notes = new ArrayList<>(Notes.foreign(observed, environments));
      notes.addAll(Notes.sessions(connector.type(), plan));
      progress.told(key, "planned", 4, 4);
      return new Planned(
          mayStart(diagnostics) ? plan : nothing, diagnostics, observed.heads(), notes);
    }
  }

  /**
   * The changes of the targets that are asked for. Every fact belongs to one target, so what the
   * others need stays as it is: an account leaves the realm with the last of its targets.
   */
  private static <N extends Native> List<Change<N>> asked(
      List<Change<N>> changes, Set<String> environments) {
    return changes.stream()
        .filter(change -> Site.isAsked(fact(change).target(), environments))
        .toList();
  }

  private static <N extends Native> N fact(Change<N> change) {
    return switch (change) {
      case Change.Add<N> add -> add.after();
      case Change.Replace<N> replace -> replace.after();
      case Change.Remove<N> remove -> remove.before();
    };
  }

  private static boolean widens(Plan plan) {
    return plan.stages().stream()
        .flatMap(stage -> stage.steps().stream())
        .anyMatch(step -> step.risk() == Risk.WIDENS);
  }

  private static boolean mayStart(List<Diagnostic> diagnostics) {
    return diagnostics.stream().noneMatch(Diagnostic::isError);
  }

  private static PlanReport nothing(List<Diagnostic> diagnostics, Set<String> environments) {
    return new PlanReport(
        Instant.EPOCH, "", environments, diagnostics, List.of(), Map.of(), List.of(), List.of());
  }

  private static PlanReport report(
      Ground ground,
      Set<String> environments,
      List<Diagnostic> ofText,
      List<Failure> failures,
      Gathered<Planned> gathered) {
    List<Diagnostic> diagnostics = new ArrayList<>(ofText);
    List<Plan> plans = new ArrayList<>();
    Map<Target, String> heads = new TreeMap<>();
    List<Note> notes = new ArrayList<>(Notes.dates(ground, environments));
    for (Planned planned : gathered.results()) {
      diagnostics.addAll(planned.diagnostics());
      if (!planned.plan().isEmpty()) plans.add(planned.plan());
      heads.putAll(planned.heads());
      notes.addAll(planned.notes());
    }
    List<Failure> all = new ArrayList<>(failures);
    all.addAll(gathered.failures());
    return new PlanReport(
        ground.now(),
        ground.digest(),
        environments,
        diagnostics.stream().distinct().map(ground.located()).toList(),
        plans,
        heads,
        notes,
        all);
  }
}
