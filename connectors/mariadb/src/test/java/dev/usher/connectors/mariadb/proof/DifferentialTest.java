package dev.usher.connectors.mariadb.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testkit.MariaDb;
import dev.usher.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random policies on random databases, applied by the connector as usher's own account: what
 * Meaning predicts is what every account has, for every cell, and for some by statements really
 * run, in both directions. {@code -Dusher.policies=N} is how many on each server.
 */
class DifferentialTest {
  private static final int POLICIES_ON_ONE_SCHEMA = 10;

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("dev.usher.testkit.MariaDb#all")
  void what_is_predicted_is_what_accounts_can_do(MariaDb server) {
    int policies = Integer.getInteger("usher.policies", 40);
    Differential.Count count = new Differential.Count();
    Instant start = Instant.now();
    Seeds.each(
        Math.ceilDiv(policies, POLICIES_ON_ONE_SCHEMA),
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
