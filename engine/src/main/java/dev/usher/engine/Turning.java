package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.core.access.Weighty;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.ledger.Warrant;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.Target;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.RealmWork;
import dev.usher.engine.follow.Realms.State;
import dev.usher.engine.follow.Said;
import dev.usher.engine.follow.Successor;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A realm looked at and made as it is meant, in one go. */
final class Turning implements RealmWork {
  /** A look at the doors for each of more would take longer than the look at all. */
  private static final int FEW = 5;

  /** Who leaves meanwhile is not to wait long for whoever is in the way of those who come. */
  private static final Duration BESIDE = Duration.ofSeconds(1);

  /** So often a few are looked at anew where somebody was quicker, before it counts as failed. */
  private static final int TRIES = 3;

  private static final Result NOTHING = wrong(Map.of(), false);

  private final Reading reading;
  private final Waiting waiting;
  private final Few few;
  private final Applying applying;
  private final Map<String, Connector<?>> connectors;
  private final Journals journals;
  private final PastBook past;
  private final HoldBook holds;
  private final Remembering remembering;

  Turning(
      Reading reading,
      Waiting waiting,
      Few few,
      Applying applying,
      Map<String, Connector<?>> connectors,
      Journals journals,
      PastBook past,
      HoldBook holds,
      Remembering remembering) {
    this.reading = reading;
    this.waiting = waiting;
    this.few = few;
    this.applying = applying;
    this.connectors = connectors;
    this.journals = journals;
    this.past = past;
    this.holds = holds;
    this.remembering = remembering;
  }

  @Override
  public Result whole(Revision revision, State was, Sweep sweep, BooleanSupplier spoken) {
    boolean isOver = false;
    try {
      Result result = lookedAt(revision, was, sweep, spoken);
      isOver = true;
      return result;
    } finally {
      if (!isOver) few.foundIll(was.realm());
    }
  }

  private Result lookedAt(Revision revision, State was, Sweep sweep, BooleanSupplier spoken) {
    Path policy = revision.folder();
    Read read = reading.check(policy);
    if (read.ground().isEmpty()) {
      few.foundIll(was.realm());
      return refused(read.diagnostics());
    }
    Ground ground = read.ground().get();
    Still still = new StillThere(policy, reading, holds, ground);
    boolean asSaid = sweep == Sweep.AS_SAID;
    if (asSaid) {
      Map<String, Said> dated = dated(ground, was.swept(), revision);
      Result result = dated.isEmpty() ? NOTHING : people(revision, was.realm(), dated, false);
      if (!result.isDone()) return result;
    }
    Optional<String> cutOff = shutOff(ground, was.realm());
    if (cutOff.isPresent()) return wrong(Map.of(was.realm(), cutOff.get()), false);
    remembering.meant(ground, was.realm(), asSaid ? ground.now() : revision.since());
    Waiting.Permitted permitted = waiting.permitted(read, new Aim.InRealm(was.realm(), !asSaid));
    // Where nothing could be looked at it is as it was last found.
    if (!isWell(permitted.planned())) few.foundIll(was.realm());
    // What one's own past meant of all is nothing to go by where somebody else has gone on.
    if (permitted.planned().failures().isEmpty()) {
      Collection<String> marks = permitted.planned().heads().values();
      Optional<String> behind = past.objection(was.realm(), marks);
      if (behind.isPresent()) return wrong(Map.of(was.realm(), behind.get()), false);
      // Where nothing could be looked at there are none.
      if (!marks.isEmpty()) past.level(was.realm(), marks);
    }
    List<String> left = left(permitted.planned());
    // Who was shut out beside this look is no stray, and would be told as one.
    boolean isTold = permitted.planned().hasChanges() || !left.equals(was.strays());
    if (asSaid && isTold && spoken.getAsBoolean())
      return wrong(Map.of(was.realm(), "somebody was spoken of meanwhile: it looks again"), false);
    Optional<String> untold =
        asSaid ? tell(policy, was, permitted.planned(), left) : Optional.empty();
    if (untold.isPresent()) return wrong(Map.of("ledger", untold.get()), false);
    Extent extent = new Extent(Optional.of(was.realm()), permitted.waiting().isEmpty(), false);
    Applying its = applying.on(warrant(List.of(revision.said()), permitted)).asLongAs(still);
    Result result = carry(its, policy, ground, permitted, extent);
    if (result.isDone() && permitted.waiting().isEmpty()) {
      remembering.reached(ground, was.realm(), revision);
      if (isWell(permitted.planned())) few.foundWell(ground, was.realm());
    }
    return new Result(
        result.changed(),
        left,
        permitted.waiting(),
        next(ground),
        result.wrong(),
        result.isRefused(),
        result.isMoved());
  }

