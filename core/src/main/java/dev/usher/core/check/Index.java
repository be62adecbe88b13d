package dev.usher.core.check;

import dev.usher.core.access.Access;
import dev.usher.core.access.Derivation;
import dev.usher.core.access.Narrow;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Decider;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that can be asked at one revision. It never changes: any number of threads read it, and a
 * change makes another that shares what stayed.
 */
public final class Index {
  private final Estate estate;
  private final List<Holders> holders;
  private final SipHash hash;

  /**
   * Those of the only target, where there is one: a processor looks for the resource while it waits
   * for the memory of the subject. Else it is not known yet where to look.
   */
  private final @Nullable People alone;

  private final String revision;
  private final Instant at;
  private final Optional<Instant> until;

  private Index(
      Estate estate,
      List<Holders> holders,
      SipHash hash,
      String revision,
      Instant at,
      Optional<Instant> until) {
    this.estate = estate;
    this.holders = holders;
    this.hash = hash;
    this.alone = holders.size() == 1 ? holders.getFirst().people() : null;
    this.revision = revision;
    this.at = at;
    this.until = until;
  }

  /**
   * @param policy with the people of its directories
   * @param out who is kept out, by name
   * @param revision comes back with every answer
   * @param hash of a key that no other process has
   */
  public static Index of(
      Policy policy, Instant now, Map<String, Hold.Kind> out, String revision, SipHash hash) {
    Derivation derivation = new Derivation(policy);
    List<Holders> holders = new ArrayList<>();
    for (Target target : policy.targets()) {
      Rules rules =
          new Rules(
              target,
              system(policy, target).type(),
              named(policy, target),
              derivation.roles(target),
              policy.nevers());
      holders.add(Holders.of(rules, now, policy, derivation, out, hash));
    }
    return of(holders, revision, now, next(policy, now), hash);
  }

  /**
   * The same policy with these people as they are now. What a grant's dates change is not looked
   * for: see {@link #isOf}.
   *
   * @param policy of which those others may be missing
   * @param out who is kept out, of these
   */
  public Index with(
      Set<String> subjects, Policy policy, Map<String, Hold.Kind> out, String revision) {
    Policy theirs = Narrow.to(subjects, policy);
    Derivation derivation = new Derivation(theirs);
    List<Holders> changed = new ArrayList<>();
    for (Holders one : holders) {
      Access access = derivation.at(one.rules().target(), at, subjects);
      changed.add(one.with(subjects, access, theirs, derivation, out));
    }
    return new Index(estate, List.copyOf(changed), hash, revision, at, until);
  }

  /** Of the kinds whose things the policy names, these names. */
  private static Map<String, Set<String>> named(Policy policy, Target target) {
    Policy.System system = system(policy, target);
    Map<String, Set<String>> named = new HashMap<>();
    for (String kind : system.type().kinds().keySet())
      system
          .type()
          .namedBy(kind)
          .ifPresent(key -> named.put(kind, Set.copyOf(system.things(key).keySet())));
    return named;
  }

  private static Policy.System system(Policy policy, Target target) {
    return Objects.requireNonNull(policy.systems().get(target.system()));
  }

  static Index of(
      List<Holders> holders, String revision, Instant at, Optional<Instant> until, SipHash hash) {
    Estate estate = new Estate(holders.stream().map(Holders::rules).toList(), hash);
    return new Index(estate, List.copyOf(holders), hash, revision, at, until);
  }

  /** The same with these people's parts as they are there; who is empty has nothing. */
  public Index with(Map<Target, Map<String, Optional<Parts.Member>>> changes, String another) {
    List<Holders> changed =
        holders.stream()
            .map(one -> one.with(changes.getOrDefault(one.rules().target(), Map.of())))
            .toList();
    return new Index(estate, changed, hash, another, at, until);
  }

  /**
   * What it is made of but for its people, in the targets that are wanted: see {@link Gathering}.
   */
  public Parts parts(Predicate<Target> wanted) {
    return new Parts(revision, at, until, in(wanted).map(Holders::place).toList());
  }

  /** The people of those parts, some at a time, each in one of them. */
  public Stream<Parts.Crowd> crowds(Predicate<Target> wanted) {
    return in(wanted).flatMap(Holders::crowds);
  }

