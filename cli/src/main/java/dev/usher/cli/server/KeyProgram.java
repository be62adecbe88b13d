package dev.usher.cli.server;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program that prints a secret, such as that of a key management service. */
final class KeyProgram {
  private static final int LONGEST = 64 << 10;
  private static final int SECONDS = 20;

  private KeyProgram() {}

  /**
   * What it prints, without white space around it; empty when it fails or takes longer than 20
   * seconds.
   *
   * @param command the program and its arguments, parted by spaces; no shell sees them
   */
  static Optional<String> run(String command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command.strip().split("\\s+", -1)))
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectError(Redirect.DISCARD)
              .start();
      try (var out = process.getInputStream()) {
        // Who prints nothing and does not end is ended, and so read to the end.
        Thread.startVirtualThread(() -> end(process));
        String text = new String(out.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 && !text.isEmpty() ? Optional.of(text) : Optional.empty();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static void end(Process process) {
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException _) {
      process.destroyForcibly();
    }
  }
}
