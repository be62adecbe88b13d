package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.PlanReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a few people are to have or lose in a realm, by a look at them alone: at a cost that does
 * not grow with the people and things there. Where that would not be certain it is left to the plan
 * that is made among all.
 */
final class Few {
  /** For more of them a look at all is soon as cheap. */
  static final int MOST = 20;

  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final HoldBook holds;

  Few(Map<String, Connector<?>> connectors, AdminSecrets secrets, Duration limit, HoldBook holds) {
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.holds = holds;
  }

  /**
   * The plan for them; empty where it has to be made among all.
   *
   * @param ground with them, and of others no more than is at hand
   * @param realm where all that is meant was true but for what was said of people since
   */
  Optional<PlanReport> plan(Ground ground, String realm, Set<String> subjects) {
    if (!ground.isHeard() || subjects.size() > MOST) return Optional.empty();
    for (Site<?> site : Site.of(ground.policy(), connectors).sites())
      if (site.realm().key().equals(realm)) return plan(site, ground, subjects);
    return Optional.empty();
  }

  private <N extends Native> Optional<PlanReport> plan(
      Site<N> site, Ground ground, Set<String> subjects) {
    List<Access> meant =
        site.targets()
            .map(target -> ground.derivation().at(target, ground.now(), subjects))
            .toList();
    Map<String, Set<String>> accounts = new TreeMap<>();
    for (String subject : subjects)
      accounts.put(
          subject,
          site.targets()
              .map(target -> ground.policy().accountName(target, subject))
              .collect(Collectors.toCollection(TreeSet::new)));
    if (!isPlain(ground, meant) || !areTheirs(site, ground.policy(), accounts))
      return Optional.empty();
    Optional<ObservedState<N>> found;
    try (Session<N> session = site.open(secrets, limit)) {
      found = session.alone(accounts, meant);
    } catch (TargetFailure failure) {
      return Optional.of(report(ground, List.of(), Map.of(), List.of(SideBySide.failure(failure))));
    }
    if (found.isEmpty()) return Optional.empty();
    ObservedState<N> observed = found.get();
    Holds kept = kept(site, ground, observed.holds(), subjects);
    Connector<N> connector = site.connector();
    Optional<DesiredState<N>> desired =
        connector.compileAlone(
            site.realm(), meant.stream().map(one -> one.under(kept)).toList(), accounts, observed);
    if (desired.isEmpty()) return Optional.empty();
    List<Change<N>> changes = Diff.between(desired.get(), observed);
    List<Stage> stages =
        About.subjects(connector.arrange(site.realm(), changes, observed), ground.policy());
    Plan plan = new Plan(site.realm().key(), connector.fingerprint(observed), stages);
    return Optional.of(
        report(ground, stages.isEmpty() ? List.of() : List.of(plan), observed.heads(), List.of()));
  }

  /** Whether nothing hangs on who they are, on a yes, or on what exists there. */
  private static boolean isPlain(Ground ground, List<Access> meant) {
    Policy policy = ground.policy();
    boolean isOdd =
        policy.roles().values().stream()
            .anyMatch(
                role ->
                    role.carry() != Carry.TOGETHER
                        || role.can().stream().anyMatch(can -> can.rows().isPresent()));
    for (Access access : meant) {
      Target target = access.target();
      Policy.Environment environment = policy.environments().get(target.environment());
      if (environment == null || environment.onApproval()) return false;
      if (isOdd && ground.derivation().roles(target).values().stream().anyMatch(Few::isOdd))
        return false;
      if (isForbidden(ground, access)) return false;
    }
    return true;
  }

  private static boolean isOdd(Access.Role role) {
    return role.carry() != Carry.TOGETHER
        || role.rights().stream().anyMatch(right -> right.rows().isPresent());
  }

  /** Whether a never may speak of one of them there: it is held against what exists. */
  private static boolean isForbidden(Ground ground, Access access) {
    if (access.members().isEmpty()) return false;
    return ground.policy().nevers().stream()
        .filter(never -> never.on().stream().anyMatch(on -> on.mayReach(access.target())))
        .map(never -> ground.derivation().population().perhaps(never.who()))
        .anyMatch(who -> access.members().keySet().stream().anyMatch(who::contains));
  }

  /** Whether no account of theirs could be anybody else's too. */
  private static boolean areTheirs(Site<?> site, Policy policy, Map<String, Set<String>> accounts) {
    List<Target> targets = site.targets().toList();
    for (Map.Entry<String, Set<String>> one : accounts.entrySet())
      for (String account : one.getValue())
        for (Target target : targets) {
          Optional<String> whose = policy.subjectOf(target, account);
          boolean isNamedSo = policy.accountName(target, one.getKey()).equals(account);
          if (whose.map(other -> !other.equals(one.getKey())).orElse(isNamedSo)) return false;
        }
    return true;
  }

  /** Who of them is kept out: by the marks, and by a word that was said here, which counts more. */
  private Holds kept(Site<?> site, Ground ground, Holds marked, Set<String> subjects) {
    Target first = site.realm().places().getFirst().target();
    Holds kept = ground.named(marked).among(subjects);
    Map<String, Optional<Hold.Kind>> said = holds.said();
    for (String subject : subjects) {
      Optional<Hold.Kind> word = said.get(subject);
      if (word == null) continue;
      if (word.isEmpty() || !ground.isNamed(subject)) kept = kept.without(subject);
      else kept = Aim.kept(kept, first, subject, word.get());
    }
    return kept;
  }

  private static PlanReport report(
      Ground ground, List<Plan> plans, Map<Target, String> heads, List<Failure> failures) {
    return new PlanReport(
        ground.now(),
        ground.digest(),
        Set.of(),
        Optional.empty(),
        List.of(),
        plans,
        heads,
        List.of(),
        failures);
  }
}
