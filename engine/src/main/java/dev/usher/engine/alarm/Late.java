package dev.usher.engine.alarm;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Target;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.follow.Realms;
import dev.usher.engine.follow.Realms.State;
import dev.usher.engine.memory.Holdings;
import dev.usher.engine.memory.Holdings.Overdue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What was taken from somebody and is still there, by whomever: a directory, a person's word, the
 * policy; and realms that cannot be made as they are meant.
 */
public final class Late implements Supplier<List<Concern>> {
  /** What was decided longer ago is overdue. */
  private static final Duration LATE = Duration.ofSeconds(60);

  /** As {@link dev.usher.engine.follow.Pace} goes, so many are about a minute. */
  private static final int ATTEMPTS = 7;

  private final Holdings holdings;
  private final Realms realms;
  private final InForce inForce;
  private final PolicyText text;
  private final InstantSource clock;
  private volatile Optional<Known> known = Optional.empty();

  /** A policy's targets, each with its realm's key. */
  private record Known(Revision revision, Map<Target, String> targets) {}

  public Late(
      Holdings holdings, Realms realms, InForce inForce, PolicyText text, InstantSource clock) {
    this.holdings = holdings;
    this.realms = realms;
    this.inForce = inForce;
    this.text = text;
    this.clock = clock;
  }

  @Override
  public List<Concern> get() {
    List<Concern> all = new ArrayList<>();
    overdue().forEach(one -> all.add(overdue(one)));
    TreeSet<String> kept = new TreeSet<>(targets().values());
    for (State state : realms.all())
      if (kept.contains(state.realm()) && state.attempts() >= ATTEMPTS) all.add(away(state));
    return all;
  }

  /** By target of the policy in force, what has been overdue there for a minute. */
  public List<Overdue> overdue() {
    return holdings.overdue(targets().keySet(), before());
  }

  /** How many people have something in each target that was taken from them. */
  public Map<String, Double> counts() {
    Map<String, Double> counts = new TreeMap<>();
    targets().keySet().forEach(target -> counts.put(target.toString(), 0.0));
    overdue().forEach(one -> counts.put(one.target(), (double) one.subjects()));
    return counts;
  }

  /** Since each target last was as it is meant, in seconds: as its realm was, which is one work. */
  public Map<String, Double> staleness() {
    Instant now = clock.instant();
    Map<String, Double> byRealm = new TreeMap<>();
    for (State state : realms.all())
      byRealm.put(state.realm(), Duration.between(state.swept(), now).toMillis() / 1000.0);
    Map<String, Double> stale = new TreeMap<>();
    targets()
        .forEach(
            (target, realm) ->
                Optional.ofNullable(byRealm.get(realm))
                    .ifPresent(seconds -> stale.put(target.toString(), seconds)));
    return stale;
  }

  private Instant before() {
    return clock.instant().minus(LATE);
  }

  private Concern overdue(Overdue one) {
    return new Concern(
        "overdue " + one.target(),
        What.OVERDUE,
        one.target(),
        ("%d people still have in %s what was taken from them more than a minute ago: it is tried"
                + " until it is done; GET /api/v1/realms and /api/v1/open say what is in the way")
            .formatted(one.subjects(), one.target()),
        one.latest(),
        List.of(),
        from ->
            holdings.overdueSince(one.target(), from, before()).stream()
                .map(
                    who ->
                        new Deed(
                            "take",
                            "what was taken from " + who,
                            new TreeSet<>(List.of(who, one.target()))))
                .toList());
  }

  private static Concern away(State state) {
    return new Concern(
        "away " + state.realm(),
        What.AWAY,
        state.realm(),
        "%s cannot be made as it is meant%s: it is tried until it is; GET /api/v1/realms says why"
            .formatted(
                state.realm(),
                state.swept().equals(Instant.EPOCH) ? "" : ", and last was at " + state.swept()));
  }

  private Map<Target, String> targets() {
    Optional<Revision> now = inForce.current();
    if (now.isEmpty()) return Map.of();
    Optional<Known> was = known;
    if (was.filter(one -> one.revision().equals(now.get())).isPresent()) return was.get().targets();
    Map<Target, String> targets = text.targets(now.get().folder());
    known = Optional.of(new Known(now.get(), targets));
    return targets;
  }
}
