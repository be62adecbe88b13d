package dev.usher.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One person given and taken across twelve targets of three kinds, from the commit to the end of
 * apply, against the same for each target alone.
 */
final class Twelve implements Benchmark {
  private static final double AT_MOST = 1.2;

  @Override
  public String name() {
    return "twelve";
  }

  @Override
  public String about() {
    return "one person given and taken across twelve targets of three kinds";
  }

  /** One target, and how long it took by itself. */
  private record Alone(String name, Times times) {
    double median() {
      return times.median();
    }
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    int rounds = scale == Scale.FULL ? 9 : 1;
    try (Scene scene = new Scene();
        Dozen dozen = new Dozen(scene, scale == Scale.FULL ? 4 : 1)) {
      List<Figure> figures = new ArrayList<>(figures(scene, dozen, rounds, false));
      figures.addAll(figures(scene, dozen, rounds, true));
      figures.add(Figure.of("targets", "targets", dozen.names().size(), ""));
      return figures;
    }
  }

  /**
   * @param far whether the servers are as far away as {@link Dozen#AWAY}, or on this machine's own
   *     cores
   */
  private static List<Figure> figures(Scene scene, Dozen dozen, int rounds, boolean far)
      throws Exception {
    Work work = new Work(scene.usher());
    List<Alone> alone = dozen.names().stream().map(name -> new Alone(name, new Times())).toList();
    Times all = new Times();
    // The first round warms both ways up.
    for (int i = -1; i < rounds; i++) {
      for (Alone one : alone) {
        Times times = i < 0 ? new Times() : one.times();
        through(work, scene, dozen, List.of(one.name()), far, times);
      }
      through(work, scene, dozen, dozen.names(), far, i < 0 ? new Times() : all);
    }
    Alone slowest = alone.stream().max(Comparator.comparing(Alone::median)).orElseThrow();
    double ratio = all.median() / slowest.median();
    String where = far ? "far_" : "";
    String told = far ? ", each %d ms away".formatted(Dozen.AWAY.toMillis()) : "";
    return List.of(
        Figure.promised(
            where + "twelve_ratio",
            "all of them against the slowest alone" + told,
            ratio,
            "x",
            AT_MOST),
        Figure.of(where + "all_ms", "all of them, given and taken" + told, all.median(), "ms"),
        Figure.of(
            where + "slowest_ms",
            "the slowest alone, " + slowest.name() + told,
            slowest.median(),
            "ms"));
  }

  /** Gives, then takes; each from the written policy on. */
  private static void through(
      Work work, Scene scene, Dozen dozen, List<String> names, boolean far, Times times)
      throws Exception {
    Path policy = scene.folder("policy-" + String.join("-", names.size() > 1 ? List.of() : names));
    times.measure(
        () -> {
          for (boolean given : List.of(true, false)) {
            dozen.write(policy, names, far, given);
            work.apply(policy, work.plan(policy));
          }
        });
  }
}
