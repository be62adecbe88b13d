package dev.usher.core.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A hash table by name that never changes: another with one entry changed shares all its pages but
 * one, so that a change among a million costs microseconds and no reader waits.
 */
final class Table<V> {
  /** Entries of a page, on average. */
  private static final int PAGE = 256;

  /** With more on a page, on average, a change would cost what many others have. */
  private static final int FULL = 4 * PAGE;

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

  /** The same with other entries for these names; none where the value is null. */
  Table<V> with(Map<String, @Nullable V> changes) {
    Object[][] copy = pages.clone();
    int grown = 0;
    for (Map.Entry<String, @Nullable V> change : changes.entrySet()) {
      int at = page(change.getKey(), copy.length);
      Object[] before = copy[at];
      copy[at] = changed(before, change.getKey(), change.getValue());
      grown += size(copy[at]) - size(before);
    }
    Table<V> changed = new Table<>(copy, size + grown);
    return changed.size > FULL * copy.length ? changed.apart() : changed;
  }

  /** On more pages: it has grown. */
  private Table<V> apart() {
    Map<String, V> entries = new HashMap<>();
    forEach(entries::put);
    return of(entries);
  }

  int size() {
    return size;
  }

  void forEach(BiConsumer<String, V> each) {
    for (Object[] page : pages) forEach(page, each);
  }

  /** All entries, a few at a time. */
  Stream<Map<String, V>> pages() {
    return Arrays.stream(pages)
        .map(
            page -> {
              Map<String, V> entries = new HashMap<>();
              this.forEach(page, entries::put);
              return entries;
            });
  }

  private void forEach(Object[] page, BiConsumer<String, V> each) {
    for (int i = 0; i < page.length; i += 2)
      if (page[i] instanceof String name) {
        @SuppressWarnings("unchecked")
        V value = (V) page[i + 1];
        each.accept(name, value);
      }
  }

  private static int size(Object[] page) {
    int size = 0;
    for (int i = 0; i < page.length; i += 2) if (page[i] != null) size++;
    return size;
  }

  private static Object[] changed(Object[] page, String name, @Nullable Object value) {
    Object[] copy = new Object[slots(size(page) + 1)];
    for (int i = 0; i < page.length; i += 2)
      if (page[i] instanceof String other && !other.equals(name)) put(copy, other, page[i + 1]);
    if (value != null) put(copy, name, value);
    return copy;
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
