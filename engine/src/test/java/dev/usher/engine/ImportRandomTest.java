package dev.usher.engine;

import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random databases: import changes nobody's access, and a line that is taken out of the policy
 * takes something from somebody and gives nobody anything. {@code -Dusher.imports=N} tries more.
 */
class ImportRandomTest {
  private static final int TRIALS = Integer.getInteger("usher.imports", 4);

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#brought")
  void what_chance_gave_is_described_and_can_be_taken(Postgres server) {
    Seeds.each(TRIALS, random -> trial(server, random));
  }

  private void trial(Postgres server, RandomGenerator random) throws IOException {
    try (PostgresBrownfield there = new PostgresBrownfield(server, folder)) {
      RandomGrants.into(there.database, random);
      there.imported();
      there.tighten(random);
    }
  }
}
