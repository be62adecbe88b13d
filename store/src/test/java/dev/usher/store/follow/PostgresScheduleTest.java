package dev.usher.store.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.follow.HoldBook.Word;
import dev.usher.engine.follow.OpenWork.Open;
import dev.usher.engine.follow.Schedule.Line;
import dev.usher.engine.follow.Successor;
import dev.usher.store.ledger.PostgresLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is to come, comes: once, whole and in its order. */
@Timeout(120)
class PostgresScheduleTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Optional<Kind> LEAVES = Optional.of(Kind.OFFBOARDED);
  private static final Optional<Kind> OUT = Optional.of(Kind.SUSPENDED);
  private static final Optional<Kind> BACK = Optional.empty();

  private final FollowTables tables = FollowTables.create();
  private final PostgresSchedule schedule = new PostgresSchedule(tables.jdbi());
  private final PostgresHoldBook book = new PostgresHoldBook(tables.jdbi());
  private final PostgresOpenWork open = new PostgresOpenWork(tables.jdbi());

  @AfterEach
  void close() {
    tables.close();
  }

  private void put(String subject, Optional<Kind> kind, int second) {
    Instant on = NOON.plusSeconds(second);
    Line line = new Line(subject, kind, on, Optional.empty(), "carol", NOON.minusSeconds(60));
    schedule.put(line, told("said"));
  }

  private static Draft told(String text) {
    return Draft.said(NOON, "carol", What.DECIDED, "everywhere", text, List.of(), List.of());
  }

  private int come(int second) {
    return schedule.come(
        NOON.plusSeconds(second),
        Set.of("a", "b"),
        line -> told("came " + line.subject() + " " + line.does()));
  }

  private List<String> came() {
    return new PostgresLedger(tables.jdbi())
        .read().entries().stream()
            .map(Entry::text)
            .filter(text -> text.startsWith("came "))
            .toList();
  }

  private void leaves(String subject, Successor... successor) {
    Optional<Successor> named = List.of(successor).stream().findFirst();
    book.say(new Word(subject, LEAVES, "carol", NOON, named), told("says " + subject));
  }

  @Test
  void whoLeavesOnceMoreKeepsTheSuccessorUntilAnotherIsNamed() {
    Successor bob = new Successor.Person("bob");
    Successor steward = new Successor.Account("steward");
    leaves("ada", bob);
    leaves("ada");
    leaves("eve", steward);
    put("eve", LEAVES, 0);
    come(0);
    assertThat(book.successors()).isEqualTo(Map.of("ada", bob, "eve", steward));
    leaves("ada", steward);
    leaves("eve", bob);
    assertThat(book.successors()).isEqualTo(Map.of("ada", steward, "eve", bob));
    book.say(new Word("ada", BACK, "carol", NOON), told("lets ada in"));
    leaves("ada");
    assertThat(book.successors()).as("they were back in between").containsOnlyKeys("eve");
  }

  @Test
  void whatHasComeIsAWordAndIsFollowedEverywhere() {
    put("ada", LEAVES, 5);
    put("bo", OUT, 9);
    assertThat(schedule.next()).contains(NOON.plusSeconds(5));
    assertThat(come(4)).isZero();
    assertThat(come(5)).isEqualTo(1);
    assertThat(book.said()).isEqualTo(Map.of("ada", LEAVES));
    assertThat(open.due("a", NOON.plusSeconds(5), 9))
        .extracting(Open::subject, one -> one.said().by(), Open::since)
        .containsExactly(
            tuple("ada", "carol, who said so on 2026-11-29T11:59:00Z", NOON.plusSeconds(5)));
    assertThat(open.due("b", NOON.plusSeconds(5), 9)).hasSize(1);
    assertThat(schedule.next()).contains(NOON.plusSeconds(9));
  }

  /** As after a night without a server. */
  @Test
  void ofWhatComesTogetherTheLastCountsAndAtOneMomentWhatKeepsOut() {
    put("ada", OUT, 1);
    put("ada", BACK, 2);
    put("bo", BACK, 3);
    put("bo", OUT, 3);
    put("cy", LEAVES, 1);
    put("cy", BACK, 2);
    put("dee", OUT, 1);
    put("dee", LEAVES, 1);
    put("dee", BACK, 99);
    come(10);
    assertThat(book.said()).isEqualTo(Map.of("ada", BACK, "bo", OUT, "cy", LEAVES, "dee", LEAVES));
    assertThat(schedule.lines()).as("nothing comes after one has left").isEmpty();
  }

  @Test
  void whoHasLeftIsNotMerelySuspended() {
    book.say(new Word("ada", LEAVES, "dave", NOON), told("left"));
    put("ada", OUT, 1);
    come(1);
    assertThat(book.of("ada")).isEqualTo(LEAVES);
    assertThat(came()).isEmpty();
  }

  @Test
  void ofManyWhoLookAtOnceOneHasIt() throws Exception {
    for (int i = 0; i < 40; i++) put("p" + i, LEAVES, 1);
    List<Callable<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) all.add(() -> come(1));
    int sum = 0;
    try (ExecutorService servers = Executors.newFixedThreadPool(all.size())) {
      for (Future<Integer> one : servers.invokeAll(all)) sum += one.get(60, TimeUnit.SECONDS);
    }
    assertThat(sum).isEqualTo(40);
    assertThat(came()).hasSize(40).doesNotHaveDuplicates();
  }

  /** Whoever dies in the middle of it has done nothing. */
  @Test
  void itComesWholeOrNotAtAll() {
    put("ada", LEAVES, 1);
    put("bo", OUT, 1);
    assertThatThrownBy(
            () ->
                schedule.come(
                    NOON.plusSeconds(1),
                    Set.of("a"),
                    line -> {
                      if (line.subject().equals("ada")) throw new IllegalStateException("killed");
                      return told("came");
                    }))
        .hasMessageContaining("killed");
    assertThat(book.said()).isEmpty();
    assertThat(open.all()).isEmpty();
    assertThat(come(1)).isEqualTo(2);
  }

  /** A return was meant of what was before; a leaver's date stays. */
  @Test
  void byWhatIsSaidAtOnceItFalls() {
    for (Optional<Kind> word : List.of(LEAVES, OUT, BACK)) {
      String who = "p" + word.map(Kind::word).orElse("");
      put(who, OUT, 1);
      put(who, BACK, 2);
      put(who, LEAVES, 3);
      List<Line> before = schedule.of(who);
      book.say(new Word(who, word, "dave", NOON), told("at once"));
      assertThat(schedule.of(who))
          .isEqualTo(before.stream().filter(line -> !line.fallsBy(word)).toList())
          .hasSize(word.equals(LEAVES) ? 0 : 2);
    }
  }

  /** A person and an account of one name are two. */
  @Test
  void whoGetsWhatALeaverOwnsIsKeptUntilAnotherWord() {
    Successor person = new Successor.Person("bo");
    Successor account = new Successor.Account("bo");
    book.say(new Word("ada", LEAVES, "carol", NOON, Optional.of(person)), told("left"));
    book.say(new Word("eve", LEAVES, "carol", NOON, Optional.of(account)), told("left"));
    book.say(new Word("gus", LEAVES, "carol", NOON), told("left"));
    assertThat(book.successors()).isEqualTo(Map.of("ada", person, "eve", account));
    book.say(new Word("ada", BACK, "carol", NOON), told("back"));
    book.say(new Word("eve", LEAVES, "carol", NOON, Optional.of(person)), told("left"));
    assertThat(book.successors()).isEqualTo(Map.of("eve", person));
  }
}
