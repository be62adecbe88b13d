package dev.usher.core.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A name's hash, by which alone it is known in a page of records: there each begins with its two
 * words, and the third is never 0. To look at a name's letters would be to wait for the memory
 * twice more.
 */
record Print(long first, long second) {
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

  /**
   * @param pages how many, a power of two
   */
  int page(int pages) {
    return (int) (first >>> 32) & pages - 1;
  }

  /**
   * Where the record begins. Where there is none, less than 0: {@code ~} where it would begin.
   * Whoever looked there once more could find what somebody else has written since.
   *
   * @param page with room for one more
   * @param record its words, at least three
   * @param room how many records the page has, known without a look at it: the processor then reads
   *     the record while it still waits for the page's length
   */
  int in(long[] page, int record, int room) {
    int at = (int) ((first & 0xffff_ffffL) * room >>> 32) * record;
    if (at >= page.length) return ~0;
    // The third word first: who writes a record where others read writes that last.
    while ((long) WORDS.getAcquire(page, at + 2) != 0) {
      if (page[at] == first && page[at + 1] == second) return at;
      at += record;
      if (at == page.length) at = 0;
    }
    return ~at;
  }

  /**
   * Into the empty place at which it belongs, while others read.
   *
   * @param third not 0
   * @param fourth the record's last word
   */
  void put(long[] page, int at, long third, long fourth) {
    page[at] = first;
    page[at + 1] = second;
    page[at + 3] = fourth;
    WORDS.setRelease(page, at + 2, third);
  }
}
