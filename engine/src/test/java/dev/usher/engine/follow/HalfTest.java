package dev.usher.engine.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.RealmWork.Result;
import dev.usher.engine.follow.RealmWork.Sweep;
import dev.usher.engine.follow.Realms.State;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A policy that comes again after another one was tried in vain; and words between two looks. */
class HalfTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final String REALM = "localhost:5432";

  private final AtomicReference<String> inForce = new AtomicReference<>("one");
  private final BesideTest.Words open = new BesideTest.Words();
  private final BesideTest.Known realms = new BesideTest.Known();
  private final Tried work = new Tried();
  private final Following following =
      new Following(
          () -> Optional.of(new Revision(inForce.get(), Path.of(inForce.get()))),
          new BesideTest.OneRealm(),
          work,
          open,
          realms,
          InstantSource.fixed(NOON),
          Pace.USUAL);

  /** The other policy comes, fails after so many statements, and this one comes again. */
  private void andBackAfter(int changed) {
    realms.reached("one");
    inForce.set("two");
    work.result = result(changed, Map.of(REALM, "away"));
    following.take(REALM);
    inForce.set("one");
    work.result = result(0, Map.of());
    following.take(REALM);
    assertThat(realms.of(REALM).revision()).contains("one");
  }

  private static Result result(int changed, Map<String, String> wrong) {
    return new Result(changed, List.of(), List.of(), Optional.empty(), wrong, false, false);
  }

  @Test
  void whereHalfOfTheOtherWasDoneAllIsMadeTrueAgain() {
    andBackAfter(1);
    assertThat(work.sweeps).containsExactly(Sweep.EVERYTHING, Sweep.EVERYTHING);
  }

  @Test
  void whereNothingOfTheOtherWasDoneStraysStayAsATargetSays() {
    andBackAfter(0);
    assertThat(work.sweeps).containsExactly(Sweep.EVERYTHING, Sweep.AS_SAID);
  }

  @Test
  void aFewAreNotPlannedAloneBeforeItWasTriedAgain() {
    realms.reached("one");
    inForce.set("two");
    work.result = result(0, Map.of(REALM, "away"));
    following.take(REALM);
    inForce.set("one");
    open.open(Set.of(REALM), List.of("ann"), new Said("okta", NOON));
    following.take(REALM);
    open.open(Set.of(REALM), List.of("ann"), new Said("okta", NOON));
    following.take(REALM);
    assertThat(work.asMeant).as("before it was tried, and after").containsExactly(false, true);
  }

  /** Where drift is reported and left it would be a stray, and nobody's work any more. */
  @Test
  void whoIsSpokenOfBeforeALookForStraysStaysOpen() {
    realms.reached("one");
    open.open(Set.of(REALM), List.of("ann"), new Said("okta", NOON));
    work.meanwhile = () -> open.open(Set.of(REALM), List.of("bo"), new Said("okta", NOON));
    following.take(REALM);
    assertThat(work.sweeps).containsExactly(Sweep.AS_SAID);
    assertThat(work.spoken).as("the look knows of it").containsExactly(true);
    assertThat(open.all()).extracting(OpenWork.Open::subject).containsExactly("bo");
  }

  private static final class Tried extends BesideTest.Heard {
    final List<Sweep> sweeps = new ArrayList<>();
    final List<Boolean> asMeant = new ArrayList<>();
    final List<Boolean> spoken = new ArrayList<>();
    Runnable meanwhile = () -> {};
    Result result = result(0, Map.of());

    @Override
    public Result whole(Revision policy, State was, Sweep sweep, BooleanSupplier isSpoken) {
      sweeps.add(sweep);
      spoken.add(isSpoken.getAsBoolean());
      return result;
    }

    @Override
    public Result people(
        Revision policy, String realm, Map<String, Said> words, boolean isAsMeant) {
      asMeant.add(isAsMeant);
      meanwhile.run();
      return result(0, Map.of());
    }
  }
}
