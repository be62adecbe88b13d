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
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Never;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /**
   * @param together sets of roles that somebody has, where rows are narrowed; else nothing
   * @param forbidden by each never: sets of roles that those can have of whom it speaks
   */
  private record Alike(Set<Set<String>> together, Map<Never, Set<Set<String>>> forbidden) {
    static final Alike NOBODY = new Alike(Set.of(), Map.of());

    static Alike of(Ground ground, Target target, Set<String> subjects) {
      Set<Set<String>> sets = new HashSet<>();
      if (isAnyNarrowed(ground.policy())) {
        Access access = ground.derivation().at(target, ground.now(), subjects);
        if (isGivenNarrowed(ground, access))
          access.members().values().forEach(one -> sets.add(one.roles().keySet()));
      }
      return new Alike(sets, ground.nevers().classesIn(target, subjects));
    }

    boolean isEmpty() {
      return together.isEmpty() && forbidden.values().stream().allMatch(Set::isEmpty);
    }

    boolean keeps(Alike few) {
      return few.forbidden.entrySet().stream()
          .allMatch(
              one -> forbidden.getOrDefault(one.getKey(), Set.of()).containsAll(one.getValue()));
    }

    Alike and(Alike few) {
      Map<Never, Set<Set<String>>> all = new HashMap<>(forbidden);
      few.forbidden.forEach(
          (never, some) ->
              all.merge(
                  never,
                  some,
                  (one, other) ->
                      Stream.of(one, other)
                          .flatMap(Set::stream)
                          .collect(Collectors.toUnmodifiableSet())));
      return new Alike(together, all);
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

  private static boolean isNarrowed(Ground ground, Target target) {
    return isAnyNarrowed(ground.policy())
        && ground.derivation().roles(target).values().stream().anyMatch(Few::isNarrowed);
  }

  private static boolean isNarrowed(Access.Role role) {
    return role.rights().stream().anyMatch(right -> right.rows().isPresent());
  }

  /** Whether some grant there, to whomever, gives some rows: else no table is narrowed. */
  private static boolean isGivenNarrowed(Ground ground, Access access) {
    Target target = access.target();
    Access all =
        new Access(target, access.type(), access.at(), ground.derivation().roles(target), Map.of());
    Set<String> given =
        ground.policy().grants().stream()
            .filter(grant -> grant.in().contains(target.environment()))
            .map(Policy.Grant::role)
            .collect(Collectors.toSet());
    return all.closure(given).stream()
        .flatMap(role -> Stream.ofNullable(all.roles().get(role)))
        .anyMatch(Few::isNarrowed);
  }

  private static boolean isAnyNarrowed(Policy policy) {
    return policy.roles().values().stream()
        .flatMap(role -> role.can().stream())
        .anyMatch(can -> can.rows().isPresent());
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
    if (!isPlain(ground, meant)
        || !isWell(site, ground, meant, subjects)
        || !areTheirs(site, ground.policy(), accounts)) return Optional.empty();
    Optional<ObservedState<N>> found;
    try (Session<N> session = site.open(secrets, limit)) {
      found = session.alone(accounts, meant.stream().map(one -> seen(ground, one)).toList());
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

  /** Where rows are narrowed, with every role there: who moves away leaves attributes behind. */
  private static Access seen(Ground ground, Access meant) {
    if (!isNarrowed(ground, meant.target())) return meant;
    return new Access(
        meant.target(),
        meant.type(),
        meant.at(),
        ground.derivation().roles(meant.target()),
        meant.members());
  }

  /** Whether nothing hangs on who they are, on a yes, or on what exists there. */
  private static boolean isPlain(Ground ground, List<Access> meant) {
    Policy policy = ground.policy();
    boolean isOdd =
        policy.roles().values().stream().anyMatch(role -> role.carry() != Carry.TOGETHER);
    for (Access access : meant) {
      Target target = access.target();
      Policy.Environment environment = policy.environments().get(target.environment());
      if (environment == null || environment.onApproval()) return false;
      if (isOdd
          && ground.derivation().roles(target).values().stream()
              .anyMatch(role -> isOdd(role, isGivenNarrowed(ground, access)))) return false;
    }
    return true;
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
   * Whether nothing of it is refused, where a set of roles may be: somebody has the same one where
   * rows are narrowed, for what the tables have for columns; and what a never speaks of is so for
   * somebody else, or is held against what exists for these alone.
   */
  private boolean isWell(Site<?> site, Ground ground, List<Access> meant, Set<String> subjects) {
    Well known = well.get(site.realm().key());
    Map<Target, Alike> first = new HashMap<>();
    for (Access access : meant) {
      Alike few = Alike.of(ground, access.target(), subjects);
      if (few.isEmpty()) continue;
      if (known == null || !known.policy().equals(ground.digest())) return false;
      Alike all = known.at(access.target());
      if (!all.together().containsAll(few.together())) return false;
      if (!all.keeps(few)) first.put(access.target(), few);
    }
    if (first.isEmpty()) return true;
    if (!areNeversKept(site, ground, first.keySet(), subjects)) return false;
    // Unless all was found otherwise meanwhile.
    well.computeIfPresent(site.realm().key(), (_, now) -> now.equals(known) ? now.and(first) : now);
    return true;
  }

  /** By what exists now; whoever breaks one is told by the plan among all. */
  private boolean areNeversKept(
      Site<?> site, Ground ground, Set<Target> targets, Set<String> subjects) {
    Map<Target, Catalogue> there;
    try (Session<?> session = site.open(secrets, limit)) {
      there = session.catalogues();
    } catch (TargetFailure failure) {
      return false;
    }
    return targets.stream()
        .allMatch(
            target ->
                Stream.ofNullable(there.get(target))
                    .anyMatch(
                        catalogue ->
                            ground.nevers().areKeptBy(subjects, target, catalogue)
                                && ground.nevers().unmatchedIn(target, catalogue).isEmpty()));
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
