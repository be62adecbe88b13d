package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.core.check.SipHash;
import dev.usher.core.condition.Value;
import dev.usher.core.ledger.Warrant;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.engine.check.Indexing;
import dev.usher.engine.enact.PolicyCheck;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.Later;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.follow.RealmWork;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.ports.LedgerStore;
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
import dev.usher.policy.PolicyReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Everything that usher does, done here and now, against the systems themselves. */
public final class LocalUsher implements Usher {
  private final Validating validating;
  private final AccessDiffing accessDiffing;
  private final Planning planning;
  private final Drifting drifting;
  private final Applying applying;
  private final Offboarding offboarding;
  private final Verifying verifying;
  private final Orphans orphans;
  private final Asking asking;
  private final Filtering filtering;
  private final AccessOf accessOf;
  private final Issuing issuing;
  private final Importing importing;
  private final LedgerReading ledgers;
  private final History history;
  private final Then then;
  private final Differing differing;
  private final Beginning beginning = new Beginning();
  private final PolicyText policyText;
  private final RealmWork realmWork;
  private final Indexing indexing;
  private final PolicyCheck policyCheck;

  /**
   * @param variables of the environment: for URLs, and for usher's own accounts
   * @param connectors one for each type of system
   * @param stores the ledger that belongs to a folder of policy
   * @param heard what counts beside the policy's text
   * @param who the operating system's user who runs usher
   * @param random cryptographically strong: passwords are made from it, and the key by which names
   *     are hashed
   * @param limit longest wait for a connection or a lock
   */
  public LocalUsher(
      PolicyReader reader,
      Function<String, Optional<String>> variables,
      List<Connector<?>> connectors,
      Function<Path, LedgerStore> stores,
      Heard heard,
      InstantSource clock,
      String who,
      RandomGenerator random,
      Duration limit) {
    Map<String, Connector<?>> byType = new TreeMap<>();
    Map<String, SystemType> types = new TreeMap<>();
    for (Connector<?> connector : connectors) {
      byType.put(connector.type().name(), connector);
      types.put(connector.type().name(), connector.type());
    }
    Reading reading = new Reading(reader, types, variables, heard.directories(), clock);
    AdminSecrets secrets = new AdminSecrets(variables);
    Journals journals = new Journals(stores, clock, who, Warrant.NONE);
    LiveAnswers live = new LiveAnswers(byType, secrets, limit);
    validating = new Validating(reading);
    accessDiffing = new AccessDiffing(reading, clock);
    planning = new Planning(reading, byType, secrets, limit, heard.holds());
    drifting = new Drifting(planning, stores);
    applying = new Applying(reading, byType, secrets, limit, journals, heard.past());
    offboarding = new Offboarding(reading, planning, applying, byType, secrets, limit, clock);
    verifying = new Verifying(reading, byType, secrets, limit);
    orphans = new Orphans(reading, byType, secrets, limit, heard.holds());
    asking = new Asking(reading, live);
    filtering = new Filtering(reading, live, heard.holds(), heard.past());
    accessOf = new AccessOf(reading, live);
    issuing =
        new Issuing(reading, byType, secrets, limit, journals, random, heard.past(), heard.holds());
    importing = new Importing(reading, byType, secrets, limit, planning, clock);
    history = new History(stores);
    ledgers = new LedgerReading(reading, byType, secrets, limit, stores);
    Reading shelved = reading.shelved();
    policyText = new ReadText(shelved, byType);
    Waiting waiting = new Waiting(planning, heard.approvals());
    Fulfilling fulfilling = new Fulfilling(waiting);
    Few few = new Few(byType, secrets, limit, heard.holds());
    Remembering remembering = new Remembering(heard.memory(), heard.holds(), byType, clock);
    TurningPeople people =
        new TurningPeople(
            shelved,
            waiting,
            fulfilling,
            few,
            applying,
            byType,
            heard.past(),
            heard.holds(),
            remembering);
    realmWork =
        new Turning(
            shelved,
            waiting,
            fulfilling,
            few,
            people,
            applying,
            journals,
            heard.past(),
            heard.holds(),
            remembering);
    indexing =
        new MakingIndex(
            shelved,
            heard.holds(),
            heard.past(),
            new SipHash(random.nextLong(), random.nextLong()));
    Remembered remembered = new Remembered(reading, heard.memory());
    then = new Then(remembered);
    differing = new Differing(remembered);
    policyCheck = new Checking(validating, clock);
  }

  /** Without a server: nobody hears directories. */
  public LocalUsher(
      PolicyReader reader,
      Function<String, Optional<String>> variables,
      List<Connector<?>> connectors,
      Function<Path, LedgerStore> stores,
      InstantSource clock,
      String who,
      RandomGenerator random,
      Duration limit) {
    this(reader, variables, connectors, stores, Heard.NOTHING, clock, who, random, limit);
  }

