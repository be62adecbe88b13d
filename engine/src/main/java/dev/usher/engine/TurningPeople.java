package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.RealmWork;
import dev.usher.engine.follow.RealmWork.Result;
import dev.usher.engine.follow.Said;
import dev.usher.engine.follow.Successor;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.report.PlanReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** What is meant for a few people in a realm, looked at and carried out in one go. */
final class TurningPeople {
  /** A look at the doors for each of more would take longer than the look at all. */
  private static final int FEW = 5;

  /** Who leaves meanwhile is not to wait long for whoever is in the way of those who come. */
  private static final Duration BESIDE = Duration.ofSeconds(1);

  /** So often a few are looked at anew where somebody was quicker, before it counts as failed. */
  private static final int TRIES = 3;

  private final Reading reading;
  private final Waiting waiting;
  private final Fulfilling fulfilling;
  private final Few few;
  private final Applying applying;
  private final Map<String, Connector<?>> connectors;
  private final PastBook past;
  private final HoldBook holds;
  private final Remembering remembering;

  TurningPeople(
      Reading reading,
      Waiting waiting,
      Fulfilling fulfilling,
      Few few,
      Applying applying,
      Map<String, Connector<?>> connectors,
      PastBook past,
      HoldBook holds,
      Remembering remembering) {
    this.reading = reading;
    this.waiting = waiting;
    this.fulfilling = fulfilling;
    this.few = few;
    this.applying = applying;
    this.connectors = connectors;
    this.past = past;
    this.holds = holds;
    this.remembering = remembering;
  }

  /** As {@link RealmWork#people}. */
  Result people(Revision revision, String realm, Map<String, Said> said, boolean isAsMeant) {
    Path policy = revision.folder();
    Set<String> subjects = said.keySet();
    Optional<Result> few =
        isAsMeant ? few(policy, realm, said, applying, () -> true) : Optional.empty();
    Map<String, Successor> successors = successors(subjects);
    // What is handed over is planned by a look at all, once they are out.
    if (few.isPresent() && (successors.isEmpty() || !few.get().isDone())) return few.get();
    Read read = reading.read(policy);
    if (read.ground().isEmpty()) return Fulfilling.refused(read.diagnostics());
    Ground ground = read.ground().get();
    Still still = new StillThere(policy, reading, holds, ground);
    Extent extent = new Extent(Optional.of(realm), false, true);
    Optional<String> cutOff = applying.shutOff(ground, realm);
    if (cutOff.isPresent()) return Result.undone(realm, cutOff.get());
    if (few.isEmpty() && subjects.size() <= FEW) shut(policy, read, ground, extent, said);
    Aim moved = new Aim.Moved(realm, subjects, successors, isAsMeant);
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
    Result result = fulfilling.carry(by, said.values(), policy, sight.ground(), permitted, extent);
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
   * As {@link RealmWork#beside}. Who leaves waits for nobody, not even for those who come: they are
   * shut out first.
   */
  void beside(
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
}
