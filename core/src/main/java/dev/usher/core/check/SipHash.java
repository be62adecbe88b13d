package dev.usher.core.check;

import org.jspecify.annotations.Nullable;

/**
 * Names by hash alone: SipHash-2-4 with 128 bits of result (Aumasson, Bernstein: SipHash, a fast
 * short-input PRF, 2012; the reference implementation's siphash.c with an output of 16 bytes). Of
 * two names one is taken for the other with a probability of 2^-128, and who does not know the key
 * cannot look for such two: it is drawn for each process, from what is cryptographically strong,
 * and goes nowhere.
 *
 * @param first the key's first eight bytes, the least first
 * @param second its others
 */
public record SipHash(long first, long second) {
  /** The letters of most names are bytes; what is hashed in halves starts from elsewhere. */
  private static final long BYTES = 0xee;

  private static final long HALVES = 0x1ee;

  Print of(String name) {
    Print print = of(name, BYTES);
    return print == null ? ofHalves(name) : print;
  }

  private Print ofHalves(String name) {
    StringBuilder halves = new StringBuilder(2 * name.length());
    for (int i = 0; i < name.length(); i++)
      halves.append((char) (name.charAt(i) & 0xff)).append((char) (name.charAt(i) >>> 8));
    Print print = of(halves.toString(), HALVES);
    if (print == null) throw new IllegalStateException("half a letter is more than a byte");
    return print;
  }

  /** Absent when one of the letters is no byte. */
  private @Nullable Print of(String letters, long from) {
    Lanes lanes = new Lanes(first, second, from);
    int length = letters.length();
    int seen = 0;
    int at = 0;
    for (; at + 8 <= length; at += 8) {
      long block = 0;
      for (int i = 0; i < 8; i++) {
        char one = letters.charAt(at + i);
        seen |= one;
        block |= (long) one << 8 * i;
      }
      lanes.add(block);
    }
    long last = (long) length << 56;
    for (int i = 0; at + i < length; i++) {
      char one = letters.charAt(at + i);
      seen |= one;
      last |= (long) one << 8 * i;
    }
    lanes.add(last);
    return seen > 0xff ? null : lanes.end();
  }

  /** It is a secret. */
  @Override
  public String toString() {
    return "SipHash";
  }

  /** The four words that are mixed. */
  private static final class Lanes {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    Lanes(long first, long second, long from) {
      v0 = first ^ 0x736f6d6570736575L;
      v1 = second ^ 0x646f72616e646f6dL ^ from;
      v2 = first ^ 0x6c7967656e657261L;
      v3 = second ^ 0x7465646279746573L;
    }

    void add(long block) {
      v3 ^= block;
      round();
      round();
      v0 ^= block;
    }

    Print end() {
      v2 ^= 0xee;
      long first = half();
      v1 ^= 0xdd;
      return new Print(first, half());
    }

    private long half() {
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32) + v3;
      v2 += v1;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
