package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random policies on random key spaces and channels, applied by the connector as usher's own
 * account: what Meaning predicts is what every account can do, by ACL DRYRUN of every command on
 * every thing where there is that, and by commands really said, in both directions. {@code
 * -Dusher.policies=N} is how many, over all servers.
 */
class DifferentialTest {
  private static final int POLICIES_ON_ONE_SERVER = 15;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void what_is_predicted_is_what_accounts_can_do(Version version) {
    int policies = Integer.getInteger("usher.policies", 150);
    int rounds = Math.ceilDiv(policies, POLICIES_ON_ONE_SERVER * Version.values().length);
    Differential.Count count = new Differential.Count();
    Instant start = Instant.now();
    Seeds.each(
        rounds,
        random -> {
          try (Differential test = new Differential(version, random, count)) {
            for (int i = 0; i < POLICIES_ON_ONE_SERVER; i++) test.trial();
            test.end();
          }
        });
    System.out.println(
        version
            + ": "
            + count
            + " in "
            + Duration.between(start, Instant.now()).toSeconds()
            + " s");
    assertThat(count.policies).isGreaterThan(count.refused);
    assertThat(count.tamperings).isPositive();
  }
}
