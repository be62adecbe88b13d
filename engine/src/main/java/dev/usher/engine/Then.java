package dev.usher.engine;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Access.Role;
import dev.usher.core.decide.Decision;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.meaning.Decider;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import dev.usher.engine.Remembered.Known;
import dev.usher.engine.memory.Holdings.Holding;
import dev.usher.engine.memory.Holdings.Side;
import dev.usher.engine.report.AccessReport.Held;
import dev.usher.engine.report.HeldThenReport;
import dev.usher.engine.report.WhoCanReport;
import dev.usher.engine.report.WhoCouldReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was so at a time that is past: who held which role is remembered, and what the roles meant
 * says the policy that was in force, read by the same meaning as today's.
 */
final class Then {
  /** By this name everybody is asked for who holds the same. */
  private static final String SOMEBODY = "somebody";

  private final Remembered remembered;

  Then(Remembered remembered) {
    this.remembered = remembered;
  }

  WhoCouldReport whoCould(String action, String address, Instant at) {
    Optional<Known> decided = remembered.decided(at);
    if (decided.isEmpty()) return whoCould(List.of(Remembered.unknown(at)), action, address, at);
    Question question = new Question(decided.get().ground());
    Optional<Resource> on = question.address(address);
    on.ifPresent(resource -> question.action(action, resource));
    if (on.isEmpty() || !question.isClear())
      return whoCould(question.diagnostics(), action, address, at);
    Resource resource = on.get();
    Optional<Known> carried = remembered.carried(resource.target(), at);
    return new WhoCouldReport(
        remembered.early(at),
        action,
        resource.toString(),
        at,
        who(decided.get(), action, resource, Side.DECIDED, at),
        carried
            .filter(policy -> policy.has(resource.target()))
            .map(policy -> who(policy, action, resource, Side.LIVE, at))
            .orElse(WhoCouldReport.Side.NOTHING));
  }

  private static WhoCouldReport whoCould(
      List<Diagnostic> diagnostics, String action, String address, Instant at) {
    WhoCouldReport.Side nothing = WhoCouldReport.Side.NOTHING;
    return new WhoCouldReport(diagnostics, action, address, at, nothing, nothing);
  }

  private WhoCouldReport.Side who(Known policy, String action, Resource on, Side side, Instant at) {
    Target target = on.target();
    Map<String, Role> roles = policy.roles(target);
    Set<String> telling = telling(policy, roles, action, on, at);
    Map<String, Map<String, Set<Cause>>> held = new TreeMap<>();
    for (Holding one : remembered.holdings().holders(target, telling, side, at))
      held.computeIfAbsent(one.subject(), _ -> new TreeMap<>())
          .computeIfAbsent(one.role(), _ -> new TreeSet<>())
          .add(policy.cause(one));
    List<WhoCanReport.One> who = new ArrayList<>();
    // Who holds the same for the same reasons can do the same.
    Map<Map<String, Set<Cause>>, Decision> decisions = new HashMap<>();
    held.forEach(
        (subject, direct) -> {
          Decision decision =
              decisions.computeIfAbsent(
                  direct, _ -> decision(policy, roles, direct, action, on, at));
          if (!(decision instanceof Decision.None))
            who.add(new WhoCanReport.One(subject, decision));
        });
    return new WhoCouldReport.Side(Optional.of(policy.name()), who);
  }

  /** Roles of which one can tell something about it, alone or beside others. */
  private Set<String> telling(
      Known policy, Map<String, Role> roles, String action, Resource on, Instant at) {
    Set<String> telling = new TreeSet<>();
    for (String role : roles.keySet()) {
      Map<String, Set<Cause>> alone = Map.of(role, Set.of(Cause.of(role)));
      Access access = access(policy, on.target(), roles, alone, at);
      boolean tells =
          access.heldBy(SOMEBODY).stream().anyMatch(one -> one.right().touches(on.whole()));
      // What has nothing below it comes with nothing else.
      boolean isLowest = on.path().size() == access.type().levels().size();
      if (tells || !isLowest && !(decision(access, action, on) instanceof Decision.None))
        telling.add(role);
    }
    return telling;
  }

  private Decision decision(
      Known policy,
      Map<String, Role> roles,
      Map<String, Set<Cause>> direct,
      String action,
      Resource on,
      Instant at) {
    return decision(access(policy, on.target(), roles, direct, at), action, on);
  }

  private static Decision decision(Access access, String action, Resource on) {
    return Decider.decide(access, SOMEBODY, action, on, Optional.empty());
  }

  private static Access access(
      Known policy,
      Target target,
      Map<String, Role> roles,
      Map<String, Set<Cause>> direct,
      Instant at) {
    Member member = new Member(SOMEBODY, SOMEBODY, false, Map.of(), direct);
    return new Access(target, policy.ground().type(target), at, roles, Map.of(SOMEBODY, member));
  }

  HeldThenReport access(String subject, Instant at) {
    Optional<Known> decided = remembered.decided(at);
    if (decided.isEmpty())
      return new HeldThenReport(
          List.of(Remembered.unknown(at)), subject, at, Optional.empty(), List.of());
    Map<String, List<Holding>> meant =
        byTarget(remembered.holdings().of(subject, Side.DECIDED, at));
    Map<String, List<Holding>> live = byTarget(remembered.holdings().of(subject, Side.LIVE, at));
    Set<String> all = new TreeSet<>(meant.keySet());
    all.addAll(live.keySet());
    List<HeldThenReport.There> there = new ArrayList<>();
    for (String name : all) {
      Target target = target(name);
      Optional<Known> carried = remembered.carried(target, at);
      there.add(
          new HeldThenReport.There(
              name,
              held(decided, target, meant.getOrDefault(name, List.of()), at),
              held(carried, target, live.getOrDefault(name, List.of()), at)));
    }
    return new HeldThenReport(remembered.early(at), subject, at, decided.map(Known::name), there);
  }

  private static Map<String, List<Holding>> byTarget(List<Holding> holdings) {
    Map<String, List<Holding>> byTarget = new TreeMap<>();
    for (Holding one : holdings)
      byTarget.computeIfAbsent(one.target(), _ -> new ArrayList<>()).add(one);
    return byTarget;
  }

  private static Target target(String text) {
    int slash = text.indexOf('/');
    return new Target(text.substring(0, slash), text.substring(slash + 1));
  }

  private List<Held> held(
      Optional<Known> policy, Target target, List<Holding> holdings, Instant at) {
    if (holdings.isEmpty()) return List.of();
    Map<String, Set<Cause>> direct = new TreeMap<>();
    for (Holding one : holdings)
      direct
          .computeIfAbsent(one.role(), _ -> new TreeSet<>())
          .add(policy.map(known -> known.cause(one)).orElse(Cause.of(one.why())));
    if (policy.filter(known -> known.has(target)).isEmpty()) return bare(direct);
    Map<String, Role> roles = policy.get().roles(target);
    Access access = access(policy.get(), target, roles, direct, at);
    return AccessOf.held(access, Objects.requireNonNull(access.members().get(SOMEBODY)));
  }

  /** Of a policy that had no such target any more the roles' names are known, and no more. */
  private static List<Held> bare(Map<String, Set<Cause>> direct) {
    List<Held> held = new ArrayList<>();
    direct.forEach((role, why) -> held.add(new Held(role, Set.of(), "", List.of(), why)));
    return held;
  }
}
