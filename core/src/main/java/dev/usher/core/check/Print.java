package dev.usher.core.check;

/**
 * A name's hash, by which alone it is known in a page of records: there each begins with its two
 * words, and the third is never 0. To look at a name's letters would be to wait for the memory
 * twice more.
 */
record Print(long first, long second) {

  /**
   * @param pages how many, a power of two
   */
  int page(int pages) {
    return (int) (first >>> 32) & pages - 1;
  }

  /**
   * Where the record begins, or where it would: there the third word is 0 then.
   *
   * @param page with room for one more
   * @param record its words, at least three
   */
  int in(long[] page, int record) {
    int at = (int) ((first & 0xffff_ffffL) * (page.length / record) >>> 32) * record;
    while ((page[at] != first || page[at + 1] != second) && page[at + 2] != 0) {
      at += record;
      if (at == page.length) at = 0;
    }
    return at;
  }
}
