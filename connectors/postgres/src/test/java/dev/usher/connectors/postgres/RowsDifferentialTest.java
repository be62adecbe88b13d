package dev.usher.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random permissions of columns and rows, several roles for one person, on tables of hostile
 * values, over what others have left there ({@link Brownfield}): what Meaning predicts of every
 * cell is what each account gets when it really asks, or the plan is refused.
 *
 * <p>A <em>case</em> is one account, one table and one way of reaching it (select, by the table and
 * by views; insert; update and delete, each with and without WHERE) under one random policy that
 * was applied over one random brownfield, with all the table's rows and columns held against
 * Meaning. {@code -Dusher.rows=N} is how many policies are drawn for each server.
 */
@Tag("long")
class RowsDifferentialTest {
  @Test
  void whatIsPredictedIsWhatIsSeen() throws Exception {
    List<Postgres> servers = Postgres.all();
    try (ExecutorService threads = Executors.newFixedThreadPool(servers.size())) {
      List<Future<?>> running =
          servers.stream().<Future<?>>map(on -> threads.submit(() -> policies(on))).toList();
      for (Future<?> each : running) each.get();
    }
  }

  private static void policies(Postgres server) {
    RowsCount count = new RowsCount();
    try (RowsProof proof = new RowsProof(server, count)) {
      Seeds.each(server.name(), Integer.getInteger("usher.rows", 25), count, proof::trial);
      proof.end();
    } catch (AssertionError wrong) {
      throw new AssertionError(server + ": " + wrong.getMessage(), wrong);
    }
    if (Seeds.isReplay()) return;
    assertThat(count.overBrownfields).isGreaterThan(0);
    assertThat(count.written).isGreaterThan(0);
    assertThat(count.views).isGreaterThan(0);
  }
}