  @Override
  public Result people(Revision revision, String realm, Map<String, Said> said, boolean isAsMeant) {
    Path policy = revision.folder();
    Set<String> subjects = said.keySet();
    Optional<Result> few =
        isAsMeant ? few(policy, realm, said, applying, () -> true) : Optional.empty();
    Map<String, Successor> successors = successors(subjects);
    // What is handed over is planned by a look at all, once they are out.
    if (few.isPresent() && (successors.isEmpty() || !few.get().isDone())) return few.get();
    Read read = reading.read(policy);
    if (read.ground().isEmpty()) return refused(read.diagnostics());
    Ground ground = read.ground().get();
    Still still = new StillThere(policy, reading, holds, ground);
    Extent extent = new Extent(Optional.of(realm), false, true);
    Optional<String> cutOff = shutOff(ground, realm);
    if (cutOff.isPresent()) return wrong(Map.of(realm, cutOff.get()), false);
    if (few.isEmpty() && subjects.size() <= FEW) shut(policy, read, ground, extent, said);
    Aim moved = new Aim.Moved(realm, subjects, successors);
    Sight sight =
        Sight.of(
                ground,
                realm,
                connectors,
                rest ->
                    Optional.of(
                        waiting.permitted(new Read(Optional.of(rest), read.diagnostics()), moved)))
            .orElseThrow();
    return people(policy, realm, said, ground, sight, applying.asLongAs(still));
  }

  /** Without those who have left themselves meanwhile. */
  private Map<String, Successor> successors(Set<String> subjects) {
    Map<String, Successor> successors = new TreeMap<>(holds.successors());
    successors.keySet().retainAll(subjects);
    Map<String, Optional<Kind>> said = successors.isEmpty() ? Map.of() : holds.said();
    Optional<Kind> left = Optional.of(Kind.OFFBOARDED);
    successors
        .values()
        .removeIf(one -> one instanceof Successor.Person && left.equals(said.get(one.name())));
    return successors;
  }

  /** A broken never is but a warning to a plan that gives nothing. */
  private static boolean isWell(PlanReport planned) {
    return planned.diagnostics().stream()
        .noneMatch(one -> one.isError() || one.code().startsWith("never-"));
  }

  /**
   * By a look at them alone; empty where that would not be certain, or has not come off.
   *
   * @param isStillSo asked again when nobody else can write there
   */
  private Optional<Result> few(
      Path policy, String realm, Map<String, Said> said, Applying by, BooleanSupplier isStillSo) {
    if (said.size() > Few.MOST || past.isBehind(realm)) return Optional.empty();
    for (int tries = 1; ; tries++) {
      Optional<Ground> some = reading.read(policy, said.keySet()).ground();
      if (some.isEmpty() || by.isCutOff(some.get(), realm)) return Optional.empty();
      Still there = new StillThere(policy, reading, holds, some.get());
      Optional<Sight> sight =
          Sight.of(
              some.get(),
              realm,
              connectors,
              rest ->
                  few.plan(rest, realm, said.keySet()).map(plan -> waiting.permitted(rest, plan)));
      if (sight.isEmpty() || !isStillSo.getAsBoolean()) return Optional.empty();
      Still still =
          stage ->
              isStillSo.getAsBoolean()
                  ? there.objection(stage)
                  : Optional.of("something was said since it was planned: it is planned again");
      Result result = people(policy, realm, said, some.get(), sight.get(), by.asLongAs(still));
      boolean isLooked = sight.get().permitted().planned().failures().isEmpty();
      boolean isWaiting = !sight.get().permitted().waiting().isEmpty();
      if (result.wrong().size() == sight.get().away().size() + (isWaiting ? 1 : 0) || !isLooked)
        return Optional.of(result);
      // Somebody beside may have done the very same.
      if (!result.isMoved() || tries == TRIES || !isStillSo.getAsBoolean()) return Optional.empty();
    }
  }

  private Result people(
      Path policy, String realm, Map<String, Said> said, Ground ground, Sight sight, Applying by) {
    Waiting.Permitted permitted = sight.permitted();
    Extent extent = new Extent(Optional.of(realm), false, true);
    Applying its = by.on(warrant(said.values(), permitted));
    Result result = carry(its, policy, sight.ground(), permitted, extent);
    Map<String, String> wrong = new TreeMap<>(result.wrong());
    sight.away().forEach(one -> wrong.put(one.where(), one.message()));
    permitted.waiting().forEach(one -> wrong.put("approval", one));
    boolean isRefused = result.isRefused() || !permitted.waiting().isEmpty();
    // Behind the work: who leaves does not wait for it. What was not begun for what has changed
    // since is planned again, and remembered then.
    if (!result.isMoved()) remembering.meant(ground, realm, said);
    if (wrong.isEmpty()) remembering.reached(ground, realm, said.keySet());
    return new Result(
        result.changed(),
        List.of(),
        List.of(),
        Optional.empty(),
        wrong,
        isRefused,
        result.isMoved());
  }

