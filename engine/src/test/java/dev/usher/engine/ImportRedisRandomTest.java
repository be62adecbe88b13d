package dev.usher.engine;

import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random servers of Redis: import changes nobody's access, and a line that is taken out of the
 * policy takes something from somebody and gives nobody anything. {@code -Dusher.imports=N} tries
 * more.
 */
class ImportRedisRandomTest {
  private static final int TRIALS = Integer.getInteger("usher.imports", 6);

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void what_chance_gave_is_described_and_can_be_taken(Version version) {
    Seeds.each(TRIALS, random -> trial(version, random));
  }

  private void trial(Version version, RandomGenerator random) throws IOException {
    try (RedisBrownfield there = new RedisBrownfield(version, folder)) {
      RandomRedisRules.into(there, random);
      there.imported();
      there.tighten(random);
      there.tighten(random);
    }
  }
}
