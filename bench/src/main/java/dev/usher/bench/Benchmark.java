package dev.usher.bench;

import java.util.List;

/** One promise of speed, measured. */
interface Benchmark {
  /** As the command line has it: {@code apply-10k}. */
  String name();

  /** What is measured, in one line. */
  String about();

  /** Measures. What it starts and makes is gone when it returns. */
  List<Figure> run(Scale scale) throws Exception;

  /** How much: all that is promised, or so little that a test can see whether it still runs. */
  enum Scale {
    FULL,
    TINY
  }
}
