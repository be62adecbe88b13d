package dev.usher.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the numbers come from.
 *
 * @param cpu as Linux calls it; elsewhere its architecture
 * @param load processes that wanted to run in the last minute, more than {@code cores} is noise;
 *     negative where unknown
 */
record Machine(String cpu, int cores, String system, String java, double load) {

  static Machine here() {
    return new Machine(
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String processor() {
    Path linux = Path.of("/proc/cpuinfo");
    if (!Files.exists(linux)) return System.getProperty("os.arch");
    try (var lines = Files.lines(linux)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException _) {
      return System.getProperty("os.arch");
    }
  }

  @Override
  public String toString() {
    return "%d cores of %s, %s, Java %s, load %.1f".formatted(cores, cpu, system, java, load);
  }
}
