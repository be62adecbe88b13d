package dev.usher.core.check;

import java.util.Arrays;

/** Roles by number, three to a word, so that they lie where they are looked for. */
final class Packed {
  private static final int BITS = 21;
  private static final int EACH = 3;
  private static final long ONE = (1L << BITS) - 1;

  /** A one in each third, and the highest bit of each. */
  private static final long ONES = 1L | 1L << BITS | 1L << 2 * BITS;

  private static final long HIGHEST = ONES << BITS - 1;

  private Packed() {}

  /**
   * Whether there is room for them.
   *
   * @param roles none less than 0
   */
  static boolean fit(int[] roles, int words) {
    return roles.length <= EACH * words && Arrays.stream(roles).allMatch(role -> role < ONE);
  }

  /** Into words that are 0; there 0 is none, and a role's number is one less. */
  static void put(int[] roles, long[] words, int from) {
    for (int i = 0; i < roles.length; i++)
      words[from + i / EACH] |= roles[i] + 1L << i % EACH * BITS;
  }

  /** In the order in which they were put. */
  static int[] roles(long[] words, int from, int to) {
    int[] roles = new int[EACH * (to - from)];
    int count = 0;
    for (int i = from; i < to; i++)
      for (long word = words[i]; word != 0; word >>>= BITS) roles[count++] = (int) (word & ONE) - 1;
    return Arrays.copyOf(roles, count);
  }

  /**
   * Whether one of some is among those there.
   *
   * @param some a word of them
   */
  static boolean meet(long some, long[] words, int from, int to) {
    for (long rest = some; rest != 0; rest >>>= BITS) {
      long each = (rest & ONE) * ONES;
      long met = 0;
      for (int i = from; i < to; i++) {
        // A third of it is 0 where the role stands.
        long apart = words[i] ^ each;
        met |= apart - ONES & ~apart & HIGHEST;
      }
      if (met != 0) return true;
    }
    return false;
  }
}