  /** What these people have in each target that is wanted. */
  public Map<Target, Map<String, Optional<Parts.Member>>> parts(
      Set<String> subjects, Predicate<Target> wanted) {
    Map<Target, Map<String, Optional<Parts.Member>>> parts = new HashMap<>();
    for (Holders one : in(wanted).toList()) {
      Map<String, Optional<Parts.Member>> members = new HashMap<>();
      for (String subject : subjects) members.put(subject, one.member(subject));
      parts.put(one.rules().target(), members);
    }
    return parts;
  }

  private Stream<Holders> in(Predicate<Target> wanted) {
    return holders.stream().filter(one -> wanted.test(one.rules().target()));
  }

  /** The first instant from then on at which a grant begins or ends. */
  private static Optional<Instant> next(Policy policy, Instant now) {
    return policy.grants().stream()
        .flatMap(grant -> Stream.of(grant.from(), grant.until()))
        .flatMap(Optional::stream)
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  public String revision() {
    return revision;
  }

  /** Whether its answers are those of that instant: no grant has begun or ended in between. */
  public boolean isOf(Instant instant) {
    return !instant.isBefore(at) && until.map(instant::isBefore).orElse(true);
  }

  /** When a grant begins or ends next. */
  public Optional<Instant> until() {
    return until;
  }

  /** Whether the subject may do that, of which no attribute and no context is known. */
  public boolean allows(String subject, String action, String resource) {
    return allows(subject, action, resource, Optional.empty(), Map.of());
  }

  /**
   * Whether the subject may do all of that. What is unknown, or makes no sense, is not allowed.
   *
   * @param row as in {@link Asked}
   * @param context likewise
   */
  public boolean allows(
      String subject,
      String action,
      String resource,
      Optional<Map<String, Value>> row,
      Map<String, Value> context) {
    Print who = hash.of(subject);
    Print what = hash.of(resource);
    if (alone != null) {
      long roles = estate.roles(what, "", action);
      Boolean has = alone.has(who, roles);
      if (roles != 0 && has != null) return has;
    }
    Estate.Found found = estate.find(what, resource, action);
    if (found == null) return false;
    Holding holding = holders.get(found.place()).get(who);
    return holding != null && allows(found, subject, holding, action, row, context);
  }

  /**
   * @param holding what the subject has there
   */
  boolean allows(
      Estate.Found found,
      String subject,
      Holding holding,
      String action,
      Optional<Map<String, Value>> row,
      Map<String, Value> context) {
    if (holding.out().isPresent()) return false;
    Verdict verdict = found.verdict(action);
    if (verdict.isForbidden(holding)) return false;
    if (verdict.isOfRoles()) return verdict.isAmong(holding);
    Optional<Map<String, Value>> said = found.thing().said(row);
    return verdict.isGiven(holding, said, context)
        || verdict.comesAlong() && comesAlong(found, subject, action, said, context);
  }

  /** What comes with something else, only the meaning itself can tell. */
  private boolean comesAlong(
      Estate.Found found,
      String subject,
      String action,
      Optional<Map<String, Value>> row,
      Map<String, Value> context) {
    Resource on = estate.resource(found.address()).orElseThrow();
    return Decider.decide(
            holders.get(found.place()).access(subject, at), subject, action, on, row, context)
        instanceof Decision.All;
  }

  /** The same with the kinds of both held against what they are. */
  public boolean allows(Asked asked) {
    Print who = hash.of(asked.subject());
    Print what = hash.of(asked.resource());
    if (alone != null && !asked.kind().isEmpty()) {
      long roles = estate.roles(what, asked.kind(), asked.action());
      Boolean has = alone.has(who, roles);
      if (roles != 0 && has != null) return has && alone.isService(who) == asked.isOfService();
    }
    Estate.Found found = estate.find(what, asked.resource(), asked.action());
    if (found == null || !asked.kind().equals(found.kind())) return false;
    Holding holding = holders.get(found.place()).get(who);
    return holding != null
        && holding.isService() == asked.isOfService()
        && allows(found, asked.subject(), holding, asked.action(), asked.row(), asked.context());
  }

  /**
   * What can stand in the open part of a question so that {@link #allows(Asked)} says yes, in the
   * order of names.
   *
   * @param asked of which that part's name is not looked at, and its kind is
   * @param seen of which targets, and of no other
   * @param after only what comes behind that name; "" for all
   * @param most no more than so many; 0 or more
   */
  public List<String> search(
      Sought sought, Asked asked, Predicate<Target> seen, String after, int most) {
    return new Search(this, estate, holders, asked, seen, after, most).by(sought);
  }

  /** The same answer with its reason, which takes longer. */
  public Answered answer(Asked asked) {
    return new Why(estate, holders, at).answer(asked, allows(asked));
  }
}
