package dev.usher.core.check;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people have, by name. It never changes: another with one of them changed shares all its
 * pages but one, so that a change among a million costs microseconds and no reader waits.
 *
 * <p>A page is records one after the other, of a line of the processor's cache each: the hash of a
 * name, and the roles, so that a question waits for the memory once. Beside them, in the same
 * order, are the names and all else.
 */
final class People {
  /** The hash's two words, how it is, and the roles. */
  private static final int RECORD = 8;

  private static final int STATE = 2;
  private static final int ROLES = 3;

  /** Who has more roles than there is room for, or is kept out: what is beside says all. */
  private static final long BESIDE = 1;

  /** A person, all of whose roles are here, and what is beside has the rest. */
  private static final long HERE = 2;

  /** A service, likewise. */
  private static final long SERVICE = 3;

  /** Of a page, on average. */
  private static final int PAGE = 256;

  /** With more on a page, on average, a change would cost what many others have. */
  private static final int FULL = 4 * PAGE;

  private final SipHash hash;
  private final long[][] pages;
  private final Object[][] beside;

  /** How many records each page has room for. */
  private final int[] rooms;

  private final int size;

  private People(SipHash hash, long[][] pages, Object[][] beside, int[] rooms, int size) {
    this.hash = hash;
    this.pages = pages;
    this.beside = beside;
    this.rooms = rooms;
    this.size = size;
  }

  static People of(SipHash hash, Map<String, Holding> all) {
    int wanted = Math.max(1, all.size() / PAGE);
    int count =
        Integer.highestOneBit(wanted) == wanted ? wanted : Integer.highestOneBit(wanted) << 1;
    int[] sizes = new int[count];
    for (String name : all.keySet()) sizes[hash.of(name).page(count)]++;
    People people =
        new People(hash, new long[count][], new Object[count][], new int[count], all.size());
    for (int i = 0; i < count; i++) people.clear(i, sizes[i]);
    // Often the same, but for the roles, and then kept once.
    Interner<Holding> rests = new Interner<>();
    all.forEach((name, holding) -> people.put(hash.of(name), name, holding, rests));
    return people;
  }

  int size() {
    return size;
  }

  @Nullable Holding get(String name) {
    return get(hash.of(name));
  }

  @Nullable Holding get(Print who) {
    int page = who.page(pages.length);
    int at = who.in(pages[page], RECORD, rooms[page]);
    return at < 0 ? null : holding(page, at);
  }

  /**
   * Whether somebody has one of these roles; absent when more than the roles has to be looked at.
   *
   * @param roles as in {@link Packed}, a word of them
   */
  @Nullable Boolean has(Print who, long roles) {
    int number = who.page(pages.length);
    long[] page = pages[number];
    int at = who.in(page, RECORD, rooms[number]);
    if (at < 0) return false;
    return page[at + STATE] == BESIDE
        ? null
        : (Boolean) Packed.meet(roles, page, at + ROLES, at + RECORD);
  }

  /** Whether who has all roles there is a service. */
  boolean isService(Print who) {
    int number = who.page(pages.length);
    long[] page = pages[number];
    int at = who.in(page, RECORD, rooms[number]);
    return at >= 0 && page[at + STATE] == SERVICE;
  }

  /**
   * Everybody who may have one of these roles, at least.
   *
   * @param roles as in {@link Packed}, a word of them; 0 for everybody
   */
  void forEach(long roles, BiConsumer<String, Holding> each) {
    for (int page = 0; page < pages.length; page++) forEach(page, roles, each);
  }

  /** All of them, a few at a time. */
  Stream<Map<String, Holding>> pages() {
    return Stream.iterate(0, page -> page < pages.length, page -> page + 1)
        .map(
            page -> {
              Map<String, Holding> some = new HashMap<>();
              forEach(page, 0, some::put);
              return some;
            });
  }

