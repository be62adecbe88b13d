package dev.usher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of {@link PolicyFuzz} in every build; {@code -Dfuzz.seed=…} replays one. */
class PolicyFuzzTest {
  private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("fuzz.seconds", 10));

  @Test
  void nothingButDiagnosticsComesOut(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("fuzz.seed=" + seed);
    PolicyFuzz.Figures figures = new PolicyFuzz(seed, folder).run(LENGTH, _ -> {});
    System.out.println(
        figures.inputs() + " inputs, longest " + figures.longest().toMillis() + " ms");
    assertThat(figures.findings()).as("fuzz.seed=" + seed).isEmpty();
    assertThat(figures.inputs()).isGreaterThan(100);
  }
}
