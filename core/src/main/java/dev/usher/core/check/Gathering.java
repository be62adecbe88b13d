package dev.usher.core.check;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An index as its parts come in: all but its people first, then these some at a time. Nobody is
 * answered by it before all are there.
 */
public final class Gathering {
  private final Parts parts;
  private final SipHash hash;
  private final Map<Target, There> places = new LinkedHashMap<>();

  /**
   * @param hash of a key that no other process has
   */
  public Gathering(Parts parts, SipHash hash) {
    this.parts = parts;
    this.hash = hash;
    for (Parts.Place place : parts.places()) places.put(place.target(), new There(place));
  }

  /**
   * @throws IllegalArgumentException when the parts do not speak of what these have
   */
  public void add(Parts.Crowd crowd) {
    There there = places.get(crowd.target());
    if (there == null) throw new IllegalArgumentException("nothing was said of " + crowd.target());
    crowd.members().forEach(there::add);
  }

  /** Of all that have come. */
  public Index index() {
    List<Holders> holders = places.values().stream().map(there -> there.holders(hash)).toList();
    return Index.of(holders, parts.revision(), parts.at(), parts.until(), hash);
  }

  /** One target. */
  private static final class There {
    private final Rules rules;
    private final Given given;
    private final Map<Integer, Known> reasons = new HashMap<>();
    private final Interner<Holding> holdings = new Interner<>();
    private final Interner<Map<String, Value>> attributes = new Interner<>();
    private final Map<String, Holding> all = new HashMap<>();

    /** By which number it is known here, and all that comes by it. */
    private record Known(int number, int[] roles) {}

    There(Parts.Place place) {
      rules = new Rules(place.target(), place.type(), place.named(), place.roles(), place.nevers());
      given = new Given(rules);
      for (Parts.Reason one : place.reasons())
        reasons.put(
            one.number(),
            new Known(given.number(one.role(), one.why()), rules.closure(one.role())));
    }

    void add(String name, Parts.Numbered member) {
      List<Known> known = member.reasons().stream().map(this::known).toList();
      all.put(
          name,
          holdings.of(
              Holding.of(
                  known.stream().mapToInt(Known::number).toArray(),
                  known.stream().map(Known::roles),
                  member.nevers().stream().mapToInt(Integer::intValue).sorted().toArray(),
                  attributes.of(Map.copyOf(member.attributes())),
                  member.isService(),
                  member.out())));
    }

    private Known known(Integer number) {
      Known known = reasons.get(number);
      if (known == null) throw new IllegalArgumentException("no reason has the number " + number);
      return known;
    }

    Holders holders(SipHash hash) {
      return Holders.of(rules, given, all, hash);
    }
  }
}
