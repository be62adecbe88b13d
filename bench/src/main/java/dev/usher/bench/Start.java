package dev.usher.bench;

import java.nio.file.Path;
import java.util.List;

/** A small policy, from the shell's word to the shell's next. */
final class Start implements Benchmark {
  private static final double AT_MOST_MS = 500;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String about() {
    return "usher validate on the example policy, as a whole process";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    int rounds = scale == Scale.FULL ? 20 : 1;
    try (Scene scene = new Scene()) {
      Path policy = scene.folder("start").resolve("access");
      scene.usher().init(policy);
      Launcher launcher = new Launcher(scene.folder("start"), List.of());
      // The first builds what is missing and makes the cache for fast starts.
      launcher.expect(0, "validate", "-p", policy.toString());
      Times whole = new Times();
      Times java = new Times();
      for (int i = 0; i < rounds; i++) {
        whole.measure(() -> launcher.expect(0, "validate", "-p", policy.toString()));
        java.measure(() -> launcher.expect(0, "--version"));
      }
      return List.of(
          Figure.promised(
              "validate_ms", "usher validate, median", whole.median(), "ms", AT_MOST_MS),
          Figure.of("validate_best_ms", "usher validate, best", whole.best(), "ms"),
          Figure.of("version_ms", "usher --version, median", java.median(), "ms"),
          Figure.of("rounds", "rounds", rounds, ""));
    }
  }
}
