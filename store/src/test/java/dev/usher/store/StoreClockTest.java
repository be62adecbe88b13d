package dev.usher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class StoreClockTest {
  private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

  /** What this machine's clock shows has no part in it. */
  @Test
  void theTimeIsTheStoresAndFollowsItForwardsAndBack() {
    AtomicReference<Instant> shown = new AtomicReference<>(LONG_AGO);
    try (StoreClock clock = new StoreClock(shown::get)) {
      assertThat(clock.instant()).isCloseTo(LONG_AGO, within(30, ChronoUnit.SECONDS));
      Instant tomorrow = LONG_AGO.plus(Duration.ofDays(1));
      shown.set(tomorrow);
      until(() -> !clock.instant().isBefore(tomorrow));
      shown.set(LONG_AGO);
      until(() -> clock.instant().isBefore(tomorrow));
    }
  }

  @Test
  void whileTheStoreIsAwayItGoesOn() {
    AtomicReference<Boolean> isAway = new AtomicReference<>(false);
    AtomicReference<Integer> asked = new AtomicReference<>(0);
    try (StoreClock clock =
        new StoreClock(
            () -> {
              asked.updateAndGet(it -> it + 1);
              if (isAway.get()) throw new IllegalStateException("away");
              return LONG_AGO;
            })) {
      isAway.set(true);
      int before = asked.get();
      Instant then = clock.instant();
      until(() -> asked.get() > before + 1);
      assertThat(clock.instant()).isAfterOrEqualTo(then.plusMillis(900));
    }
  }

  private static void until(BooleanSupplier is) {
    while (!is.getAsBoolean()) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new AssertionError(stopped);
      }
    }
  }
}
