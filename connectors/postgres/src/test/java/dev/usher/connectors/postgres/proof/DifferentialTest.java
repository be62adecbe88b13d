package dev.usher.connectors.postgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random policies on random schemas, applied by the connector as usher's own account: what Meaning
 * predicts is what every account can do, by has_*_privilege for every cell and by statements really
 * run for some, in both directions. {@code -Dusher.policies=N} is how many, over all servers.
 */
@Tag("long")
class DifferentialTest {
  private static final int POLICIES_ON_ONE_SCHEMA = 25;

  @Test
  void whatIsPredictedIsWhatAccountsCanDo() throws Exception {
    List<Postgres> servers = Postgres.all();
    int policies = Integer.getInteger("usher.policies", 360);
    int rounds = Math.ceilDiv(policies, POLICIES_ON_ONE_SCHEMA * servers.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(servers.size())) {
      List<Future<?>> running =
          servers.stream().<Future<?>>map(on -> threads.submit(() -> rounds(on, rounds))).toList();
      for (Future<?> each : running) each.get();
    }
  }

  private static void rounds(Postgres server, int rounds) {
    Count count = new Count();
    Instant start = Instant.now();
    Seeds.each(
        rounds,
        random -> {
          try (Differential test = new Differential(server, random, 1 + random.nextInt(2), count)) {
            for (int p = 0; p < POLICIES_ON_ONE_SCHEMA; p++) test.trial();
            test.end();
          } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(server + ": " + failure.getMessage(), failure);
          }
        });
    System.out.println(
        server + ": " + count + " in " + Duration.between(start, Instant.now()).toSeconds() + " s");
    assertThat(count.differences).isZero();
  }
}
