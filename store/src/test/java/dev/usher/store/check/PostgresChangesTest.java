package dev.usher.store.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.check.Changes.Change;
import dev.usher.engine.check.Changes.Since;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresChangesTest {
  private final Database database = Postgres.newest().database();
  private Jdbi jdbi;
  private PostgresChanges changes;

  @BeforeEach
  void tables() throws IOException {
    try (InputStream text =
        Objects.requireNonNull(
            PostgresChanges.class.getResourceAsStream("/db/migration/V19__check.sql"))) {
      database.run(
          new String(text.readAllBytes(), StandardCharsets.UTF_8)
              .replace("to usher_server", "to current_user"));
    }
    database.run(
        "create table directory_word (number bigint generated always as identity, subject text,"
            + " at timestamptz not null default now())");
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.server().superuser());
    source.setPassword(database.server().password());
    jdbi = Jdbi.create(source);
    changes = new PostgresChanges(jdbi, source);
  }

  @AfterEach
  void close() {
    changes.close();
    database.close();
  }

  private void change(String... subjects) {
    jdbi.useTransaction(handle -> PostgresChanges.of(handle, List.of(subjects)));
  }

  @Test
  void whoeverAsksHearsOfWhatIsNew() {
    assertThat(changes.last()).isZero();
    assertThat(changes.since(0)).isEqualTo(new Since(List.of(), true, Duration.ZERO));
    change("ann", "ben");
    jdbi.useTransaction(PostgresChanges::ofAll);
    assertThat(changes.since(0).changes())
        .containsExactly(
            new Change(1, Optional.of("ann")),
            new Change(2, Optional.of("ben")),
            new Change(3, Optional.empty()));
    assertThat(changes.since(2).changes()).containsExactly(new Change(3, Optional.empty()));
    assertThat(changes.last()).isEqualTo(3);
  }

  @Test
  void whatWasTakenBackLeavesNoGap() {
    change("ann");
    jdbi.useTransaction(
        handle -> {
          PostgresChanges.of(handle, List.of("nobody"));
          handle.rollback();
        });
    change("ben");
    Since since = changes.since(1);
    assertThat(since.isWhole()).isTrue();
    assertThat(since.changes()).extracting(Change::subject).containsExactly(Optional.of("ben"));
  }

  /** Whoever was away for too long, or knows another past, has to ask for everything. */
  @Test
  void whatIsForgottenIsSaid() {
    change("ann");
    change("ben");
    database.run("update check_change set at = now() - interval '2 hours'");
    change("cid");
    assertThat(changes.since(1).isWhole()).as("forgotten").isFalse();
    assertThat(changes.since(2).isWhole()).as("the last of them is kept").isTrue();
    assertThat(changes.since(3).isWhole()).isTrue();
    assertThat(changes.since(500).isWhole()).as("of a store that has gone back").isFalse();
    assertThat(changes.since(0).isWhole()).as("who knows nothing").isFalse();
  }

  /** A clock that goes back makes no gap. */
  @Test
  void whatIsForgottenHasNoGap() {
    change("ann");
    database.run("update check_change set at = now() + interval '2 hours'");
    change("ben");
    database.run("update check_change set at = now() - interval '2 hours' where number = 2");
    change("cid");
    assertThat(changes.since(1).isWhole()).isFalse();
    assertThat(changes.since(2).isWhole()).isTrue();
  }

  @Test
  void whatWaitsToBeFollowedIsSaid() {
    assertThat(changes.since(0).waiting()).isZero();
    database.run("insert into directory_word (subject, at) values ('ann', now() - interval '7 s')");
    assertThat(changes.since(0).waiting()).isBetween(Duration.ofSeconds(7), Duration.ofMinutes(1));
  }

  /** What has a lower number was committed before, so that nothing slips by who asks in between. */
  @Test
  void numbersAreInTheOrderOfCommits() throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    threads.add(
        Thread.startVirtualThread(
            () ->
                jdbi.useTransaction(
                    handle -> {
                      PostgresChanges.of(handle, List.of("slow"));
                      first.countDown();
                      LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                    })));
    first.await();
    threads.add(Thread.startVirtualThread(() -> change("quick")));
    List<Long> seen = new ArrayList<>();
    long after = 0;
    while (seen.size() < 2) {
      for (Change change : changes.since(after).changes()) {
        seen.add(change.number());
        after = change.number();
      }
    }
    for (Thread thread : threads) thread.join();
    assertThat(seen).containsExactly(1L, 2L);
  }

  @Test
  void whoWaitsIsTold() throws InterruptedException {
    changes.await(Duration.ofMillis(1));
    Thread other =
        Thread.startVirtualThread(
            () -> {
              LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
              change("ann");
            });
    changes.await(Duration.ofSeconds(60));
    other.join();
    assertThat(changes.last()).isEqualTo(1);
  }
}
