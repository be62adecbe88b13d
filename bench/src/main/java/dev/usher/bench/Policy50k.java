package dev.usher.bench;

import dev.usher.engine.Usher;
import dev.usher.engine.report.ValidateReport;
import java.nio.file.Path;
import java.util.List;

/** A large company's policy, read and checked by a process that has done nothing before. */
final class Policy50k implements Benchmark {
  private static final double AT_MOST_MS = 2_000;
  private static final String HEAP = "-Xmx1g";

  @Override
  public String name() {
    return "policy-50k";
  }

  @Override
  public String about() {
    return "50,000 people, 2,000 teams, 1,000 roles, 20,000 grants read and checked";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    boolean full = scale == Scale.FULL;
    PolicyAtScale policy =
        full ? new PolicyAtScale(50_000, 2_000, 1_000, 20_000) : new PolicyAtScale(40, 12, 8, 24);
    try (Scene scene = new Scene()) {
      Path folder = scene.folder("large/access");
      policy.write(folder);
      Launcher launcher = new Launcher(scene.folder("large"), List.of(HEAP));
      Times process = new Times();
      Times warm = new Times();
      Usher usher = scene.usher();
      for (int i = 0; i < (full ? 7 : 1); i++) {
        process.measure(() -> launcher.expect(0, "validate", "-p", folder.toString()));
        warm.measure(() -> check(usher.validate(folder)));
      }
      return List.of(
          Figure.promised(
              "validate_ms",
              "usher validate, a process of 1 GiB, median",
              process.median(),
              "ms",
              AT_MOST_MS),
          Figure.of("validate_best_ms", "usher validate, best", process.best(), "ms"),
          Figure.of("warm_ms", "validate in a JVM that is warm", warm.median(), "ms"));
    }
  }

  private static void check(ValidateReport report) {
    if (report.hasErrors()) throw new IllegalStateException(report.diagnostics().toString());
  }
}
