package dev.usher.store.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.follow.Rota.Turn;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SharedRotaTest {
  private static final long PATIENCE = 60;

  private final FollowTables tables = FollowTables.create();

  @AfterEach
  void close() {
    tables.close();
  }

  private SharedRota rota(String server, Turn turn) {
    return new SharedRota(tables.source(), server, 4, InstantSource.system(), turn);
  }

  private SharedRota rota(String server, Function<String, Instant> turn) {
    return rota(server, new Plain(turn));
  }

  private static Instant inAnHour() {
    return Instant.now().plus(Duration.ofHours(1));
  }

  @Test
  void everyRealmHasItsTurnAndAgainWhenThereIsSomethingToDo() throws InterruptedException {
    var taken = new LinkedBlockingQueue<String>();
    try (SharedRota rota =
        rota(
            "one",
            realm -> {
              taken.add(realm);
              return inAnHour();
            })) {
      rota.start();
      rota.realms(Set.of("a", "b"));
      assertThat(List.of(next(taken), next(taken))).containsExactlyInAnyOrder("a", "b");
      rota.now("b");
      assertThat(next(taken)).isEqualTo("b");
      rota.realms(Set.of("a"));
      // Once the turn that goes on has ended.
      while (!onRota().equals(List.of("a"))) sleep(10);
      rota.now("b");
      rota.now("a");
      assertThat(next(taken)).isEqualTo("a");
      assertThat(taken).isEmpty();
    }
  }

  /** Struck off while its turn goes on, and put back before that has ended: it stays. */
  @Test
  void aRealmThatComesBackIsNotStruckOffAfterwards() throws InterruptedException {
    var taken = new LinkedBlockingQueue<String>();
    CountDownLatch ends = new CountDownLatch(1);
    try (SharedRota rota =
        rota(
            "one",
            realm -> {
              taken.add(realm);
              await(ends);
              return inAnHour();
            })) {
      rota.start();
      rota.realms(Set.of("a"));
      assertThat(next(taken)).isEqualTo("a");
      rota.realms(Set.of());
      rota.realms(Set.of("a"));
      rota.now("a");
      ends.countDown();
      assertThat(next(taken)).isEqualTo("a");
      assertThat(onRota()).containsExactly("a");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Two servers, forty words: no realm is ever worked on twice at once, and no word is lost. */
  @Test
  void aRealmIsAtOneServerAtATimeAndNoWordIsLost() throws InterruptedException {
    AtomicInteger said = new AtomicInteger();
    Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
    AtomicInteger together = new AtomicInteger();
    Function<String, Instant> turn =
        realm -> {
          AtomicInteger here = inside.computeIfAbsent(realm, _ -> new AtomicInteger());
          if (here.incrementAndGet() > 1) together.incrementAndGet();
          seen.computeIfAbsent(realm, _ -> new AtomicInteger()).set(said.get());
          sleep(15);
          here.decrementAndGet();
          return inAnHour();
        };
    try (SharedRota one = rota("one", turn);
        SharedRota two = rota("two", turn)) {
      one.realms(Set.of("a", "b"));
      one.start();
      two.start();
      for (int word = 1; word <= 40; word++) {
        said.set(word);
        SharedRota hears = word % 2 == 0 ? one : two;
        hears.now("a");
        hears.now("b");
        sleep(5);
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
      while (seen.values().stream().anyMatch(it -> it.get() < 40) && System.nanoTime() < end)
        sleep(20);
      assertThat(seen.values()).hasSize(2).allSatisfy(it -> assertThat(it.get()).isEqualTo(40));
      assertThat(together.get()).isZero();
    }
  }

  /**
   * What cannot wait is done beside the turn that goes on, and the turn comes again all the same.
   */
  @Test
  void whatCannotWaitIsDoneBesideATurnThatGoesOn() throws InterruptedException {
    var taken = new LinkedBlockingQueue<String>();
    CountDownLatch ends = new CountDownLatch(1);
    Turn turn =
        new Turn() {
          @Override
          public Instant take(String realm) {
            taken.add("turn");
            await(ends);
            return inAnHour();
          }

          @Override
          public void beside(String realm) {
            taken.add("beside " + realm);
          }
        };
    try (SharedRota rota = rota("one", turn);
        SharedRota other = rota("two", turn)) {
      rota.start();
      rota.realms(Set.of("a"));
      assertThat(next(taken)).isEqualTo("turn");
      // Whichever server hears it.
      other.now("a");
      assertThat(next(taken)).isEqualTo("beside a");
      rota.now("a");
      assertThat(next(taken)).isEqualTo("beside a");
      ends.countDown();
      assertThat(next(taken)).isEqualTo("turn");
    }
  }

  /** Another server took the turn and ended it, between our look and our word. */
  @Test
  void aWordThatMeetsATurnIsNotLost() throws Exception {
    var taken = new LinkedBlockingQueue<String>();
    try (SharedRota rota =
        rota(
            "one",
            realm -> {
              taken.add(realm);
              return inAnHour();
            })) {
      rota.start();
      rota.realms(Set.of("a", "b"));
      assertThat(List.of(next(taken), next(taken))).containsExactlyInAnyOrder("a", "b");
      while (!is("select 1 from scheduled_tasks where not picked having count(*) = 2")) sleep(10);
      meanwhile(() -> rota.now("a"));
      assertThat(next(taken)).isEqualTo("a");
      while (!is("select 1 from scheduled_tasks where not picked having count(*) = 2")) sleep(10);
      meanwhile(() -> rota.realms(Set.of("a")));
      while (!onRota().equals(List.of("a"))) sleep(10);
    }
  }

  /** The row is another one when what was said of it comes to be written. */
  private void meanwhile(Runnable said) throws Exception {
    try (Connection other = tables.source().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("update scheduled_tasks set version = version + 1");
      Thread saying = Thread.ofVirtual().start(said);
      while (!is(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))
        sleep(10);
      other.commit();
      saying.join();
    }
  }

  private boolean is(String query) {
    return !tables.database().rows(query).isEmpty();
  }

  /** A turn that throws is a fault of ours; the others go on. */
  @Test
  void aTurnThatThrowsStopsNoOther() throws InterruptedException {
    CountDownLatch other = new CountDownLatch(1);
    try (SharedRota rota =
        rota(
            "one",
            realm -> {
              if (realm.equals("bad")) throw new IllegalStateException("on purpose");
              other.countDown();
              return inAnHour();
            })) {
      rota.start();
      rota.realms(Set.of("bad", "good"));
      assertThat(other.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }
  }

  private List<String> onRota() {
    return tables
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select task_instance from scheduled_tasks where task_name = 'realm'")
                    .mapTo(String.class)
                    .list());
  }

  private static String next(LinkedBlockingQueue<String> taken) throws InterruptedException {
    return String.valueOf(taken.poll(PATIENCE, TimeUnit.SECONDS));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
