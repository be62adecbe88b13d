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
      Work work = new Work(scene.usher());
      List<Alone> alone = dozen.names().stream().map(name -> new Alone(name, new Times())).toList();
      Times all = new Times();
      // The first round warms both ways up.
      for (int i = -1; i < rounds; i++) {
        for (Alone one : alone)
          through(work, scene, dozen, List.of(one.name()), i < 0 ? new Times() : one.times());
        through(work, scene, dozen, dozen.names(), i < 0 ? new Times() : all);
      }
      Alone slowest = alone.stream().max(Comparator.comparing(Alone::median)).orElseThrow();
      List<Figure> figures = new ArrayList<>();
      double ratio = all.median() / slowest.median();
      figures.add(
          Figure.promised("twelve_ratio", "all of them against the slowest", ratio, "x", AT_MOST));
      figures.add(Figure.of("all_ms", "all of them, given and taken", all.median(), "ms"));
      figures.add(
          Figure.of("slowest_ms", "the slowest, " + slowest.name(), slowest.median(), "ms"));
      alone.stream()
          .limit(3)
          .map(one -> Figure.of(one.name() + "_ms", one.name() + " alone", one.median(), "ms"))
          .forEach(figures::add);
      figures.add(Figure.of("targets", "targets", alone.size(), ""));
      return figures;
    }
  }

  /** Gives, then takes; each from the written policy on. */
  private static void through(Work work, Scene scene, Dozen dozen, List<String> names, Times times)
      throws Exception {
    Path policy = scene.folder("policy-" + String.join("-", names.size() > 1 ? List.of() : names));
    times.measure(
        () -> {
          for (boolean given : List.of(true, false)) {
            dozen.write(policy, names, given);
            work.apply(policy, work.plan(policy));
          }
        });
  }
}
