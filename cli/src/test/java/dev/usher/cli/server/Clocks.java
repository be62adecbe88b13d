package dev.usher.cli.server;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Wrong clocks for single processes, by libfaketime (Debian's package {@code faketime}). Where
 * there is none, the test says that it is skipped, and fails under {@code CI=true} unless the
 * variable USHER_TEST_NO_FAKETIME says why there can be none.
 */
final class Clocks {
  private static final String SKIPPED =
      "SKIPPED: no faketime on this machine (Debian: apt-get install faketime)";

  private Clocks() {}

  /**
   * @param offset a file that holds by how much the clock is wrong, such as {@code +3d}; it is read
   *     once a second
   * @return the environment of a process with that clock; how long something lasts it is told right
   */
  static Map<String, String> jumping(Path offset) throws InterruptedException {
    String library = library();
    boolean must =
        "true".equals(System.getenv("CI")) && System.getenv("USHER_TEST_NO_FAKETIME") == null;
    if (library.isEmpty() && must) throw new AssertionError(SKIPPED);
    assumeThat(library).as(SKIPPED).isNotEmpty();
    return Map.of(
        "LD_PRELOAD", library,
        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DISABLE_SHM", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        // What mends waits with old C libraries makes a JVM's no waits at all.
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  /** What the program itself puts before others; nothing where it is not there. */
  private static String library() throws InterruptedException {
    try {
      Process asked =
          new ProcessBuilder("faketime", "-f", "+0", "printenv", "LD_PRELOAD")
              .redirectErrorStream(true)
              .start();
      String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return asked.waitFor() == 0 ? said.strip() : "";
    } catch (IOException missing) {
      return "";
    }
  }
}
