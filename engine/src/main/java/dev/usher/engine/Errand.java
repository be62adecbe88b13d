package dev.usher.engine;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Session.Lock;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.diff.Native;
import dev.usher.core.plan.Plan;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One realm's part of an apply. It is opened and locked in the first round, whatever is due there,
 * so that no later one waits for it, and let go of after the last of its stages, or when something
 * goes wrong.
 */
final class Errand implements AutoCloseable {
  private final Site<?> site;
  private final Plan plan;
  private final Extent extent;
  private final boolean isLeftOpen;
  private final List<String> marks;
  private final PastBook past;
  private final Still still;
  private final Journal journal;
  private final Progress progress;
  private final List<Failure> failures = new ArrayList<>();
  private @Nullable Session<?> session;
  private @Nullable Carrying carrying;
  private boolean over;

  /**
   * @param isLeftOpen whether an earlier run left an intent of that realm open
   * @param marks that stood in the realm's targets when it was planned
   */
  Errand(
      Site<?> site,
      Plan plan,
      Extent extent,
      boolean isLeftOpen,
      List<String> marks,
      PastBook past,
      Still still,
      Journal journal,
      Progress progress) {
    this.site = site;
    this.plan = plan;
    this.extent = extent;
    this.isLeftOpen = isLeftOpen;
    this.marks = marks;
    this.past = past;
    this.still = still;
    this.journal = journal;
    this.progress = progress;
  }

  Site<?> site() {
    return site;
  }

  boolean isOver() {
    return over;
  }

  /** Does what the round asks for; whatever is thrown is the errand's end. */
  void run(Round round, AdminSecrets secrets, Duration limit) {
    boolean goesOn = false;
    try {
      Carrying going = carrying == null ? begin(site, secrets, limit) : carrying;
      if (going != null) goesOn = going.carry(round);
      carrying = going;
    } catch (TargetFailure failure) {
      // What fails while it is carried out has been told: this is from connecting or the lock.
      failures.add(SideBySide.failure(failure));
    } finally {
      if (!goesOn) close();
    }
  }

  private <N extends Native> @Nullable Carrying begin(
      Site<N> site, AdminSecrets secrets, Duration limit) {
    progress.told(plan.realm(), "connecting", 0, plan.stages().size());
    Session<N> opened = site.open(secrets, limit);
    session = opened;
    if (extent.isBeside()) return beside(opened);
    return switch (opened.lock(plan.fingerprint())) {
      case Lock.Held _ -> {
        Optional<String> objection = past.objection(plan.realm(), marks);
        if (objection.isPresent() && !extent.isOfPeople())
          yield notBegun("behind", plan.realm() + ": " + objection.get());
        Leave leave =
            objection.isPresent()
                ? new Leave.Taking(objection.get())
                : past.begin(plan.realm(), marks)
                    .<Leave>map(Leave.Next::new)
                    .orElseGet(Leave.Free::new);
        Optional<String> other = leave.shutOff(opened, site.targets());
        if (other.isPresent()) yield notBegun("overtaken", other.get());
        // To look again is to read the whole ledger: a dozen realms need not.
        if (isLeftOpen) Closing.with(plan, extent, journal);
        yield new Carrying(opened, plan, leave, still, journal, progress);
      }
      case Lock.Moved _ -> notBegun("moved", "it has changed since the plan was made: plan again");
      case Lock.Busy(String who) ->
          notBegun("locked", who + " is writing there: try again when it has ended");
    };
  }

  /** What takes is as right whoever writes there meanwhile; nothing is given, and no mark left. */
  private @Nullable Carrying beside(Session<?> opened) {
    if (!opened.beside()) return notBegun("locked", "there it is done after all others");
    Leave leave = new Leave.Taking("the rest is done after whoever writes there");
    return new Carrying(opened, plan, leave, still, journal, progress);
  }

  private @Nullable Carrying notBegun(String code, String message) {
    failures.add(new Failure(plan.realm(), code, message));
    return null;
  }

  /** What became of it. */
  ApplyReport.Realm report() {
    return new ApplyReport.Realm(
        plan.realm(),
        carrying == null
            ? Carrying.notDone(plan.stages(), "nothing was begun")
            : carrying.outcomes());
  }

  List<Failure> failures() {
    List<Failure> all = new ArrayList<>(failures);
    if (carrying != null) all.addAll(carrying.failures());
    return all;
  }

  @Override
  public void close() {
    over = true;
    try {
      if (carrying != null) carrying.ended().ifPresent(one -> past.end(plan.realm(), one));
    } finally {
      // Whatever became of the store: its lock would keep everybody out of the system.
      if (session != null) session.close();
      session = null;
    }
  }
}
