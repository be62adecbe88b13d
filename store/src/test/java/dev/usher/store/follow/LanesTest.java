package dev.usher.store.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final Instant AFTER = Instant.parse("2026-11-30T12:00:00Z");

  private final CountDownLatch hangUp = new CountDownLatch(1);
  private final AtomicInteger hung = new AtomicInteger();

  /** Such as all have on a machine with much else to do. */
  @Test
  void whoWasNotQuickOnceWaitsForNoneOfThoseThatHang() throws InterruptedException {
    Lanes lanes = new Lanes(new Plain(this::took), 1, InstantSource.system());
    List<Thread> hanging = new ArrayList<>();
    for (String one : List.of("hangs 1", "hangs 2"))
      hanging.add(Thread.startVirtualThread(() -> turn(lanes, one)));
    while (hung.get() < 2) Thread.sleep(20);
    turn(lanes, "well");
    assertThat(lanes.take("slow once")).isEqualTo(AFTER);
    assertThat(lanes.take("slow once")).isEqualTo(AFTER);
    assertThat(hanging).allMatch(Thread::isAlive);
    hangUp.countDown();
    for (Thread one : hanging) one.join();
  }

  /** Comes again until it has had a turn. */
  private static void turn(Lanes lanes, String realm) {
    try {
      while (!lanes.take(realm).equals(AFTER)) Thread.sleep(20);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private Instant took(String realm) {
    try {
      if (realm.startsWith("hangs")) {
        hung.incrementAndGet();
        hangUp.await();
      }
      if (realm.startsWith("slow")) Thread.sleep(1_200);
      return AFTER;
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
