package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.access.Access;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Catalogue;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a few people are to have or lose in a realm, by a look at them alone: at a cost that does
 * not grow with the people and things there. Where that would not be certain, by a look at the
 * things too, but at nobody else; and where not even that is, it is left to the plan that is made
 * among all.
 */
final class Few {
  /** For more of them a look at all is soon as cheap. */
  static final int MOST = 20;

  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final HoldBook holds;

  /** By realm: what was found well there when all of it was last looked at. */
  private final Map<String, Well> well = new ConcurrentHashMap<>();

  /**
   * @param policy the digest of its text
   * @param there of each target
   */
  private record Well(String policy, Map<Target, Alike> there) {
    Well {
      there = Map.copyOf(there);
    }

    Alike at(Target target) {
      return there.getOrDefault(target, Alike.NOBODY);
    }

    Well and(Map<Target, Alike> more) {
      Map<Target, Alike> all = new HashMap<>(there);
      more.forEach((target, alike) -> all.merge(target, alike, Alike::and));
      return new Well(policy, all);
    }
  }

  Few(Map<String, Connector<?>> connectors, AdminSecrets secrets, Duration limit, HoldBook holds) {
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.holds = holds;
  }

  /**
   * All that is meant in the realm was looked at, and nothing of it was refused: so it is with
   * whoever has, of each target, the very roles that somebody has there.
   */
  void foundWell(Ground ground, String realm) {
    Map<Target, Alike> there = new HashMap<>();
    Set<String> everybody = ground.policy().subjects().keySet();
    for (Site<?> site : Site.of(ground.policy(), connectors).sites()) {
      if (!site.realm().key().equals(realm)) continue;
      for (Target target : site.targets().toList()) {
        Alike alike = Alike.of(ground, target, everybody);
        if (!alike.isEmpty()) there.put(target, alike);
      }
    }
    well.put(realm, new Well(ground.digest(), there));
  }

  /** It was looked at, and not so. */
  void foundIll(String realm) {
    well.remove(realm);
  }

  /**
   * The plan for them, wherever it is asked for; empty where it has to be made among all.
   *
   * @param ground with them, and of others no more than is at hand
   * @param realm where all that is meant was true but for what was said of people since
   */
  Optional<Function<Where, PlanReport>> plan(Ground ground, String realm, Set<String> subjects) {
    if (!ground.isHeard() || subjects.size() > MOST) return Optional.empty();
    for (Site<?> site : Site.of(ground.policy(), connectors).sites())
      if (site.realm().key().equals(realm)) return plan(site, ground, subjects);
    return Optional.empty();
  }

  private <N extends Native> Optional<Function<Where, PlanReport>> plan(
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
    if (!areTheirs(site, ground.policy(), accounts)
        || !areNeversKept(site, ground, meant, subjects)) return Optional.empty();
    List<Access> withAll = meant.stream().map(one -> withEveryRole(ground, one)).toList();
    Connector<N> connector = site.connector();
    try (Session<N> session = site.open(secrets, limit)) {
      Optional<Planned<N>> planned = Optional.empty();
      if (isPlain(ground, meant) && isWell(site, ground, meant, subjects)) {
        List<Access> seen = meant.stream().map(one -> seen(ground, one)).toList();
        planned =
            session
                .alone(accounts, seen)
                .flatMap(
                    found ->
                        plan(
                            site,
                            ground,
                            subjects,
                            found,
                            meant,
                            connector::compileAlone,
                            accounts));
      }
      if (planned.isEmpty()) {
        planned =
            session
                .around(accounts, withAll)
                .flatMap(
                    found ->
                        plan(
                            site,
                            ground,
                            subjects,
                            found,
                            withAll,
                            connector::compileAround,
                            accounts));
        // What changes for others has to be done before anybody is planned alone.
        if (planned.filter(plan -> plan.isOf(accounts)).isPresent())
          foundWell(site, ground, meant, subjects, Alike::ofRows);
      }
      return planned.map(
          plan ->
              where ->
                  report(site, ground, plan.observed(), where.asked(plan.changes(), plan::takes)));
    } catch (TargetFailure failure) {
      PlanReport failed = report(ground, List.of(), Map.of(), List.of(SideBySide.failure(failure)));
      return Optional.of(_ -> failed);
    }
  }

  /**
   * @param people those accounts, as ties name them
   */
  private record Planned<N extends Native>(
      ObservedState<N> observed, List<Change<N>> changes, Set<Object> people) {
    /** Whether it takes one of them out of a role, and nothing else. */
    boolean takes(Change<N> change) {
      return Ties.isOut(change, tie -> people.contains(tie.member()));
    }

    /** Whether nothing changes but what is those people's own. */
    boolean isOf(Map<String, Set<String>> accounts) {
      Set<String> theirs =
          accounts.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
      return changes.stream()
          .flatMap(change -> Narrowed.accounts(change).stream())
          .allMatch(theirs::contains);
    }
  }

  /** What ought to be theirs by what was found; empty where it does not tell enough. */
  private interface Compiling<N extends Native> {
    Optional<DesiredState<N>> compile(
        Realm realm, List<Access> meant, Map<String, Set<String>> accounts, ObservedState<N> found);
  }

