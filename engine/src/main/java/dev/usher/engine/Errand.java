package dev.usher.engine;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Session.Lock;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.diff.Native;
import dev.usher.core.plan.Plan;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One realm's part of an apply. It is opened and locked in the first round, whatever is due there,
 * so that no later one waits for it, and let go of after the last of its stages, or when something
 * goes wrong.
 */
final class Errand implements AutoCloseable {
  private final Site<?> site;
  private final Plan plan;
  private final PlanReport planned;
  private final boolean isLeftOpen;
  private final Journal journal;
  private final Progress progress;
  private final List<Failure> failures = new ArrayList<>();
  private @Nullable Session<?> session;
  private @Nullable Carrying carrying;
  private boolean over;

  /**
   * @param isLeftOpen whether an earlier run left an intent of that realm open
   */
  Errand(
      Site<?> site,
      Plan plan,
      PlanReport planned,
      boolean isLeftOpen,
      Journal journal,
      Progress progress) {
    this.site = site;
    this.plan = plan;
    this.planned = planned;
    this.isLeftOpen = isLeftOpen;
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
    return switch (opened.lock(plan.fingerprint())) {
      case Lock.Held _ -> {
        // To look again is to read the whole ledger: a dozen realms need not.
        if (isLeftOpen) Closing.with(plan, planned, journal);
        yield new Carrying(opened, plan, journal, progress);
      }
      case Lock.Moved _ -> notBegun("moved", "it has changed since the plan was made: plan again");
      case Lock.Busy(String who) ->
          notBegun("locked", who + " is writing there: try again when it has ended");
    };
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
    if (session != null) session.close();
    session = null;
  }
}
