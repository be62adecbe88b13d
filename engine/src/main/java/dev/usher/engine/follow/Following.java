package dev.usher.engine.follow;

import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.OpenWork.Open;
import dev.usher.engine.follow.RealmWork.Result;
import dev.usher.engine.follow.RealmWork.Sweep;
import dev.usher.engine.follow.Realms.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A realm's turn: first those of whom something was said, for a leaver is not to wait; then the
 * whole, where the policy in force is another one than was made true there, or where it is time to
 * look for strays.
 */
public final class Following implements Rota.Turn {
  /** So many people are followed by one plan. */
  private static final int MOST = 1_000;

  private final InForce inForce;
  private final PolicyText text;
  private final RealmWork work;
  private final OpenWork open;
  private final Realms realms;
  private final InstantSource clock;
  private final Pace pace;

  public Following(
      InForce inForce,
      PolicyText text,
      RealmWork work,
      OpenWork open,
      Realms realms,
      InstantSource clock,
      Pace pace) {
    this.inForce = inForce;
    this.text = text;
    this.work = work;
    this.open = open;
    this.realms = realms;
    this.clock = clock;
    this.pace = pace;
  }

  @Override
  public Instant take(String realm) {
    Optional<Revision> policy = inForce.current();
    if (policy.isEmpty()) return clock.instant().plus(pace.longest());
    for (List<Open> due : due(realm)) people(realm, policy.get(), due);
    State state = realms.of(realm);
    boolean isUntried = !state.tried().equals(Optional.of(policy.get().revision()));
    if (isUntried || !state.due().isAfter(clock.instant())) state = whole(state, policy.get());
    Instant due = state.due();
    return open.next(realm).filter(next -> next.isBefore(due)).orElse(due);
  }

  /** Nobody waits for the end of a turn that only looks; the next one makes sure of it. */
  @Override
  public void beside(String realm) {
    Optional<Revision> policy = inForce.current();
    if (policy.isEmpty()) return;
    for (List<Open> due : due(realm))
      work.beside(
          policy.get(),
          realm,
          said(due),
          isAsMeant(realm, policy.get()),
          () ->
              inForce.current().equals(policy)
                  && isAsMeant(realm, policy.get())
                  && open.due(realm, clock.instant(), MOST).containsAll(due));
  }

  /** Those first of whom nothing was tried in vain: the others may need a look at all again. */
  private List<List<Open>> due(String realm) {
    Map<Boolean, List<Open>> due =
        open.due(realm, clock.instant(), MOST).stream()
            .collect(Collectors.partitioningBy(one -> one.attempts() == 0));
    return Stream.of(true, false)
        .flatMap(isFresh -> Stream.ofNullable(due.get(isFresh)))
        .filter(some -> !some.isEmpty())
        .toList();
  }

  private void people(String realm, Revision policy, List<Open> due) {
    boolean isAsMeant = isAsMeant(realm, policy);
    Result result = work.people(policy, realm, said(due), isAsMeant);
    if (result.isDone()) {
      open.settle(due);
    } else if (due.size() == 1 || !result.isRefused()) {
      due.forEach(one -> failed(one, result));
    } else {
      // What holds up one of them, such as a promise that would be broken, holds up no other.
      for (Open one : due) {
        Result alone = work.people(policy, realm, said(List.of(one)), isAsMeant);
        if (alone.isDone()) open.settle(List.of(one));
        else failed(one, alone);
      }
    }
  }

  /**
   * A look that failed since found strays at most, which a plan for people never touches: of
   * another policy nothing was begun.
   */
  private boolean isAsMeant(String realm, Revision policy) {
    State state = realms.of(realm);
    Optional<String> one = Optional.of(policy.revision());
    return state.revision().equals(one) && state.tried().equals(one);
  }

  private static Map<String, Said> said(List<Open> due) {
    Map<String, Said> said = new LinkedHashMap<>();
    due.forEach(one -> said.put(one.subject(), one.said()));
    return said;
  }

  private void failed(Open one, Result result) {
    Instant again = clock.instant().plus(pace.after(one.attempts() + 1));
    open.failed(List.of(one), again, result.failure().orElse("not done"));
  }

  private State whole(State was, Revision policy) {
    boolean isNew = !was.revision().equals(Optional.of(policy.revision()));
    // A date that passes while it is carried out has not been seen by it.
    Instant looked = clock.instant();
    Sweep sweep = isNew ? Sweep.EVERYTHING : Sweep.AS_SAID;
    // What was said before the look is seen by it.
    List<Open> before = open.due(was.realm(), clock.instant(), MOST);
    Result result = work.whole(policy, was, sweep, () -> isSpoken(was.realm(), sweep, before));
    State now =
        result.isDone() ? reached(was, policy, result, looked) : missed(was, policy, result);
    realms.put(was, now);
    if (result.isDone() && result.waiting().isEmpty()) {
      // A look for strays carries out nothing that is meant for somebody.
      if (isNew) {
        open.settle(before);
        everywhere(policy);
      }
    }
    return now;
  }

  /**
   * Whether of somebody is said what such a look would not know: to one for strays whoever is not
   * in yet is one.
   */
  private boolean isSpoken(String realm, Sweep sweep, List<Open> before) {
    List<Open> now = open.due(realm, clock.instant(), MOST);
    return switch (sweep) {
      case EVERYTHING -> !now.equals(before);
      case AS_SAID -> !now.isEmpty();
    };
  }

  private State reached(State was, Revision policy, Result result, Instant looked) {
    Instant sweep = looked.plus(pace.sweep());
    return new State(
        was.realm(),
        result.waiting().isEmpty() ? Optional.of(policy.revision()) : kept(was, policy, result),
        Optional.of(policy.revision()),
        looked,
        result.next().filter(date -> date.isBefore(sweep)).orElse(sweep),
        0,
        result.waiting().stream().reduce((one, next) -> one + "; " + next),
        result.left());
  }

  private State missed(State was, Revision policy, Result result) {
    int attempts = was.attempts() + 1;
    return new State(
        was.realm(),
        kept(was, policy, result),
        Optional.of(policy.revision()),
        was.swept(),
        clock.instant().plus(pace.after(attempts)),
        attempts,
        result.failure(),
        was.strays());
  }

  /** With half of another policy it is neither's: whichever comes next is made true of all. */
  private static Optional<String> kept(State was, Revision policy, Result result) {
    boolean isHalf = result.changed() > 0 && !was.revision().equals(Optional.of(policy.revision()));
    return isHalf ? Optional.empty() : was.revision();
  }

  /** Once all realms are as the revision says, that is told. */
  private void everywhere(Revision policy) {
    Set<String> all = text.realms(policy.folder());
    Stream<State> there =
        realms.all().stream()
            .filter(state -> state.revision().equals(Optional.of(policy.revision())));
    Set<String> reached = there.map(State::realm).collect(Collectors.toSet());
    if (reached.containsAll(all) && realms.isFirstToSay(policy.revision()))
      work.applied(policy.folder());
  }
}
