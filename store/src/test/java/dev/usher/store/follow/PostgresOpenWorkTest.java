package dev.usher.store.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.follow.OpenWork;
import dev.usher.engine.follow.OpenWork.Open;
import dev.usher.engine.follow.Said;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresOpenWorkTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  private final FollowTables tables = FollowTables.create();
  private final OpenWork work = new PostgresOpenWork(tables.jdbi());

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void whatIsSettledIsNoLongerOpenAndOtherRealmsStay() {
    work.open(Set.of("a", "b"), List.of("alice", "bob"), said(NOON));
    List<Open> due = work.due("a", NOON, 10);
    assertThat(due).extracting(Open::subject).containsExactly("alice", "bob");
    work.settle(due);
    assertThat(work.due("a", NOON, 10)).isEmpty();
    assertThat(work.all())
        .extracting(one -> one.realm() + one.subject())
        .containsExactly("balice", "bbob");
  }

  /** What was said while it was carried out is not carried out by that. */
  @Test
  void aLaterWordStaysOpen() {
    work.open(Set.of("a"), List.of("alice"), said(NOON));
    List<Open> due = work.due("a", NOON, 10);
    work.open(Set.of("a"), List.of("alice"), said(NOON.plusSeconds(1)));
    work.settle(due);
    assertThat(work.due("a", NOON.plusSeconds(1), 10))
        .hasSize(1)
        .allSatisfy(one -> assertThat(one.word()).isNotEqualTo(due.getFirst().word()));
  }

  @Test
  void whatFailedIsTriedAgainWhenItIsDueAndALaterWordAtOnce() {
    work.open(Set.of("a"), List.of("alice", "bob"), said(NOON));
    List<Open> due = work.due("a", NOON, 10);
    work.open(Set.of("a"), List.of("bob"), said(NOON.plusSeconds(2)));
    work.failed(due, NOON.plusSeconds(60), "unreachable: start it");
    assertThat(work.due("a", NOON.plusSeconds(2), 10))
        .extracting(Open::subject)
        .containsExactly("bob");
    assertThat(work.next("a")).contains(NOON);
    List<Open> later = work.due("a", NOON.plusSeconds(60), 10);
    assertThat(later).extracting(Open::attempts).containsExactly(1, 1);
    assertThat(later.getFirst().failure()).contains("unreachable: start it");
  }

  @Test
  void aFailureThatIsOverdueIsStillSinceTheFirstWord() {
    work.open(Set.of("a"), List.of("alice"), said(NOON));
    work.open(Set.of("a"), List.of("alice"), said(NOON.plusSeconds(30)));
    assertThat(work.all()).extracting(Open::since).containsExactly(NOON);
  }

  /** It is done on the last word, not on the one before, which may have said the contrary. */
  @Test
  void theLastWordIsKeptWithItsTime() {
    work.open(Set.of("a"), List.of("alice"), new Said("okta", NOON));
    work.open(Set.of("a"), List.of("alice"), new Said("carol", NOON.plusSeconds(30)));
    assertThat(work.all())
        .extracting(Open::said)
        .containsExactly(new Said("carol", NOON.plusSeconds(30)));
  }

  private static Said said(Instant at) {
    return new Said("okta", at);
  }

  @Test
  void realmsThatAreGoneAreForgotten() {
    work.open(Set.of("a", "b"), List.of("alice"), said(NOON));
    work.forget(Set.of("b"));
    assertThat(work.all()).extracting(Open::realm).containsExactly("b");
    assertThat(work.next("a")).isEmpty();
  }
}