  private void forEach(int page, long roles, BiConsumer<String, Holding> each) {
    long[] here = pages[page];
    for (int at = 0; at < here.length; at += RECORD) {
      boolean hasNone =
          roles != 0
              && here[at + STATE] >= HERE
              && !Packed.meet(roles, here, at + ROLES, at + RECORD);
      Holding holding = hasNone ? null : holding(page, at);
      if (holding != null) each.accept((String) beside[page][name(at)], holding);
    }
  }

  private @Nullable Holding holding(int page, int at) {
    long state = pages[page][at + STATE];
    if (state == 0) return null;
    Holding rest = (Holding) beside[page][name(at) + 1];
    return state == BESIDE ? rest : rest.with(Packed.roles(pages[page], at + ROLES, at + RECORD));
  }

  /** The same with what these have instead; nothing where it is null. */
  People with(Map<String, @Nullable Holding> changes) {
    People copy = new People(hash, pages.clone(), beside.clone(), rooms.clone(), size);
    int grown = 0;
    for (Map.Entry<String, @Nullable Holding> change : changes.entrySet())
      grown += copy.change(change.getKey(), change.getValue());
    People changed = new People(hash, copy.pages, copy.beside, copy.rooms, size + grown);
    return changed.size > FULL * pages.length ? changed.apart() : changed;
  }

  /** On more pages: it has grown. */
  private People apart() {
    Map<String, Holding> all = new HashMap<>();
    forEach(0, all::put);
    return of(hash, all);
  }

  /** How many more they are, by another page. */
  private int change(String name, @Nullable Holding holding) {
    Print who = hash.of(name);
    int page = who.page(pages.length);
    long[] before = pages[page];
    Object[] besideBefore = beside[page];
    int theirs = who.in(before, RECORD, rooms[page]);
    boolean wasThere = theirs >= 0;
    if (wasThere && !name.equals(besideBefore[name(theirs)])) throw oneHash();
    int others = count(before) - (wasThere ? 1 : 0);
    clear(page, others + (holding == null ? 0 : 1));
    for (int at = 0; at < before.length; at += RECORD)
      if (before[at + STATE] != 0 && at != theirs) {
        int to = ~new Print(before[at], before[at + 1]).in(pages[page], RECORD, rooms[page]);
        System.arraycopy(before, at, pages[page], to, RECORD);
        System.arraycopy(besideBefore, name(at), beside[page], name(to), 2);
      }
    if (holding != null) put(who, name, holding, new Interner<>());
    return (holding == null ? 0 : 1) - (wasThere ? 1 : 0);
  }

  private static IllegalStateException oneHash() {
    return new IllegalStateException("two names have one hash: start anew, with another key");
  }

  private static int count(long[] page) {
    int count = 0;
    for (int at = 0; at < page.length; at += RECORD) if (page[at + STATE] != 0) count++;
    return count;
  }

  /** Little more than half full: a search ends, and mostly where it begins. */
  private void clear(int page, int people) {
    int slots = 4 + people * 7 / 4;
    rooms[page] = slots;
    pages[page] = new long[slots * RECORD];
    beside[page] = new Object[slots * 2];
  }

  private void put(Print who, String name, Holding holding, Interner<Holding> rests) {
    int page = who.page(pages.length);
    long[] here = pages[page];
    int at = ~who.in(here, RECORD, rooms[page]);
    if (at < 0) throw oneHash();
    here[at] = who.first();
    here[at + 1] = who.second();
    boolean fits = holding.out().isEmpty() && Packed.fit(holding.roles(), RECORD - ROLES);
    here[at + STATE] = !fits ? BESIDE : holding.isService() ? SERVICE : HERE;
    if (fits) Packed.put(holding.roles(), here, at + ROLES);
    beside[page][name(at)] = name;
    beside[page][name(at) + 1] = fits ? rests.of(holding.rest()) : holding;
  }

  /** Where beside the records the name is; all else is behind it. */
  private static int name(int at) {
    return at / RECORD * 2;
  }
}
