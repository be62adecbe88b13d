package dev.usher.engine;

/** Told while long work goes on; called from several threads. */
@FunctionalInterface
public interface Progress {
  /**
   * @param where the realm or target at work
   * @param what a short clause: {@code inspecting}, {@code stage 3 of 5}
   * @param done how far, from 0 to {@code of}
   * @param of 0 when unknown
   */
  void told(String where, String what, int done, int of);

  static Progress silent() {
    return (_, _, _, _) -> {};
  }
}
