package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests are answered on threads that take turns, and whoever computes keeps the turn. */
@ExtendWith(Served.class)
class BusyTest {
  private static final int EACH = 4;

  @Test
  void whoComputesKeepsNobodyFromHearingOfTheStore(ApiServer server) throws Exception {
    server.anew();
    AtomicBoolean over = new AtomicBoolean();
    try {
      for (int i = 0; i < EACH * Runtime.getRuntime().availableProcessors(); i++)
        Thread.startVirtualThread(
            () -> {
              while (!over.get()) Thread.onSpinWait();
            });
      Thread.sleep(4000);
      assertThat(server.index().isHeard(Duration.ofSeconds(3))).isTrue();
    } finally {
      over.set(true);
    }
  }
}