  private <N extends Native> Optional<Planned<N>> plan(
      Site<N> site,
      Ground ground,
      Set<String> subjects,
      ObservedState<N> observed,
      List<Access> meant,
      Compiling<N> compiling,
      Map<String, Set<String>> accounts) {
    Holds kept = kept(site, ground, observed.holds(), subjects);
    Set<String> names = accounts.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    Set<Object> people = Ties.ofPeople(observed.facts().keySet(), names);
    List<Access> open = meant.stream().map(one -> one.under(kept)).toList();
    return compiling
        .compile(site.realm(), open, accounts, observed)
        .map(desired -> new Planned<>(observed, Diff.between(desired, observed), people));
  }

  private static <N extends Native> PlanReport report(
      Site<N> site, Ground ground, ObservedState<N> observed, List<Change<N>> changes) {
    Connector<N> connector = site.connector();
    List<Stage> stages =
        About.subjects(connector.arrange(site.realm(), changes, observed), ground.policy());
    Plan plan = new Plan(site.realm().key(), connector.fingerprint(observed), stages);
    return report(
        ground, stages.isEmpty() ? List.of() : List.of(plan), observed.heads(), List.of());
  }

  /** Where rows are narrowed, with every role there: who moves away leaves attributes behind. */
  private static Access seen(Ground ground, Access meant) {
    return Alike.isNarrowed(ground, meant.target()) ? withEveryRole(ground, meant) : meant;
  }

  private static Access withEveryRole(Ground ground, Access meant) {
    return new Access(
        meant.target(),
        meant.type(),
        meant.at(),
        ground.derivation().roles(meant.target()),
        meant.members());
  }

  /** Whether nothing hangs on what exists there. */
  private static boolean isPlain(Ground ground, List<Access> meant) {
    boolean isOdd =
        ground.policy().roles().values().stream().anyMatch(role -> role.carry() != Carry.TOGETHER);
    if (!isOdd) return true;
    return meant.stream()
        .noneMatch(
            access ->
                ground.derivation().roles(access.target()).values().stream()
                    .anyMatch(role -> isOdd(role, Alike.isGivenNarrowed(ground, access))));
  }

  /**
   * What is done in a role that is put on is held against the tables only where rows are narrowed.
   */
  private static boolean isOdd(Access.Role role, boolean isNarrowed) {
    return switch (role.carry()) {
      case TOGETHER -> false;
      case SWITCH -> isNarrowed;
      case VIEW -> true;
    };
  }

  /**
   * Whether none of their sets of roles is refused for what the tables have for columns, where rows
   * are narrowed: somebody has the same one.
   */
  private boolean isWell(Site<?> site, Ground ground, List<Access> meant, Set<String> subjects) {
    Well known = known(site, ground);
    return meant.stream()
        .allMatch(
            access -> {
              Set<Set<String>> sets = Alike.of(ground, access.target(), subjects).together();
              return sets.isEmpty()
                  || !waits(site, ground) && known.at(access.target()).together().containsAll(sets);
            });
  }

  /**
   * Where somebody waits for a yes, what is meant for them need not be so when all is looked at.
   */
  private static boolean waits(Site<?> site, Ground ground) {
    return site.targets()
        .map(target -> ground.policy().environments().get(target.environment()))
        .anyMatch(environment -> environment != null && environment.onApproval());
  }

  /** What was found well there by this policy. */
  private Well known(Site<?> site, Ground ground) {
    Well nothing = new Well(ground.digest(), Map.of());
    Well known = well.getOrDefault(site.realm().key(), nothing);
    return known.policy().equals(ground.digest()) ? known : nothing;
  }

  /** Unless all was found otherwise meanwhile. */
  private void foundWell(
      Site<?> site,
      Ground ground,
      List<Access> meant,
      Set<String> subjects,
      UnaryOperator<Alike> what) {
    Map<Target, Alike> more = new HashMap<>();
    for (Access access : meant)
      more.put(access.target(), what.apply(Alike.of(ground, access.target(), subjects)));
    well.computeIfPresent(
        site.realm().key(), (_, now) -> now.policy().equals(ground.digest()) ? now.and(more) : now);
  }

  /**
   * Whether what a never speaks of is so for somebody else, where all was found well, or is held
   * against what exists for these alone. Who else breaks one is told by the look at all.
   */
  private boolean areNeversKept(
      Site<?> site, Ground ground, List<Access> meant, Set<String> subjects) {
    Set<Target> first = new HashSet<>();
    for (Access access : meant) {
      Alike few = Alike.of(ground, access.target(), subjects).ofNevers();
      if (few.isEmpty()) continue;
      if (!known(site, ground).at(access.target()).keeps(few)) first.add(access.target());
    }
    if (first.isEmpty()) return true;
    if (!areNeversKept(site, ground, first, subjects)) return false;
    foundWell(site, ground, meant, subjects, Alike::ofNevers);
    return true;
  }

  /** By what exists now; who of them breaks one is told by the plan among all. */
  private boolean areNeversKept(
      Site<?> site, Ground ground, Set<Target> targets, Set<String> subjects) {
    Map<Target, Catalogue> there;
    try (Session<?> session = site.open(secrets, limit)) {
      there = session.catalogues();
    } catch (TargetFailure failure) {
      return false;
    }
    Nevers nevers = ground.nevers().among(subjects);
    return targets.stream()
        .allMatch(
            target ->
                Stream.ofNullable(there.get(target))
                    .anyMatch(
                        catalogue ->
                            nevers.areKeptIn(target, catalogue)
                                && nevers.unmatchedIn(target, catalogue).isEmpty()));
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
        Optional.empty(),
        List.of(),
        plans,
        heads,
        List.of(),
        failures);
  }
}
