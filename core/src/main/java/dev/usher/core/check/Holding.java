package dev.usher.core.check;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Hold;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one subject has in one target.
 *
 * @param roles with all that they include, by number, ascending
 * @param given the grants by which they have them, by number, ascending
 * @param nevers those that speak of them, beside those that speak of everyone
 * @param signature which roles there may be: no bit in common, no role in common
 * @param out how they are kept out, if so
 */
record Holding(
    int[] roles,
    int[] given,
    int[] nevers,
    long signature,
    Map<String, Value> attributes,
    boolean isService,
    Optional<Hold.Kind> out) {
  private static final int[] NONE = {};

  /**
   * @param given in any order
   * @param having what each of them gives, with all that it includes
   */
  static Holding of(
      int[] given,
      Stream<int[]> having,
      int[] nevers,
      Map<String, Value> attributes,
      boolean isService,
      Optional<Hold.Kind> out) {
    int[] gives = given.clone();
    Arrays.sort(gives);
    int[] roles = having.flatMapToInt(Arrays::stream).sorted().distinct().toArray();
    // Often the same, and then kept once.
    return new Holding(
        roles, Arrays.equals(gives, roles) ? roles : gives, nevers, attributes, isService, out);
  }

  private Holding(
      int[] roles,
      int[] given,
      int[] nevers,
      Map<String, Value> attributes,
      boolean isService,
      Optional<Hold.Kind> out) {
    this(roles, given, nevers, signature(roles), attributes, isService, out);
  }

  /** All but the roles, and but for what gives them where that is the same. */
  Holding rest() {
    return new Holding(NONE, given == roles ? NONE : given, nevers, attributes, isService, out);
  }

  /**
   * What this is the rest of.
   *
   * @param roles ascending
   */
  Holding with(int[] roles) {
    int[] gives = given.length == 0 ? roles : given;
    return new Holding(roles, gives, nevers, attributes, isService, out);
  }

  boolean has(int role) {
    return Arrays.binarySearch(roles, role) >= 0;
  }

  /**
   * The first place from there on whose role is held; behind the last when none is.
   *
   * @param some ascending
   * @param signature of all of them
   */
  int first(int[] some, long signature, int from) {
    if ((signature & this.signature) == 0) return some.length;
    if (some.length - from <= roles.length) {
      for (int i = from; i < some.length; i++) if (has(some[i])) return i;
      return some.length;
    }
    for (int role : roles) {
      if (from > 0 && role < some[from]) continue;
      int at = notLess(some, role, from);
      if (at < some.length && some[at] == role) return at;
    }
    return some.length;
  }

  /** The first place from there on whose role is not less. */
  private static int notLess(int[] some, int role, int from) {
    int low = from;
    int high = some.length;
    while (low < high) {
      int middle = low + high >>> 1;
      if (some[middle] < role) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  static long signature(int[] roles) {
    long bits = 0;
    for (int role : roles) bits |= 1L << (role * 0x9E3779B1 >>> 26);
    return bits;
  }

  /** Arrays are held against each other by what is in them. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Holding one
        && Arrays.equals(roles, one.roles)
        && Arrays.equals(given, one.given)
        && Arrays.equals(nevers, one.nevers)
        && attributes.equals(one.attributes)
        && isService == one.isService
        && out.equals(one.out);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(given) + attributes.hashCode();
  }
}
