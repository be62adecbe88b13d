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

  /** The hash's two words, what it is, and the roles of whom it is allowed. */
  private static final int RECORD = 4;

  private static final int STATE = 2;
  private static final int ROLES = 3;

  /**
   * A thing's number and one is in the lower half of what it is; then the target, and what is done.
   */
  private static final int PLACE = 32;

  private static final int DEED = 52;
  private static final int MOST_PLACES = 1 << DEED - PLACE;
  private static final int MOST_DEEDS = 1 << 63 - DEED;

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

  /** What can be done to what kind, behind one that is none; and the number of each. */
  private final Deed[] deeds;

  private final Map<Deed, Integer> numbers = new HashMap<>();

  /**
   * @param word an action, or a bundle
   */
  private record Deed(String kind, String word) {}

  /**
   * Addresses that were asked for. A page is records one after the other, none of which ever
   * changes: who asks for one that is new writes it where nothing was, and nobody who reads waits.
   */
  private final AtomicReferenceArray<long[]> remembered;

  /**
   * How many records each page has room for. A reader may see a page with another's, and then finds
   * nothing there.
   */
  private final int[] rooms;

  /** How many are on each page; who writes looks at them, one at a time. */
  private final int[] counts;

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
    deeds =
        Stream.concat(
                Stream.of(new Deed("", "")),
                rules.stream().map(Rules::type).distinct().flatMap(Estate::deeds).distinct())
            .limit(MOST_DEEDS)
            .toArray(Deed[]::new);
    for (int i = 1; i < deeds.length; i++) numbers.put(deeds[i], i);
    remembered = new AtomicReferenceArray<>(room(rules.stream().mapToInt(Rules::names).sum()));
    counts = new int[remembered.length()];
    rooms = new int[remembered.length()];
    Arrays.fill(rooms, EMPTY.length / RECORD);
    for (int i = 0; i < remembered.length(); i++) remembered.setPlain(i, EMPTY);
    for (int i = 0; i < rules.size(); i++) places.put(rules.get(i).target(), i);
  }

  private static Stream<Deed> deeds(SystemType type) {
    return Stream.concat(Stream.of(COLUMN), type.kinds().keySet().stream())
        .flatMap(kind -> type.words().stream().map(word -> new Deed(kind, word)));
  }

  /** For so many names. */
  private static int room(int names) {
    int wanted = 2 * Integer.highestOneBit(Math.max(1, names / PAGE));
    return Math.clamp(wanted, FEWEST_PAGES, MOST_PAGES);
  }

  /**
   * The roles of which one is all that it takes, as in {@link Packed}; 0 where there is none, or
   * more to be looked at, or nobody has asked for it yet.
   *
   * @param kind of which it has to be; "" for any
   */
  long roles(Print address, String kind, String word) {
    int number = address.page(remembered.length());
    long[] page = remembered.getAcquire(number);
    int at = address.in(page, RECORD, rooms[number]);
    if (at < 0) return 0;
    Deed first = deeds[(int) (page[at + STATE] >>> DEED)];
    boolean isIt = first.word().equals(word) && (kind.isEmpty() || first.kind().equals(kind));
    return isIt ? page[at + ROLES] : 0;
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
    long known = known(print);
    if (known != 0) return found(address, known);
    long state = state(address);
    if (state == 0) return null;
    Found found = found(address, state);
    remember(print, state, word, found);
    return found;
  }

  /** The same, of what will hardly be asked for alone. */
  @Nullable Found find(String address) {
    long known = known(hash.of(address));
    long state = known == 0 ? state(address) : known;
    return state == 0 ? null : found(address, state);
  }

  private long known(Print print) {
    int number = print.page(remembered.length());
    long[] page = remembered.getAcquire(number);
    int at = print.in(page, RECORD, rooms[number]);
    return at < 0 ? 0 : page[at + STATE];
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

  private void remember(Print print, long state, String word, Found found) {
    Verdict first = found.verdict(word);
    int number = first.isPacked() ? numbers.getOrDefault(new Deed(found.kind(), word), 0) : 0;
    synchronized (remembered) {
      int its = print.page(remembered.length());
      long[] page = withRoom(its);
      int at = print.in(page, RECORD, rooms[its]);
      if (at >= 0) return;
      print.put(page, ~at, state | (long) number << DEED, number == 0 ? 0 : first.packed());
      counts[its]++;
    }
  }

  /** A page that has room for one more: at most two thirds of it are full then. */
  private long[] withRoom(int number) {
    long[] page = remembered.getPlain(number);
    int count = counts[number];
    if (page != EMPTY && 3 * (count + 1) * RECORD <= 2 * page.length) return page;
    boolean isFull = page == EMPTY || count >= FULL;
    long[] another = new long[isFull ? EMPTY.length : 2 * page.length];
    for (int at = 0; !isFull && at < page.length; at += RECORD)
      if (page[at + STATE] != 0) {
        int to = ~new Print(page[at], page[at + 1]).in(another, RECORD, another.length / RECORD);
        System.arraycopy(page, at, another, to, RECORD);
      }
    if (isFull) counts[number] = 0;
    rooms[number] = another.length / RECORD;
    remembered.setRelease(number, another);
    return another;
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