  /** What machines ask, all the time. */
  public Indexing indexing() {
    return indexing;
  }

  /** What a server goes by. */
  public PolicyText policyText() {
    return policyText;
  }

  /** What a server does realm by realm. */
  public RealmWork realmWork() {
    return realmWork;
  }

  /** What a policy has to pass before a server follows it. */
  public PolicyCheck policyCheck() {
    return policyCheck;
  }

  @Override
  public ValidateReport validate(Path policy) {
    return validating.validate(policy);
  }

  @Override
  public AccessDiffReport accessDiff(Path old, Path changed) {
    return accessDiffing.diff(old, changed);
  }

  @Override
  public PlanReport plan(Path policy, Set<String> environments, Progress progress) {
    return planning.plan(policy, environments, new Aim.Everything(), progress);
  }

  @Override
  public PlanReport suspend(Path policy, String subject, Progress progress) {
    return planning.plan(policy, Set.of(), new Aim.Suspend(subject), progress);
  }

  @Override
  public PlanReport resume(Path policy, String subject, Progress progress) {
    return planning.plan(policy, Set.of(), new Aim.Resume(subject), progress);
  }

  @Override
  public PlanReport offboard(
      Path policy, String subject, Optional<String> successor, Progress progress) {
    return planning.plan(policy, Set.of(), new Aim.Offboard(subject, successor), progress);
  }

  @Override
  public ReceiptReport offboardAtOnce(
      Path policy,
      String subject,
      Optional<String> successor,
      Consumer<PlanReport> shown,
      Progress progress) {
    return offboarding.offboard(policy, subject, successor, shown, progress);
  }

  @Override
  public ReceiptReport receipt(Path policy, PlanReport offboarding, Progress progress) {
    return this.offboarding.offboard(policy, offboarding, progress);
  }

  @Override
  public ScheduleReport later(Later later) {
    throw noServer();
  }

  @Override
  public ScheduleReport schedule() {
    throw noServer();
  }

  private static Refused noServer() {
    return new Refused(
        "a date is kept by a server: name it by --server URL, or say it on the day without a date");
  }

  @Override
  public ApplyReport apply(Path policy, PlanReport planned, Progress progress) {
    return applying.apply(policy, planned, progress);
  }

  @Override
  public DriftReport drift(Path policy, Progress progress) {
    return drifting.drift(policy, progress);
  }

  @Override
  public VerifyReport verify(Path policy, Set<String> environments, Progress progress) {
    return verifying.verify(policy, environments, progress);
  }

  @Override
  public OrphanReport orphans(Path policy) {
    return orphans.find(policy);
  }

  @Override
  public CanReport can(
      Path policy,
      String subject,
      String action,
      String address,
      Optional<Map<String, Value>> row,
      boolean live) {
    return asking.can(policy, subject, action, address, row, live);
  }

  @Override
  public WhoCanReport whoCan(Path policy, String action, String address, boolean live) {
    return asking.whoCan(policy, action, address, live);
  }

  @Override
  public FilterReport filter(Path policy, Wanted wanted) {
    return filtering.filter(policy, wanted);
  }

  @Override
  public AccessReport access(Path policy, String subject, boolean live) {
    return accessOf.access(policy, subject, live);
  }

  @Override
  public IssueReport issue(Path policy, String subject, Target target, Duration length) {
    return issuing.issue(policy, subject, target, length);
  }

  @Override
  public ImportReport importing(String url, String admin, Path policy, Progress progress) {
    return importing.importing(url, admin, policy, progress);
  }

  @Override
  public LedgerReport ledger(Path policy) {
    return ledgers.read(policy);
  }

  @Override
  public LedgerReport verifyLedger(Path policy) {
    return ledgers.verify(policy);
  }

  @Override
  public HistoryReport history(Path policy, String about, Instant from, Instant until) {
    return history.of(policy, about, from, until);
  }

  @Override
  public WhoCouldReport whoCould(String action, String address, Instant at) {
    return then.whoCould(action, address, at);
  }

  @Override
  public HeldThenReport accessAt(String subject, Instant at) {
    return then.access(subject, at);
  }

  @Override
  public DiffReport diff(Instant from, Instant to, Optional<String> subject) {
    return differing.diff(from, to, subject);
  }

  @Override
  public void exportLedger(Path policy, Consumer<String> line) {
    ledgers.export(policy, line);
  }

  @Override
  public List<Path> init(Path policy) {
    return beginning.init(policy);
  }
}
