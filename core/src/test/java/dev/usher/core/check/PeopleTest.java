package dev.usher.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Hold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PeopleTest {
  private static final SipHash HASH = new SipHash(11, 12);
  private static final int MANY = 5_000;

  private static Holding holding(Optional<Hold.Kind> out, int... roles) {
    return Holding.of(roles, Stream.of(roles), new int[] {}, Map.of(), false, out);
  }

  private static Holding holding(int... roles) {
    return holding(Optional.empty(), roles);
  }

  private static long word(int... roles) {
    long[] word = {0};
    Packed.put(roles, word, 0);
    return word[0];
  }

  @Test
  void whatGrowsOneByOneIsOnAsManyPagesAsWhatWasManyAtOnce() {
    Map<String, Holding> all = new HashMap<>();
    People people = People.of(HASH, all);
    for (int i = 0; i < MANY; i++) {
      people = people.with(Map.of("p" + i, holding(i)));
      all.put("p" + i, holding(i));
    }
    for (int i = 0; i < MANY; i += 7) {
      Map<String, Holding> none = new HashMap<>();
      none.put("p" + i, null);
      people = people.with(none);
      all.remove("p" + i);
    }
    assertThat(people.size()).isEqualTo(all.size());
    for (int i = 0; i < MANY; i++) assertThat(people.get("p" + i)).isEqualTo(all.get("p" + i));
    Map<String, Holding> found = new HashMap<>();
    List<Integer> pages = new ArrayList<>();
    people
        .pages()
        .forEach(
            page -> {
              pages.add(page.size());
              page.forEach((name, value) -> assertThat(found.put(name, value)).isNull());
            });
    assertThat(found).isEqualTo(all);
    assertThat(pages).hasSizeGreaterThan(1).allMatch(size -> size < MANY / 2);
  }

  @Test
  void whatWasBeforeAChangeStays() {
    People before = People.of(HASH, Map.of("ann", holding(1), "ben", holding(2)));
    People after = before.with(Map.of("ann", holding(3)));
    assertThat(before.get("ann")).isEqualTo(holding(1));
    assertThat(after.get("ann")).isEqualTo(holding(3));
    assertThat(after.get("ben")).isEqualTo(holding(2));
    assertThat(after.size()).isEqualTo(2);
  }

  /** As many as there is room for and more, and numbers up to the greatest and beyond. */
  @Test
  void nothingIsLostOfWhatSomebodyHas() {
    Map<String, Holding> all = new HashMap<>();
    for (int count = 0; count < 40; count++) {
      all.put("first" + count, holding(IntStream.range(0, count).toArray()));
      all.put(
          "last" + count, holding(IntStream.range((1 << 21) - 1 - count, (1 << 21) - 1).toArray()));
      all.put("beyond" + count, holding(IntStream.range(1 << 21, (1 << 21) + count).toArray()));
      all.put("out" + count, holding(Optional.of(Hold.Kind.SUSPENDED), count));
    }
    all.put("edge", holding((1 << 21) - 2));
    all.put("behind", holding((1 << 21) - 1));
    all.put(
        "all",
        Holding.of(
            new int[] {9, 7},
            Stream.of(new int[] {1, 2, 3}),
            new int[] {4},
            Map.of("id", new Value.Int(1)),
            true,
            Optional.empty()));
    People people = People.of(HASH, all);
    all.forEach((name, holding) -> assertThat(people.get(name)).as(name).isEqualTo(holding));
    People changed = people.with(Map.of("another", holding(5)));
    all.forEach((name, holding) -> assertThat(changed.get(name)).as(name).isEqualTo(holding));
  }

  @Test
  void whoHasOneOfTheRolesIsTold() {
    for (int count = 0; count < 16; count++) {
      int[] even = IntStream.range(0, count).map(i -> 2 * i).toArray();
      People people = People.of(HASH, Map.of("ann", holding(even)));
      Print ann = HASH.of("ann");
      for (int role = 0; role < 40; role++) {
        boolean has = role % 2 == 0 && role < 2 * count;
        assertThat(people.has(ann, word(role))).as(count + " " + role).isEqualTo(has);
        assertThat(people.has(ann, word(1001, role, (1 << 21) - 2))).isEqualTo(has);
      }
      assertThat(people.has(HASH.of("ben"), word(0))).isFalse();
    }
  }

  @Test
  void ofWhomMoreIsToBeLookedAtNothingIsTold() {
    People people =
        People.of(
            HASH,
            Map.of(
                "many", holding(IntStream.range(0, 16).toArray()),
                "high", holding(1, 1 << 21),
                "out", holding(Optional.of(Hold.Kind.OFFBOARDED), 1)));
    for (String name : List.of("many", "high", "out"))
      assertThat(people.has(HASH.of(name), word(1))).as(name).isNull();
  }

  /** Who finds names that begin at one place, by a key that should be a secret. */
  @Test
  void aNameAtTheSamePlaceIsAnother() {
    Map<String, Holding> all = new HashMap<>();
    for (int i = 0; i < 100; i++) all.put("p" + i, holding(i));
    People people = People.of(HASH, all);
    long[] page = new long[1 << 15];
    Print one = HASH.of("p1");
    List<String> alike =
        IntStream.range(0, 2_000_000)
            .mapToObj(i -> "forged" + i)
            .filter(name -> HASH.of(name).in(page, 8, 1 << 12) == one.in(page, 8, 1 << 12))
            .toList();
    assertThat(alike).hasSizeGreaterThan(100);
    for (String name : alike) {
      assertThat(people.get(name)).as(name).isNull();
      assertThat(people.has(HASH.of(name), word(IntStream.range(0, 1).toArray()))).isFalse();
    }
    People with = people.with(Map.of(alike.getFirst(), holding(7)));
    assertThat(with.get("p1")).isEqualTo(holding(1));
    assertThat(with.get(alike.getFirst())).isEqualTo(holding(7));
    assertThat(with.get(alike.getLast())).isNull();
  }

  /** Nobody can look for those: one half alone is 64 bits. */
  @Test
  void halfAHashIsNoHash() {
    long[] page = new long[4 * 8];
    Print there = new Print(0x1234_5678_9abc_def0L, 0x0fed_cba9_8765_4321L);
    int at = ~there.in(page, 4, 8);
    there.put(page, at, 1, 2);
    assertThat(there.in(page, 4, 8)).isEqualTo(at);
    for (int bit = 0; bit < 64; bit++)
      for (Print other :
          List.of(
              new Print(there.first(), there.second() ^ 1L << bit),
              new Print(there.first() ^ 1L << bit, there.second())))
        assertThat(other.in(page, 4, 8)).as("%s", other).isNegative();
    assertThat(new Print(there.second(), there.first()).in(page, 4, 8)).isNegative();
    assertThat(new Print(0, 0).in(page, 4, 8)).isNegative();
  }

  /**
   * As a reader may see it while somebody writes: the room is that of the page after, or before.
   */
  @Test
  void aPageWithAnothersRoomHasNothingOrWhatItHas() {
    long[] page = new long[4 * 8];
    List<Print> all = IntStream.range(0, 5).mapToObj(i -> HASH.of("p" + i)).toList();
    for (Print one : all) one.put(page, ~one.in(page, 4, 8), 1, 2);
    for (int room : new int[] {1, 4, 16, 1 << 20})
      for (Print one : all)
        assertThat(one.in(page, 4, room))
            .satisfiesAnyOf(
                at -> assertThat(at).isNegative(),
                at -> assertThat(at).isEqualTo(one.in(page, 4, 8)));
  }
}
