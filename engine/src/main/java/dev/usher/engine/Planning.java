package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Session;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.meaning.Nevers.Broken;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Risk;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.PlanReport.Note;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What apply would do. */
final class Planning {
  private final Reading reading;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final HoldBook holds;

  Planning(
      Reading reading,
      Map<String, Connector<?>> connectors,
      AdminSecrets secrets,
      Duration limit,
      HoldBook holds) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.holds = holds;
  }

  /** What was found at one realm. */
  private record Looked<N extends Native>(Site<N> site, ObservedState<N> observed) {
    /** The same as another text says it. */
    Looked<N> at(Site<?> other) {
      return new Looked<>(new Site<>(site.connector(), other.realm()), observed);
    }

    /** Whether usher made whom it is about an account there, whoever the policy names now. */
    boolean has(Aim aim, Ground ground) {
      Set<String> accounts =
          site.targets()
              .flatMap(
                  target -> aim.of().map(one -> ground.policy().accountName(target, one)).stream())
              .collect(Collectors.toSet());
      return observed.facts().entrySet().stream()
          .anyMatch(
              one -> one.getValue() == Origin.OURS && accounts.contains(one.getKey().account()));
    }
  }

  /** What one realm comes to. */
  private record Planned(
      Plan plan,
      List<Diagnostic> diagnostics,
      Map<Target, String> heads,
      List<Note> notes,
      List<Failure> withheld) {}

  /** A look that goes on while the policy is written that it is for. */
  record Ahead(Site<?> site, Meanwhile<Looked<?>> look) implements AutoCloseable {
    @Override
    public void close() {
      look.close();
    }
  }

  /** Begins to look at everything there. */
  Ahead ahead(Site<?> site) {
    Aim aim = new Aim.Everything();
    return new Ahead(site, Meanwhile.of(() -> look(site, aim, Progress.silent())));
  }

  /**
   * What apply would do with everything, where it has been looked at already: if the text says of
   * the place what it was looked at by. Else it is looked at again.
   */
  PlanReport plan(Path folder, Ahead ahead, Progress progress) {
    return plan(folder, Where.EVERYWHERE, new Aim.Everything(), progress, Optional.of(ahead));
  }

  PlanReport plan(Path folder, Set<String> environments, Aim aim, Progress progress) {
    Where where = new Where(environments, Set.of());
    return plan(folder, where, aim, progress, Optional.empty());
  }

  private PlanReport plan(
      Path folder, Where where, Aim aim, Progress progress, Optional<Ahead> ahead) {
    // What only takes away is not held up by a promise that the policy breaks.
    Read read = aim.gives() ? reading.check(folder) : reading.read(folder);
    return plan(read, where, aim, progress, ahead);
  }

  /** The same with what has been read. */
  PlanReport plan(Read read, Where where, Aim aim, Progress progress) {
    return plan(read, where, aim, progress, Optional.empty());
  }

  private PlanReport plan(
      Read read, Where where, Aim aim, Progress progress, Optional<Ahead> ahead) {
    Set<String> environments = where.environments();
    if (read.ground().isEmpty() || !mayStart(read.diagnostics())) {
      return nothing(read.diagnostics(), environments, aim);
    }
    Ground ground = read.ground().get();
    Optional<Diagnostic> unheard = aim.gives() ? ground.unheard(Severity.ERROR) : Optional.empty();
    if (unheard.isPresent()) return nothing(unheard.stream().toList(), environments, aim);
    Question question = new Question(ground);
    question.environments(environments);
    if (!aim.isLeaving()) aim.of().ifPresent(question::subject);
    if (!question.isClear()) return nothing(question.diagnostics(), environments, aim);
    List<Broken> broken = aim.gives() ? ground.nevers().brokenByText() : List.of();
    Site.All all = Site.of(ground.policy(), connectors);
    List<Site<?>> asked =
        all.sites().stream()
            .filter(site -> site.isAsked(environments) && aim.isFor(site.realm().key()))
            .toList();
    Gathered<Looked<?>> looked =
        SideBySide.each(
            asked,
            site ->
                ahead
                    .filter(one -> one.site.isSeenAs(site))
                    .<Looked<?>>map(one -> one.look.result().at(site))
                    .orElseGet(() -> look(site, aim, progress)));
    List<Failure> failures = new ArrayList<>();
    if (aim.realm().isEmpty()) failures.addAll(all.failures());
    failures.addAll(looked.failures());
    if (aim instanceof Aim.Resume && !failures.isEmpty()) {
      return notEverywhere(ground, environments, aim, failures);
    }
    if (aim.isLeaving() && looked.results().stream().noneMatch(one -> one.has(aim, ground))) {
      aim.of().ifPresent(question::subject);
      if (!question.isClear()) return nothing(question.diagnostics(), environments, aim);
    }
    Map<Site<?>, Looked<?>> found = new LinkedHashMap<>();
    looked.results().forEach(one -> found.put(one.site(), one));
    Holds known = known(looked.results(), ground);
    Heirs heirs = new Heirs(ground, secrets, limit);
    Optional<Diagnostic> noHeir = heirs.objection(aim, known, List.copyOf(found.keySet()));
    if (noHeir.isPresent()) return nothing(noHeir.stream().toList(), environments, aim);
    Gathered<Planned> gathered =
        SideBySide.each(
            List.copyOf(found.keySet()),
            site ->
                plan(
                    Objects.requireNonNull(found.get(site)),
                    ground,
                    known,
                    aim,
                    heirs.at(site, aim),
                    broken,
                    where,
                    progress));
    failures.addAll(gathered.failures());
    gathered.results().forEach(one -> failures.addAll(one.withheld()));
    return report(
        ground,
        environments,
        aim,
        read.diagnostics(),
        Notes.keptOut(ground, aim, known),
        failures,
        gathered.results());
  }

  /** The next plan would keep out again whom a realm that is down still has on record. */
  private static PlanReport notEverywhere(
      Ground ground, Set<String> environments, Aim aim, List<Failure> failures) {
    Diagnostic why =
        Diagnostic.error(
            "resume-everywhere",
            "nobody is let in again while a system cannot be reached: what it has on record would"
                + " shut them out anew",
            "mend what is said of it, then resume again");
    return report(ground, environments, aim, List.of(why), List.of(), failures, List.of());
  }

  /** Who is kept out of any realm is to be of all; a word that was said here counts for more. */
  private Holds known(List<Looked<?>> looked, Ground ground) {
    Holds known = Holds.NONE;
    for (Looked<?> one : looked) known = known.and(one.observed().holds());
    if (looked.isEmpty()) return known;
    Target any = looked.getFirst().site().realm().places().getFirst().target();
    for (var word : holds.said().entrySet()) {
      known = known.without(word.getKey());
      if (word.getValue().isPresent())
        known = known.with(any, new Hold(word.getKey(), word.getValue().get()));
    }
    return ground.named(known);
  }

  private <N extends Native> Looked<N> look(Site<N> site, Aim aim, Progress progress) {
    String key = site.realm().key();
    progress.told(key, "connecting", 0, 4);
    try (Session<N> session = site.open(secrets, limit)) {
      progress.told(key, "inspecting", 1, 4);
      return new Looked<>(
          site,
          switch (aim.look()) {
            case ALL -> session.inspect();
            case DOORS -> session.doors();
            case EXITS -> session.exits();
          });
    }
  }

  /** The whole way, for one realm. */
  private static <N extends Native> Planned plan(
      Looked<N> looked,
      Ground ground,
      Holds known,
      Aim aim,
      Map<String, String> heirs,
      List<Broken> brokenByText,
      Where where,
      Progress progress) {
    Site<N> site = looked.site();
    ObservedState<N> observed = looked.observed();
    String key = site.realm().key();
    Connector<N> connector = site.connector();
    progress.told(key, "comparing", 2, 4);
    Narrowed<N> narrowed = Narrowed.to(aim, known, site, ground, observed);
    List<Change<N>> changes = where.asked(narrowed.changes(), narrowed.taken()::contains);
    List<Note> left = new ArrayList<>();
    if (aim instanceof Aim.InRealm(String _, boolean everything) && !everything)
      changes = Strays.without(changes, ground, left::add);
    Plan plan = arranged(site, changes, observed, heirs, ground);
    progress.told(key, "checking", 3, 4);
    List<Diagnostic> diagnostics = new ArrayList<>(narrowed.diagnostics());
    List<Note> notes = new ArrayList<>(left);
    notes.addAll(Notes.sessions(connector.type(), plan));
    if (aim.of().isEmpty()) {
      notes.addAll(0, Notes.foreign(observed, where.environments()));
    }
    if (aim.gives()) {
      boolean widens = widens(plan);
      Nevers nevers = narrowed.whose().map(ground.nevers()::among).orElseGet(ground::nevers);
      List<Broken> theirs = narrowed.whose().isEmpty() ? brokenByText : nevers.brokenByText();
      diagnostics.addAll(Promises.of(site, ground, nevers, theirs, observed.catalogues(), widens));
    }
    progress.told(key, "planned", 4, 4);
    if (!mayStart(diagnostics)) {
      List<Change<N>> taken = changes.stream().filter(narrowed.taken()::contains).toList();
      plan = arranged(site, taken, observed, heirs, ground);
    }
    return new Planned(plan, diagnostics, observed.heads(), notes, narrowed.withheld());
  }

  private static <N extends Native> Plan arranged(
      Site<N> site,
      List<Change<N>> changes,
      ObservedState<N> observed,
      Map<String, String> heirs,
      Ground ground) {
    Connector<N> connector = site.connector();
    List<Stage> stages =
        About.subjects(connector.arrange(site.realm(), changes, observed, heirs), ground.policy());
    String fingerprint = stages.isEmpty() ? "" : connector.fingerprint(observed);
    return new Plan(site.realm().key(), fingerprint, stages);
  }

  static <N extends Native> N fact(Change<N> change) {
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

  private static PlanReport nothing(
      List<Diagnostic> diagnostics, Set<String> environments, Aim aim) {
    return new PlanReport(
        Instant.EPOCH,
        "",
        environments,
        aim.of(),
        aim.successor(),
        diagnostics,
        List.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  private static PlanReport report(
      Ground ground,
      Set<String> environments,
      Aim aim,
      List<Diagnostic> ofText,
      List<Note> ofHolds,
      List<Failure> failures,
      List<Planned> realms) {
    List<Diagnostic> diagnostics = new ArrayList<>(ofText);
    List<Plan> plans = new ArrayList<>();
    Map<Target, String> heads = new TreeMap<>();
    List<Note> notes = new ArrayList<>(ofHolds);
    if (aim.of().isEmpty()) notes.addAll(Notes.dates(ground, environments));
    for (Planned planned : realms) {
      diagnostics.addAll(planned.diagnostics());
      if (!planned.plan().isEmpty()) plans.add(planned.plan());
      heads.putAll(planned.heads());
      notes.addAll(planned.notes());
    }
    return new PlanReport(
        ground.now(),
        ground.stamp(),
        environments,
        aim.of(),
        aim.successor(),
        diagnostics.stream().distinct().map(ground.located()).toList(),
        plans,
        heads,
        notes,
        failures);
  }
}
