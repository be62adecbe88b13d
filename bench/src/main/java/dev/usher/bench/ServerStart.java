package dev.usher.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * A server on a store of its own that is there already, from the shell's word until it is ready.
 */
final class ServerStart implements Benchmark {
  private static final double AT_MOST_MS = 2000;

  @Override
  public String name() {
    return "server-start";
  }

  @Override
  public String about() {
    return "usher server on an initialised store of its own, until /readyz says yes";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    int rounds = scale == Scale.FULL ? 10 : 1;
    try (Scene scene = new Scene()) {
      Path folder = scene.folder("server");
      Path policy = folder.resolve("access");
      scene.usher().init(policy);
      Launcher launcher = new Launcher(folder, List.of());
      launcher.expect(0, "validate", "-p", policy.toString());
      Times first = new Times();
      Times again = new Times();
      for (int i = 0; i <= rounds; i++) {
        ServerProcess[] started = new ServerProcess[1];
        (i == 0 ? first : again)
            .measure(
                () ->
                    started[0] =
                        ServerProcess.start(
                            launcher,
                            folder,
                            "-p",
                            policy.toString(),
                            "--data",
                            folder.resolve("store").toString()));
        started[0].close();
      }
      return List.of(
          Figure.promised(
              "ready_ms", "until it is ready, median", again.median(), "ms", AT_MOST_MS),
          Figure.of("worst_ms", "the slowest", again.at(100), "ms"),
          Figure.of("first_ms", "the first, which makes the store", first.median(), "ms"),
          Figure.of("rounds", "rounds", rounds, ""));
    }
  }
}
