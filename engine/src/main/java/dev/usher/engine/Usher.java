package dev.usher.engine;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Target;
import dev.usher.engine.follow.Later;
import dev.usher.engine.report.AccessDiffReport;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.CanReport;
import dev.usher.engine.report.DiffReport;
import dev.usher.engine.report.DriftReport;
import dev.usher.engine.report.FilterReport;
import dev.usher.engine.report.HeldThenReport;
import dev.usher.engine.report.HistoryReport;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.IssueReport;
import dev.usher.engine.report.LedgerReport;
import dev.usher.engine.report.OrphanReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.engine.report.ScheduleReport;
import dev.usher.engine.report.ValidateReport;
import dev.usher.engine.report.VerifyReport;
import dev.usher.engine.report.WhoCanReport;
import dev.usher.engine.report.WhoCouldReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything that usher does. Each method reads the policy anew. A policy with errors comes back as
 * the report's diagnostics with nothing done; a target that fails comes back as a failure of that
 * target with the others done.
 */
public interface Usher {

  /** All errors at once; needs no live system. */
  ValidateReport validate(Path policy);

  /** Who gains and who loses what by one policy's text after another; needs no live system. */
  AccessDiffReport accessDiff(Path old, Path changed);

  /**
   * What apply would do.
   *
   * @param environments which are planned; empty: all. Never narrows what is looked at
   */
  PlanReport plan(Path policy, Set<String> environments, Progress progress);

  /**
   * Carries out plans exactly as they are, and refuses one whose realm has moved. Plans come from
   * {@link #plan} or from a file that {@link PlanReport} was written to.
   */
  ApplyReport apply(Path policy, PlanReport planned, Progress progress);

  /**
   * What it takes to shut the subject out of everything: log-in off, sessions ended, all else kept.
   * It is a plan like any other, for {@link #apply}; no later apply lets them in.
   */
  PlanReport suspend(Path policy, String subject, Progress progress);

  /** What it takes to let somebody in again who is suspended or offboarded; likewise. */
  PlanReport resume(Path policy, String subject, Progress progress);

  /**
   * What it takes to take the subject out of everything for good; for {@link #receipt}. No later
   * apply brings them back while the policy names them.
   *
   * @param successor who gets what they own: somebody of the policy, or an account there
   */
  PlanReport offboard(Path policy, String subject, Optional<String> successor, Progress progress);

  /**
   * Offboards without asking: the subject is shut out first, before anything is looked at but who
   * is let in; then all that was theirs is planned and taken.
   *
   * @param shown told each plan before it is carried out
   */
  ReceiptReport offboardAtOnce(
      Path policy,
      String subject,
      Optional<String> successor,
      Consumer<PlanReport> shown,
      Progress progress);

  /** Carries an offboarding out as {@link #apply} does, and looks again what is left of them. */
  ReceiptReport receipt(Path policy, PlanReport offboarding, Progress progress);

  /**
   * The same on a date, or no more on one: a server sees to it.
   *
   * @return what is to become of that person now
   * @throws Refused where nobody would be there on that day
   */
  ScheduleReport later(Later later);

  /** What is to become of people on a date. */
  ScheduleReport schedule();

  /** What has moved in the systems since the policy was applied; its plan is for {@link #apply}. */
  DriftReport drift(Path policy, Progress progress);

  /** Whether live access is what the policy says, by the systems' own answers. */
  VerifyReport verify(Path policy, Set<String> environments, Progress progress);

  /** Who can log in somewhere, and is neither of the policy nor usher itself. */
  OrphanReport orphans(Path policy);

  /**
   * @param address with wildcards refused
   * @param row one row's values; empty: any
   * @param live also ask the system
   */
  CanReport can(
      Path policy,
      String subject,
      String action,
      String address,
      Optional<Map<String, Value>> row,
      boolean live);

  /** Everyone who can do some of it. */
  WhoCanReport whoCan(Path policy, String action, String address, boolean live);

  /**
   * Which rows of a table a subject reaches, as a condition for a query of one's own. It asks the
   * system what the table's columns are.
   */
  FilterReport filter(Path policy, Wanted wanted);

  /** Everything a subject can do, everywhere. */
  AccessReport access(Path policy, String subject, boolean live);

  /**
   * Makes a password for the subject's account; the only report that holds a secret.
   *
   * @param length of its life; more than nothing, at most 365 days
   */
  IssueReport issue(Path policy, String subject, Target target, Duration length);

  /**
   * Writes a policy that describes what a live system grants today; refuses to overwrite. The plan
   * with it is empty, and what no policy can say is left as comments.
   *
   * @param url a user and a password in it are not used and written nowhere
   * @param admin where usher's own account is found: {@code env:NAME} or {@code file:PATH}
   */
  ImportReport importing(String url, String admin, Path policy, Progress progress);

  /** What was done, newest last. */
  LedgerReport ledger(Path policy);

  /** Whether the chain is whole, and ends where the targets' marks say. */
  LedgerReport verifyLedger(Path policy);

  /**
   * What was decided and done about somebody or something, newest last. It reads the ledger alone:
   * who has left the policy has a history too.
   *
   * @param about a subject; or an address, and then with what is within it
   * @param from only what was begun then or later
   * @param until only what was begun before
   */
  HistoryReport history(Path policy, String about, Instant from, Instant until);

  /**
   * Everyone who could do some of it then: as it was decided, and as it had been carried out.
   *
   * @throws Refused where nobody remembers
   */
  WhoCouldReport whoCould(String action, String address, Instant at);

  /**
   * Everything a subject could do then; likewise.
   *
   * @throws Refused where nobody remembers
   */
  HeldThenReport accessAt(String subject, Instant at);

  /**
   * Who holds what at the one time and did not at the other, and the other way round; likewise.
   *
   * @param subject of whom alone
   * @throws Refused where nobody remembers, or the second time is before the first
   */
  DiffReport diff(Instant from, Instant to, Optional<String> subject);

  /** Every line of the ledger as it is, oldest first. */
  void exportLedger(Path policy, Consumer<String> line);

  /** Writes a commented example policy; refuses to overwrite. Returns the files written. */
  List<Path> init(Path policy);
}
