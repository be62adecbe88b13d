package dev.usher.bench;

import java.util.function.IntPredicate;

/** What one check takes, p50, of usher's and of a peer's, in nanoseconds: they take turns. */
record Turns(Times ours, Times theirs) {

  /**
   * @param many of usher's in a round
   * @param asked of the peer's, which take longer
   */
  static Turns of(int rounds, int many, IntPredicate usher, int asked, IntPredicate peer) {
    Turns turns = new Turns(new Times(), new Times());
    for (int i = 0; i <= rounds; i++) {
      double one = CheckPeers.median(many, usher);
      double other = Samples.of(asked, peer).median();
      // The first warms up.
      if (i == 0) continue;
      turns.ours.add(one);
      turns.theirs.add(other);
    }
    return turns;
  }

  /** Usher's checks in the time of one of the peer's. */
  double ratio() {
    return theirs.medianRatio(ours);
  }
}