  /**
   * Who is gone is out before a look at all that was theirs. What does not come off is in the plan
   * that follows, and told by it.
   */
  private void shut(Path policy, Read read, Ground ground, Extent extent, Map<String, Said> said) {
    said.forEach(
        (subject, word) -> {
          // Beside a turn no mark is made of who is kept out.
          String realm = extent.realm().orElseThrow();
          if (!isGone(ground, subject) || extent.isBeside() && ground.isNamed(subject)) return;
          PlanReport planned = waiting.taking(read, new Aim.ShutOut(subject, realm));
          if (!planned.hasChanges()) return;
          Applying its =
              applying.on(Said.warrant(List.of(word))).asLongAs(_ -> isBack(policy, subject));
          its.carry(policy, ground, planned, extent, Progress.silent());
        });
  }

  /** By a directory or the policy's text, or by somebody's word. */
  private boolean isGone(Ground ground, String subject) {
    return !ground.isNamed(subject) || holds.of(subject).equals(Optional.of(Kind.OFFBOARDED));
  }

  /** For time may have passed since it was planned. */
  private Optional<String> isBack(Path policy, String subject) {
    return reading
        .read(policy, Set.of(subject))
        .ground()
        .filter(ground -> !isGone(ground, subject))
        .map(_ -> subject + " is back");
  }

  /** Who leaves waits for nobody, not even for those who come: they are shut out first. */
  @Override
  public void beside(
      Revision revision,
      String realm,
      Map<String, Said> said,
      boolean isAsMeant,
      BooleanSupplier isStillSo) {
    Path policy = revision.folder();
    Read read = reading.read(policy, said.keySet());
    if (read.ground().isEmpty()) return;
    Ground some = read.ground().get();
    shut(policy, read, some, Extent.beside(realm), said);
    // Whoever has begun something there is writing, or was cut off.
    if (isAsMeant && !past.isCutOff(realm))
      few(policy, realm, said, applying.within(BESIDE), isStillSo);
  }

  /** Else what is seen now may be changed by it behind the look. */
  private Optional<String> shutOff(Ground ground, String realm) {
    return past.isCutOff(realm) ? applying.shutOff(ground, realm) : Optional.empty();
  }

  private static Warrant warrant(Collection<Said> words, Waiting.Permitted permitted) {
    List<Said> all = new ArrayList<>(words);
    all.addAll(permitted.yeses());
    return Said.warrant(all);
  }

  private Result carry(
      Applying applying, Path policy, Ground ground, Waiting.Permitted permitted, Extent extent) {
    PlanReport planned = permitted.planned();
    Map<String, String> wrong = new TreeMap<>();
    planned.failures().forEach(failure -> wrong.put(failure.where(), failure.message()));
    errors(planned.diagnostics()).forEach(wrong::put);
    boolean isRefused = planned.failures().isEmpty() && !wrong.isEmpty();
    if (!planned.hasChanges()) return wrong(wrong, isRefused);
    ApplyReport applied;
    try {
      applied = applying.carry(policy, ground, planned, extent, Progress.silent());
    } catch (RuntimeException unknown) {
      waiting.lost(permitted);
      throw unknown;
    }
    waiting.carried(permitted, applied);
    for (Failure failure : applied.failures()) wrong.put(failure.where(), failure.message());
    errors(applied.diagnostics()).forEach(wrong::put);
    long done = applied.realms().stream().mapToLong(ApplyReport.Realm::done).sum();
    boolean isMoved = applied.failures().stream().anyMatch(one -> one.code().equals("moved"));
    return new Result(
        Math.toIntExact(done), List.of(), List.of(), Optional.empty(), wrong, isRefused, isMoved);
  }

  private static Result wrong(Map<String, String> wrong, boolean isRefused) {
    return new Result(0, List.of(), List.of(), Optional.empty(), wrong, isRefused, false);
  }

  private static Result refused(List<Diagnostic> diagnostics) {
    return wrong(errors(diagnostics), false);
  }

  private static Map<String, String> errors(List<Diagnostic> diagnostics) {
    Map<String, String> wrong = new TreeMap<>();
    diagnostics.stream()
        .filter(Diagnostic::isError)
        .forEach(
            one ->
                wrong.merge(
                    one.at().map(Object::toString).orElse("policy"),
                    one.message(),
                    (first, _) -> first));
    return wrong;
  }

  private static List<String> left(PlanReport planned) {
    return planned.notes().stream()
        .filter(note -> note.kind().equals(Strays.KIND))
        .map(note -> note.where() + " " + note.text())
        .sorted()
        .toList();
  }

