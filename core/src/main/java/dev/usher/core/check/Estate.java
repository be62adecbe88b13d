package dev.usher.core.check;

import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From an address to what it is: which target's, and which of the things that differ there. */
final class Estate {
  /** What a column is called, which is no kind of its own in any system. */
  private static final String COLUMN = "column";

  /** Longer addresses are not remembered: whoever asks for many of them is to fill no room. */
  private static final int LONGEST = 200;

  /** The hash's two words, what it is, and the roles of whom it is allowed. */
  private static final int RECORD = 4;

  private static final int STATE = 2;
  private static final int ROLES = 3;

  /** A thing's number and one is in the lower half of what it is; then the target, and the word. */
  private static final int PLACE = 32;

  private static final int WORD = 52;
  private static final int MOST_PLACES = 1 << WORD - PLACE;
  private static final int MOST_WORDS = 1 << 63 - WORD;

  private static final int FEWEST_PAGES = 1 << 6;
  private static final int MOST_PAGES = 1 << 16;

  /** Of a page, on average, if all that have a name are asked for. */
  private static final int PAGE = 64;

  /** A page with more begins anew: whoever asks for many is to fill no room. */
  private static final int FULL = 4 * PAGE;

  private static final long[] EMPTY = new long[8 * RECORD];

  private final AddressParser addresses;
  private final List<Rules> rules;
  private final SipHash hash;
  private final Map<Target, Integer> places = new HashMap<>();

  /** All words that there are, ascending, behind one that is none. */
  private final String[] words;

  /**
   * Addresses that were asked for. A page is records one after the other and never changes: what
   * comes makes another of it. Without a lock: of two that do so at once one is asked for again.
   */
  private final AtomicReferenceArray<long[]> remembered;

  private @Nullable Named named;

  /**
   * @param place which of the targets
   */
  record Found(String address, int place, Thing thing) {
    String kind() {
      return thing.isColumn() ? COLUMN : thing.kind();
    }

    /**
     * @param word an action, or a bundle
     */
    Verdict verdict(String word) {
      return thing.verdict(word);
    }
  }

  Estate(List<Rules> rules, SipHash hash) {
    if (rules.size() > MOST_PLACES)
      throw new IllegalArgumentException("more than " + MOST_PLACES + " targets");
    Set<String> environments = new HashSet<>();
    Map<String, SystemType> systems = new HashMap<>();
    for (Rules one : rules) {
      environments.add(one.target().environment());
      systems.put(one.target().system(), one.type());
    }
    addresses = new AddressParser(environments, systems);
    this.rules = rules;
    this.hash = hash;
    words =
        Stream.concat(Stream.of(""), rules.stream().flatMap(one -> one.type().words().stream()))
            .distinct()
            .sorted()
            .limit(MOST_WORDS)
            .toArray(String[]::new);
    remembered = new AtomicReferenceArray<>(room(rules.stream().mapToInt(Rules::names).sum()));
    for (int i = 0; i < remembered.length(); i++) remembered.setPlain(i, EMPTY);
    for (int i = 0; i < rules.size(); i++) places.put(rules.get(i).target(), i);
  }

  /** For so many names. */
  private static int room(int names) {
    int wanted = 2 * Integer.highestOneBit(Math.max(1, names / PAGE));
    return Math.clamp(wanted, FEWEST_PAGES, MOST_PAGES);
  }

  /**
   * The roles of which one is all that it takes, as in {@link Packed}; 0 where there is none, or
   * more to be looked at, or nobody has asked for it yet.
   */
  long roles(Print address, String word) {
    long[] page = remembered.getAcquire(address.page(remembered.length()));
    int at = address.in(page, RECORD);
    int first = (int) (page[at + STATE] >>> WORD);
    return first != 0 && words[first].equals(word) ? page[at + ROLES] : 0;
  }

  @Nullable Found find(String address, String word) {
    return find(hash.of(address), address, word);
  }

  /**
   * Absent when there is no such thing.
   *
   * @param print the address's
   * @param word what will be asked of it
   */
  @Nullable Found find(Print print, String address, String word) {
    long[] page = remembered.getAcquire(print.page(remembered.length()));
    long state = page[print.in(page, RECORD) + STATE];
    if (state != 0) return found(address, state);
    state = state(address);
    if (state == 0) return null;
    Found found = found(address, state);
    if (address.length() <= LONGEST) remember(print, state, word, found.verdict(word));
    return found;
  }

  /** The same, of what will hardly be asked for alone. */
  @Nullable Found find(String address) {
    long state = state(address);
    return state == 0 ? null : found(address, state);
  }

  private Found found(String address, long state) {
    int place = (int) (state >>> PLACE) & MOST_PLACES - 1;
    return new Found(address, place, rules.get(place).thing((int) state - 1));
  }

  /** Which of which target's things it is; 0 when there is no such thing. */
  private long state(String address) {
    Optional<Resource> on = resource(address);
    if (on.isEmpty()) return 0;
    Integer place = places.get(on.get().target());
    if (place == null || !rules.get(place).isThere(on.get())) return 0;
    return (long) place << PLACE | rules.get(place).number(on.get()) + 1;
  }

  private void remember(Print print, long state, String word, Verdict first) {
    int number = first.isPacked() ? Math.max(0, Arrays.binarySearch(words, word)) : 0;
    int at = print.page(remembered.length());
    long[] before = remembered.getAcquire(at);
    long[] page = withRoom(before);
    int to = print.in(page, RECORD);
    page[to] = print.first();
    page[to + 1] = print.second();
    page[to + STATE] = state | (long) number << WORD;
    page[to + ROLES] = number == 0 ? 0 : first.packed();
    remembered.setRelease(at, page);
  }

  /** What is there, in a page that has room for one more: at most two thirds of it are full. */
  private static long[] withRoom(long[] page) {
    int count = 0;
    for (int at = 0; at < page.length; at += RECORD) if (page[at + STATE] != 0) count++;
    if (count == FULL) return EMPTY.clone();
    if (3 * (count + 1) * RECORD <= 2 * page.length) return page.clone();
    long[] larger = new long[2 * page.length];
    for (int at = 0; at < page.length; at += RECORD)
      if (page[at + STATE] != 0) {
        int to = new Print(page[at], page[at + 1]).in(larger, RECORD);
        System.arraycopy(page, at, larger, to, RECORD);
      }
    return larger;
  }

  /** Found when somebody first searches: of a million names it takes seconds. */
  synchronized Named named() {
    if (named == null) named = new Named(this, rules);
    return named;
  }

  Optional<Resource> resource(String address) {
    return switch (read(address)) {
      case Parsed.Ok<Resource>(Resource resource) -> Optional.of(resource);
      case Parsed.Wrong<Resource> _ -> Optional.empty();
    };
  }

  Parsed<Resource> read(String address) {
    return addresses.resource(address);
  }
}
