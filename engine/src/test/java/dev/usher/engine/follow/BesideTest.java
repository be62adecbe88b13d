package dev.usher.engine.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.OpenWork.Open;
import dev.usher.engine.follow.Realms.State;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What is planned beside a turn is carried out only while it is what was last said. */
class BesideTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final String REALM = "localhost:5432";
  private static final Said SAID = new Said("okta", NOON);
  private static final Revision ONE = new Revision("one", Path.of("one"));

  private final AtomicReference<Optional<Revision>> inForce =
      new AtomicReference<>(Optional.of(ONE));
  private final Words open = new Words();
  private final Known realms = new Known();
  private final Heard work = new Heard();
  private final Following following =
      new Following(
          inForce::get, new OneRealm(), work, open, realms, InstantSource.fixed(NOON), Pace.USUAL);

  /** That is asked while it is carried out. */
  private boolean isStillSo() {
    return work.isStillSo.orElseThrow().getAsBoolean();
  }

  private void begun() {
    realms.reached("one");
    open.open(Set.of(REALM), List.of("ann", "ben"), SAID);
    following.beside(REALM);
    assertThat(work.said).containsOnlyKeys("ann", "ben");
    assertThat(work.isAsMeant).isTrue();
    assertThat(isStillSo()).isTrue();
  }

  @Test
  void itIsAsLongAsNothingElseIsSaid() {
    begun();
    open.open(Set.of(REALM), List.of("cid"), SAID);
    assertThat(isStillSo()).as("of somebody else").isTrue();
  }

  @Test
  void aLaterWordOfOneOfThemEndsIt() {
    begun();
    open.open(Set.of(REALM), List.of("ben"), new Said("okta", NOON));
    assertThat(isStillSo()).isFalse();
  }

  @Test
  void aTurnThatHasSettledOneOfThemEndsIt() {
    begun();
    open.settle(List.of(open.all().getFirst()));
    assertThat(isStillSo()).isFalse();
  }

  @Test
  void anotherPolicyEndsIt() {
    begun();
    inForce.set(Optional.of(new Revision("two", Path.of("two"))));
    assertThat(isStillSo()).isFalse();
  }

  @Test
  void aRealmThatWasMadeAnotherMeanwhileEndsIt() {
    begun();
    realms.reached("two");
    assertThat(isStillSo()).isFalse();
  }

  @Test
  void whereThePolicyIsNotTrueYetOnlyWhoLeavesIsLookedAt() {
    open.open(Set.of(REALM), List.of("ann"), SAID);
    following.beside(REALM);
    assertThat(work.isAsMeant).isFalse();
  }

  /** What was said to it last. */
  static class Heard implements RealmWork {
    Map<String, Said> said = Map.of();
    boolean isAsMeant;
    Optional<BooleanSupplier> isStillSo = Optional.empty();

    @Override
    public void beside(
        Revision policy,
        String realm,
        Map<String, Said> words,
        boolean asMeant,
        BooleanSupplier stillSo) {
      said = words;
      isAsMeant = asMeant;
      isStillSo = Optional.of(stillSo);
    }

    @Override
    public Result whole(Revision policy, State was, Sweep sweep, BooleanSupplier spoken) {
      throw new AssertionError("no turn");
    }

    @Override
    public Result people(Revision policy, String realm, Map<String, Said> words, boolean asMeant) {
      throw new AssertionError("no turn");
    }

    @Override
    public void applied(Path policy) {}
  }

  /** One realm, which heeds what directories say. */
  static final class OneRealm implements PolicyText {
    @Override
    public Map<Target, String> targets(Path policy) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> realms(Path policy) {
      return Set.of(REALM);
    }

    @Override
    public Set<String> heeding(Path policy) {
      return Set.of(REALM);
    }

    @Override
    public Optional<Policy> policy(Path policy) {
      return Optional.empty();
    }
  }

  static final class Known implements Realms {
    private State state = State.unknown(REALM);

    void reached(String revision) {
      Optional<String> now = Optional.of(revision);
      state = new State(REALM, now, now, NOON, NOON, 0, Optional.empty(), List.of());
    }

    @Override
    public State of(String realm) {
      return state;
    }

    @Override
    public void put(State was, State next) {
      state = next;
    }

    @Override
    public List<State> all() {
      return List.of(state);
    }

    @Override
    public void hasten(String realm, Instant due) {}

    @Override
    public boolean isFirstToSay(String revision) {
      return true;
    }
  }

  static final class Words implements OpenWork {
    private final Map<String, Open> open = new TreeMap<>();
    private long word;

    @Override
    public void open(Set<String> realms, Collection<String> subjects, Said said) {
      for (String one : subjects)
        open.put(one, new Open(REALM, one, ++word, NOON, said, 0, NOON, Optional.empty()));
    }

    @Override
    public List<Open> due(String realm, Instant now, int most) {
      return all();
    }

    @Override
    public Optional<Instant> next(String realm) {
      return open.isEmpty() ? Optional.empty() : Optional.of(NOON);
    }

    @Override
    public Set<String> late(Instant since) {
      return Set.of();
    }

    @Override
    public void settle(Collection<Open> done) {
      done.forEach(one -> open.remove(one.subject(), one));
    }

    @Override
    public void failed(Collection<Open> tried, Instant due, String why) {}

    @Override
    public void hasten(String realm, Instant due) {}

    @Override
    public void forget(Set<String> keptRealms) {}

    @Override
    public List<Open> all() {
      return new ArrayList<>(open.values());
    }
  }
}
