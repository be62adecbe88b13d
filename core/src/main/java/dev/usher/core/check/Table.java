package dev.usher.core.check;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A hash table by name that never changes, with less beside each entry than {@link Map}. */
final class Table<V> {
  /** Entries of a page, on average. */
  private static final int PAGE = 256;

  private final Object[][] pages;
  private final int size;

  private Table(Object[][] pages, int size) {
    this.pages = pages;
    this.size = size;
  }

  static <V> Table<V> of(Map<String, V> entries) {
    int wanted = Math.max(1, entries.size() / PAGE);
    int count =
        Integer.highestOneBit(wanted) == wanted ? wanted : Integer.highestOneBit(wanted) << 1;
    int[] sizes = new int[count];
    for (String name : entries.keySet()) sizes[page(name, count)]++;
    Object[][] pages = new Object[count][];
    for (int i = 0; i < count; i++) pages[i] = new Object[slots(sizes[i])];
    entries.forEach((name, value) -> put(pages[page(name, count)], name, value));
    return new Table<>(pages, entries.size());
  }

  @Nullable V get(String name) {
    Object[] page = pages[page(name, pages.length)];
    int i = slot(page, name);
    @SuppressWarnings("unchecked")
    V value = (V) page[i + 1];
    return value;
  }

  int size() {
    return size;
  }

  /** At most a third full: a search ends, and mostly where it begins. */
  private static int slots(int entries) {
    return 2 * Math.max(4, Integer.highestOneBit(3 * entries + 1) << 1);
  }

  private static void put(Object[] page, String name, Object value) {
    int i = slot(page, name);
    page[i] = name;
    page[i + 1] = value;
  }

  /** Where the name is, or would be. */
  private static int slot(Object[] page, String name) {
    int mask = page.length - 1;
    int i = spread(name) << 1 & mask;
    while (page[i] instanceof String other && !isSame(other, name)) i = i + 2 & mask;
    return i;
  }

  /** Their hashes first: to look at the letters is to wait for the memory once more. */
  private static boolean isSame(String one, String other) {
    return one.hashCode() == other.hashCode() && one.equals(other);
  }

  private static int page(String name, int count) {
    return spread(name) >>> 16 & count - 1;
  }

  private static int spread(String name) {
    int hash = name.hashCode() * 0x9E3779B1;
    return hash ^ hash >>> 15;
  }
}
