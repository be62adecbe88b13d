package dev.usher.engine.decision;

import java.util.SplittableRandom;

/**
 * Which decisions are logged. The same seed takes the same ones again.
 *
 * @param allowed share of those that allow, from 0 to 1
 * @param denied share of those that deny, likewise
 */
public record Sampling(double allowed, double denied, long seed) {
  public Sampling {
    if (!isShare(allowed) || !isShare(denied))
      throw new IllegalArgumentException("a share is from 0 to 1");
  }

  public static boolean isShare(double share) {
    return share >= 0 && share <= 1;
  }

  /**
   * @param number of the decision; nobody who asks knows it, or could choose to go unseen
   */
  boolean takes(boolean isAllowed, long number) {
    double share = isAllowed ? allowed : denied;
    return share == 1 || new SplittableRandom(seed + number).nextDouble() < share;
  }
}