  /**
   * What was found that nobody meant: what is put back each time, what is left once.
   *
   * @return why it cannot be told
   */
  private Optional<String> tell(Path policy, State was, PlanReport planned, List<String> left) {
    List<String> back =
        planned.plans().stream()
            .flatMap(plan -> plan.stages().stream())
            .flatMap(stage -> stage.steps().stream())
            .map(step -> step.statement())
            .toList();
    boolean isKnown = left.equals(was.strays());
    if (back.isEmpty() && (left.isEmpty() || isKnown)) return Optional.empty();
    try {
      Journal journal = journals.of(policy, planned.heads().values());
      if (!back.isEmpty()) journal.drift(was.realm(), why(planned), back);
      if (!left.isEmpty() && !isKnown)
        journal.drift(was.realm(), "moved by another hand, is left as it is", left);
      return Optional.empty();
    } catch (LedgerFailure failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }

  private static String why(PlanReport planned) {
    boolean isOver = planned.notes().stream().anyMatch(note -> note.kind().equals(Strays.OVER));
    return isOver
        ? "a password's time is over, or moved by another hand; is put back"
        : "moved by another hand, is put back";
  }

  /** Whose grants have begun or ended since then, and when the last of these did. */
  private static Map<String, Said> dated(Ground ground, Instant since, Revision revision) {
    Map<String, Said> dated = new TreeMap<>();
    String word = "a date of " + revision.said().by();
    for (Grant grant : ground.policy().grants()) {
      if (grant.onRequest().isPresent() || grant.holdsAt(since) == grant.holdsAt(ground.now()))
        continue;
      Said said = new Said(word, passed(grant, since, ground.now()));
      for (String subject : ground.derivation().population().of(grant.to()))
        dated.merge(subject, said, (one, other) -> one.at().isAfter(other.at()) ? one : other);
    }
    return dated;
  }

  /** Its last date in that time. */
  private static Instant passed(Grant grant, Instant since, Instant now) {
    return Stream.concat(grant.from().stream(), grant.until().stream())
        .filter(date -> date.isAfter(since) && !date.isAfter(now))
        .max(Instant::compareTo)
        .orElse(now);
  }

  private static Optional<Instant> next(Ground ground) {
    return ground.policy().grants().stream()
        .filter(grant -> grant.onRequest().isEmpty())
        .flatMap(grant -> Stream.concat(grant.from().stream(), grant.until().stream()))
        .filter(ground.now()::isBefore)
        .min(Instant::compareTo);
  }

  @Override
  public Set<String> realms(Path policy) {
    return reading.text(policy).map(this::realms).orElse(Set.of());
  }

  private Set<String> realms(Policy policy) {
    return Site.of(policy, connectors).sites().stream()
        .map(site -> site.realm().key())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public Map<Target, String> targets(Path policy) {
    Map<Target, String> targets = new LinkedHashMap<>();
    reading
        .text(policy)
        .ifPresent(
            text ->
                Site.of(text, connectors)
                    .sites()
                    .forEach(
                        site ->
                            site.targets()
                                .forEach(target -> targets.put(target, site.realm().key()))));
    return targets;
  }

  @Override
  public Set<String> heeding(Path policy) {
    Optional<Policy> text = reading.text(policy);
    if (text.isEmpty()) return Set.of();
    Set<String> environments = new TreeSet<>();
    for (Grant grant : text.get().grants())
      if (grant.to().stream().anyMatch(who -> isFed(who, text.get())))
        environments.addAll(grant.in());
    return Site.of(text.get(), connectors).sites().stream()
        .filter(
            site -> site.targets().anyMatch(target -> environments.contains(target.environment())))
        .map(site -> site.realm().key())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a directory's people can be among them; teams have no cycle. */
  private static boolean isFed(Who who, Policy policy) {
    return switch (who) {
      case Who.One _ -> false;
      case Who.Everyone _, Who.Live _ -> true;
      case Who.OfTeam(String name) -> {
        Policy.Team team = policy.teams().get(name);
        yield team != null
            && (team.group().isPresent()
                || team.where().isPresent()
                || team.members().stream().anyMatch(one -> isFed(one, policy)));
      }
    };
  }

  @Override
  public Optional<Policy> policy(Path policy) {
    return reading.read(policy).ground().map(Ground::policy);
  }

  @Override
  public Optional<Set<Policy.Group>> weighty(Path policy) {
    return policy(policy).map(Weighty::groups);
  }

  @Override
  public Map<String, Policy.Directory> directories(Path policy) {
    return reading
        .read(policy)
        .ground()
        .map(ground -> ground.policy().directories())
        .orElse(Map.of());
  }

  @Override
  public void applied(Path policy) {
    reading
        .read(policy)
        .ground()
        .ifPresent(ground -> journals.of(policy, List.of()).applied(ground.digest()));
  }
}
