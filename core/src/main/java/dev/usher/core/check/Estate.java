package dev.usher.core.check;

import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From an address to what it is: which target's, and which of the things that differ there. */
final class Estate {
  /** What a column is called, which is no kind of its own in any system. */
  private static final String COLUMN = "column";

  /** Longer addresses are not remembered: whoever asks for many of them is to fill no room. */
  private static final int LONGEST = 200;

  private static final int FEWEST = 1 << 12;
  private static final int MOST = 1 << 22;

  private final AddressParser addresses;
  private final List<Rules> rules;
  private final Map<Target, Integer> places = new HashMap<>();

  /**
   * Addresses that were asked for, in pairs of places by their hash: what comes takes the first,
   * and what was there the second. Written without a lock: what is found is the same whoever finds
   * it, and never half seen.
   */
  private final @Nullable Found[] remembered;

  private @Nullable Named named;

  /**
   * @param hash of the address: to look at the letters is to wait for the memory once more
   * @param address as it was asked for
   * @param place which of the targets
   * @param first of what was asked for first, which is mostly what is asked for again
   */
  record Found(int hash, String address, int place, Thing thing, Verdict first) {
    boolean isOf(int its, String asked) {
      return hash == its && address.equals(asked);
    }

    String kind() {
      return thing.isColumn() ? COLUMN : thing.kind();
    }

    /**
     * @param word an action, or a bundle
     */
    Verdict verdict(String word) {
      return first.isOf(word) ? first : thing.verdict(word);
    }
  }

  Estate(List<Rules> rules) {
    Set<String> environments = new HashSet<>();
    Map<String, SystemType> systems = new HashMap<>();
    for (Rules one : rules) {
      environments.add(one.target().environment());
      systems.put(one.target().system(), one.type());
    }
    addresses = new AddressParser(environments, systems);
    this.rules = rules;
    remembered = new Found[room(rules.stream().mapToInt(Rules::names).sum())];
    for (int i = 0; i < rules.size(); i++) places.put(rules.get(i).target(), i);
  }

  /**
   * Absent when there is no such thing.
   *
   * @param word what will be asked of it
   */
  @Nullable Found find(String address, String word) {
    int hash = address.hashCode() * 0x9E3779B1;
    int first = (hash ^ hash >>> 15) & remembered.length - 2;
    Found known = remembered[first];
    if (known != null && known.isOf(hash, address)) return known;
    Found other = remembered[first + 1];
    if (other != null && other.isOf(hash, address)) return other;
    Optional<Resource> on = resource(address);
    if (on.isEmpty()) return null;
    Integer place = places.get(on.get().target());
    if (place == null || !rules.get(place).isThere(on.get())) return null;
    Thing thing = rules.get(place).thing(on.get());
    Found found = new Found(hash, address, place, thing, thing.verdict(word));
    if (address.length() > LONGEST) return found;
    remembered[first + 1] = known;
    remembered[first] = found;
    return found;
  }

  /**
   * Found when somebody first searches: of a million names it takes seconds.
   *
   * @param word what will be asked of them
   */
  synchronized Named named(String word) {
    if (named == null) named = new Named(this, rules, word);
    return named;
  }

  /** For so many names: four times as much or more, so that few meet; and not without end. */
  private static int room(int names) {
    return Math.clamp(8L * Integer.highestOneBit(Math.max(1, names)), FEWEST, MOST);
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
