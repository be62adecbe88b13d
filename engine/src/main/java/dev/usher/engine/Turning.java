package dev.usher.engine;

import dev.usher.core.model.Policy.Grant;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.RealmWork;
import dev.usher.engine.follow.RealmWork.Result;
import dev.usher.engine.follow.Realms.State;
import dev.usher.engine.follow.Said;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.engine.report.PlanReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A realm looked at and made as it is meant, in one go. */
final class Turning implements RealmWork {
  private final Reading reading;
  private final Waiting waiting;
  private final Fulfilling fulfilling;
  private final Few few;
  private final TurningPeople people;
  private final Applying applying;
  private final Journals journals;
  private final PastBook past;
  private final HoldBook holds;
  private final Remembering remembering;

  Turning(
      Reading reading,
      Waiting waiting,
      Fulfilling fulfilling,
      Few few,
      TurningPeople people,
      Applying applying,
      Journals journals,
      PastBook past,
      HoldBook holds,
      Remembering remembering) {
    this.reading = reading;
    this.waiting = waiting;
    this.fulfilling = fulfilling;
    this.few = few;
    this.people = people;
    this.applying = applying;
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
      return Fulfilling.refused(read.diagnostics());
    }
    Ground ground = read.ground().get();
    Still still = new StillThere(policy, reading, holds, ground);
    boolean asSaid = sweep == Sweep.AS_SAID;
    if (asSaid) {
      Map<String, Said> dated = dated(ground, was.swept(), revision);
      if (!dated.isEmpty()) {
        Result result = people.people(revision, was.realm(), dated, true);
        if (!result.isDone()) return result;
      }
    }
    Optional<String> cutOff = applying.shutOff(ground, was.realm());
    if (cutOff.isPresent()) return Result.undone(was.realm(), cutOff.get());
    remembering.meant(ground, was.realm(), asSaid ? ground.now() : revision.since());
    Waiting.Permitted permitted = waiting.permitted(read, new Aim.InRealm(was.realm(), !asSaid));
    // Where nothing could be looked at it is as it was last found.
    if (!isWell(permitted.planned())) few.foundIll(was.realm());
    // What one's own past meant of all is nothing to go by where somebody else has gone on.
    if (permitted.planned().failures().isEmpty()) {
      Collection<String> marks = permitted.planned().heads().values();
      Optional<String> behind = past.objection(was.realm(), marks);
      if (behind.isPresent()) return Result.undone(was.realm(), behind.get());
      // Where nothing could be looked at there are none.
      if (!marks.isEmpty()) past.level(was.realm(), marks);
    }
    List<String> left = left(permitted.planned());
    // Who was shut out beside this look is no stray, and would be told as one.
    boolean isTold = permitted.planned().hasChanges() || !left.equals(was.strays());
    if (asSaid && isTold && spoken.getAsBoolean())
      return Result.undone(was.realm(), "somebody was spoken of meanwhile: it looks again");
    Optional<String> untold =
        asSaid ? tell(policy, was, permitted.planned(), left) : Optional.empty();
    if (untold.isPresent()) return Result.undone("ledger", untold.get());
    Extent extent = new Extent(Optional.of(was.realm()), permitted.waiting().isEmpty(), false);
    Applying its = applying.asLongAs(still);
    Result result =
        fulfilling.carry(its, List.of(revision.said()), policy, ground, permitted, extent);
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

  /** A broken never is but a warning to a plan that gives nothing. */
  private static boolean isWell(PlanReport planned) {
    return planned.diagnostics().stream()
        .noneMatch(one -> one.isError() || one.code().startsWith("never-"));
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
  public Result people(Revision revision, String realm, Map<String, Said> said, boolean isAsMeant) {
    return people.people(revision, realm, said, isAsMeant);
  }

  @Override
  public void beside(
      Revision revision,
      String realm,
      Map<String, Said> said,
      boolean isAsMeant,
      BooleanSupplier isStillSo) {
    people.beside(revision, realm, said, isAsMeant, isStillSo);
  }

  @Override
  public void applied(Path policy) {
    reading
        .read(policy)
        .ground()
        .ifPresent(ground -> journals.of(policy, List.of()).applied(ground.digest()));
  }
}
