package dev.usher.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A disk of its own that can be filled up: a tmpfs, which root alone mounts. Where that cannot be,
 * the test is skipped and says why; under {@code CI=true} it fails, unless {@code
 * USHER_TEST_NO_MOUNT} says why there can be none.
 */
public final class TinyDisk implements AutoCloseable {
  private final Path folder;

  private TinyDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * @param folder that is there and empty
   */
  public static TinyDisk mount(Path folder, int megabytes) {
    String said =
        run(
            List.of(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "mode=0700,size=" + megabytes + "m",
                "usher-test",
                folder.toString()));
    if (said.isEmpty()) return new TinyDisk(folder);
    String why = "no disk of its own can be mounted here, which needs root: " + said;
    String stated = System.getenv().getOrDefault("USHER_TEST_NO_MOUNT", "");
    if ("true".equals(System.getenv("CI")) && stated.isEmpty()) throw new AssertionError(why);
    return Assumptions.abort(why + " " + stated);
  }

  public Path folder() {
    return folder;
  }

  /** Until not a byte more goes onto it. */
  public void fill() {
    for (int chunk = 1 << 20; chunk > 0; chunk >>= 4) fill(new byte[chunk]);
  }

  private void fill(byte[] chunk) {
    try (OutputStream ballast = Files.newOutputStream(folder.resolve("ballast-" + chunk.length))) {
      while (true) ballast.write(chunk);
    } catch (IOException full) {
      // As it is to be.
    }
  }

  /** There is room again. */
  public void clear() {
    try (var files = Files.newDirectoryStream(folder, "ballast-*")) {
      for (Path file : files) Files.delete(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What it said that went wrong; nothing if it went well. */
  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : said.strip() + " (" + command.getFirst() + ")";
    } catch (IOException failure) {
      return String.valueOf(failure.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** All that was on it is gone. */
  @Override
  public void close() {
    String said = run(List.of("umount", "--lazy", folder.toString()));
    if (!said.isEmpty()) throw new IllegalStateException(said);
  }
}
