package dev.usher.engine.past;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Mark;
import dev.usher.core.ledger.Past;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What some of a realm's marks say is not what all of them say. */
class KeptPastTest {
  private static final String REALM = "localhost:5432";
  private static final String OURS = "0b6d1f6a-0000-0000-0000-000000000001";
  private static final Past OLD = new Past(OURS, 1, 3, "0123456789abcdef");
  private static final Past NEW = new Past(OURS, 1, 9, "fedcba9876543210");
  private static final Past OTHERS =
      new Past("11111111-0000-0000-0000-000000000001", 1, 12, "00000000000000aa");

  private final Store store = new Store();
  private final List<String> alarms = new ArrayList<>();
  private final KeptPast past = new KeptPast(store, (realm, why) -> alarms.add(realm + ": " + why));

  private static String mark(Past of) {
    return new Mark(Head.NONE, Optional.of(of)).toString();
  }

  @Test
  void oneMarkForgetsNoApplyThatAnotherMayHold() {
    assertThat(past.objection(REALM, List.of(mark(NEW)))).isEmpty();
    assertThat(store.forgotten).isEmpty();
    past.level(REALM, List.of(mark(NEW), mark(OLD)));
    assertThat(store.forgotten).containsExactly(OLD.sequence());
  }

  @Test
  void oneMarkDoesNotUndoWhatWasFoundInAnother() {
    assertThat(past.objection(REALM, List.of(mark(NEW), mark(OTHERS)))).isPresent();
    assertThat(past.isBehind(REALM)).isTrue();
    assertThat(past.objection(REALM, List.of(mark(NEW)))).isEmpty();
    assertThat(past.isBehind(REALM)).isTrue();
    assertThat(past.objection(REALM, List.of(mark(NEW), mark(OTHERS)))).isPresent();
    assertThat(alarms).as("told once").hasSize(1);
    past.level(REALM, List.of(mark(NEW), mark(OLD)));
    assertThat(past.isBehind(REALM)).isFalse();
  }

  /** A store in memory. */
  private static final class Store implements Pasts {
    final List<Long> forgotten = new ArrayList<>();
    private final Map<String, String> behind = new TreeMap<>();

    @Override
    public Own own() {
      return new Own(OURS, 1, Set.of(), Optional.empty());
    }

    @Override
    public Known of(String realm, Collection<Past> found) {
      Set<Past> ours = new HashSet<>(Set.of(OLD, NEW));
      ours.retainAll(found);
      return new Known(own(), ours);
    }

    @Override
    public boolean isCutOff(String realm) {
      return false;
    }

    @Override
    public Past begin(String realm) {
      return NEW;
    }

    @Override
    public void end(String realm, Past past) {}

    @Override
    public void forget(String realm, long before) {
      forgotten.add(before);
    }

    @Override
    public boolean behind(String realm, String found) {
      return behind.putIfAbsent(realm, found) == null;
    }

    @Override
    public void level(String realm) {
      behind.remove(realm);
    }

    @Override
    public List<Behind> behind() {
      return behind.entrySet().stream()
          .map(one -> new Behind(one.getKey(), one.getValue(), Instant.EPOCH))
          .toList();
    }

    @Override
    public Map<String, Instant> spoken() {
      return Map.of();
    }

    @Override
    public boolean recover(long epoch, Set<String> over, String who, Draft told) {
      return false;
    }
  }
}
