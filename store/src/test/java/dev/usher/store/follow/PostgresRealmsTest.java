package dev.usher.store.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.follow.HoldBook.Word;
import dev.usher.engine.follow.OpenWork.Open;
import dev.usher.engine.follow.Realms.State;
import dev.usher.store.ledger.PostgresLedger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered of realms, of words, and of who is kept out. */
class PostgresRealmsTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  private final FollowTables tables = FollowTables.create();

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void aRealmIsAsItWasPut() {
    PostgresRealms realms = new PostgresRealms(tables.jdbi());
    assertThat(realms.of("a")).isEqualTo(State.unknown("a"));
    State state =
        new State(
            "a",
            Optional.of("r1"),
            Optional.of("r2"),
            NOON,
            NOON.plusSeconds(5),
            3,
            Optional.of("unreachable: start it"),
            List.of("one", "two"));
    realms.put(State.unknown("a"), State.unknown("a"));
    realms.put(State.unknown("a"), state);
    assertThat(realms.of("a")).isEqualTo(state);
    assertThat(realms.all()).containsExactly(state);
  }

  /** Such as by a yes to what the turn asked for, which it does not know of any more. */
  @Test
  void whatIsHastenedWhileATurnGoesOnIsDueWhenItEnds() {
    PostgresRealms realms = new PostgresRealms(tables.jdbi());
    State began = at(NOON);
    realms.put(State.unknown("a"), began);
    realms.hasten("a", NOON.plusSeconds(2));
    realms.put(began, at(NOON.plusSeconds(300)));
    assertThat(realms.of("a").due()).isEqualTo(NOON.plusSeconds(2));
    realms.put(realms.of("a"), at(NOON.plusSeconds(600)));
    assertThat(realms.of("a").due()).isEqualTo(NOON.plusSeconds(600));
  }

  private static State at(Instant due) {
    Optional<String> one = Optional.of("r1");
    return new State("a", one, one, NOON, due, 0, Optional.empty(), List.of());
  }

  @Test
  void thatAllIsDoneIsSaidOnce() {
    PostgresRealms realms = new PostgresRealms(tables.jdbi());
    assertThat(realms.isFirstToSay("r1")).isTrue();
    assertThat(realms.isFirstToSay("r1")).isFalse();
    assertThat(realms.isFirstToSay("r2")).isTrue();
  }

  @Test
  void theLastWordAboutSomebodyCounts() {
    PostgresHoldBook book = new PostgresHoldBook(tables.jdbi());
    say(book, "alice", Optional.of(Kind.SUSPENDED), "carol", NOON);
    say(book, "bob", Optional.of(Kind.OFFBOARDED), "carol", NOON);
    say(book, "alice", Optional.empty(), "dave", NOON.plusSeconds(1));
    assertThat(book.said())
        .containsOnly(
            java.util.Map.entry("alice", Optional.empty()),
            java.util.Map.entry("bob", Optional.of(Kind.OFFBOARDED)));
    assertThat(new PostgresLedger(tables.jdbi()).read().entries())
        .extracting(Entry::by)
        .containsExactly("carol", "carol", "dave");
  }

  private static void say(
      PostgresHoldBook book, String subject, Optional<Kind> kind, String by, Instant at) {
    Draft told = Draft.said(at, by, What.DECIDED, "everywhere", subject, List.of(), List.of());
    book.say(new Word(subject, kind, by, at), told);
  }

  /** Off the queue and open, in one transaction; a word that came again is another one. */
  @Test
  void wordsBecomeOpenWork() {
    PostgresWords words = new PostgresWords(tables.jdbi());
    PostgresOpenWork open = new PostgresOpenWork(tables.jdbi());
    assertThat(words.open(Set.of("a"), 10, NOON)).isZero();
    say("alice", "bob", "alice");
    assertThat(words.open(Set.of("a", "b"), 10, NOON)).isEqualTo(3);
    assertThat(words.open(Set.of("a", "b"), 10, NOON)).isZero();
    List<Open> due = open.due("a", NOON, 10);
    assertThat(due).extracting(Open::subject).containsExactlyInAnyOrder("alice", "bob");
    say("alice");
    words.open(Set.of("a", "b"), 10, NOON);
    open.settle(due);
    assertThat(open.due("a", NOON, 10)).extracting(Open::subject).containsExactly("alice");
  }

  private void say(String... subjects) {
    for (String subject : subjects)
      tables
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "insert into directory_word (subject, at) values (?, now())", subject));
  }
}
