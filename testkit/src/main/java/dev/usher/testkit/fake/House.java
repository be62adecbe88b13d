package dev.usher.testkit.fake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The controller of a house's locks. A house has wings, a wing has doors and lifts; a badge is one
 * for the whole house, and each of its keys is for one thing in one wing. Who is inside has the
 * keys that they came in with until they are swept out.
 */
public final class House {
  /** A door or a lift. */
  public record Thing(String wing, String kind, String name) {}

  /** What a badge may do with one thing. */
  public record Key(Thing thing, String action) {}

  /**
   * A badge as the house lists it.
   *
   * @param engraved a text that the house makes nothing of
   * @param blocked whether nobody gets in with it
   */
  public record Badge(String name, String engraved, boolean blocked, Set<Key> keys) {
    public Badge {
      keys = Set.copyOf(keys);
    }
  }

  /** The house does not do that. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  private final String name;
  private final Faults faults = new Faults();
  private final Map<String, Set<Thing>> wings = new TreeMap<>();
  private final Map<String, String> plates = new TreeMap<>();
  private final Map<String, Map<String, String>> notices = new TreeMap<>();
  private final Map<String, Badge> badges = new TreeMap<>();
  private final List<Visit> visits = new ArrayList<>();
  private Optional<String> writer = Optional.empty();

  /**
   * @param name of its URLs: {@code locks://NAME/WING}
   */
  public House(String name, String... wings) {
    this.name = name;
    for (String wing : wings) this.wings.put(wing, new HashSet<>());
  }

  public String name() {
    return name;
  }

  public Faults faults() {
    return faults;
  }

  /** Puts a door or a lift in. */
  public synchronized Thing build(String wing, String kind, String thing) {
    Thing built = new Thing(wing, kind, thing);
    things(wing).add(built);
    return built;
  }

  /** Comes in. */
  public synchronized Visit enter(String badge, String wing) {
    Badge shown = badge(badge);
    if (shown.blocked()) throw new Refused("the badge " + badge + " is blocked");
    Visit visit = new Visit(badge, wing, shown.keys());
    visits.add(visit);
    return visit;
  }

  /** Somebody inside. */
  public static final class Visit {
    private final String badge;
    private final String wing;
    private final Set<Key> keys;
    private boolean ended;

    private Visit(String badge, String wing, Set<Key> keys) {
      this.badge = badge;
      this.wing = wing;
      this.keys = keys;
    }

    /** Whether it works. */
    public boolean tries(Thing thing, String action) {
      return !ended && thing.wing().equals(wing) && keys.contains(new Key(thing, action));
    }
  }

  /**
   * Carries out one command, whole or not at all.
   *
   * @throws Refused when it does not
   */
  public synchronized void obey(String line) {
    List<String> words;
    try {
      words = Command.words(line);
    } catch (IllegalArgumentException notOne) {
      throw new Refused(String.valueOf(notOne.getMessage()));
    }
    String of = words.size() > 1 ? words.get(1) : "";
    switch (words.getFirst() + " " + (words.size() - 1)) {
      case "issue 2" -> {
        if (badges.containsKey(of)) throw new Refused("there is a badge " + of + " already");
        badges.put(of, new Badge(of, words.get(2), true, Set.of()));
      }
      case "engrave 2" ->
          badges.put(of, new Badge(of, words.get(2), badge(of).blocked(), badge(of).keys()));
      case "block 1", "unblock 1" ->
          badges.put(
              of,
              new Badge(
                  of, badge(of).engraved(), words.getFirst().equals("block"), badge(of).keys()));
      case "cut 5" -> keys(of, key(words), true);
      case "melt 5" -> keys(of, key(words), false);
      case "sweep 1" -> sweep(of, wings.keySet());
      case "sweep 2" -> sweep(of, Set.of(words.get(2)));
      case "post 3" -> {
        things(of);
        notices.computeIfAbsent(of, _ -> new TreeMap<>()).put(words.get(2), words.get(3));
      }
      case "strip 2" -> notices.getOrDefault(of, new TreeMap<>()).remove(words.get(2));
      case "shred 1" -> badges.remove(badge(of).name());
      default -> throw new Refused("no command: " + line);
    }
  }

  private static Key key(List<String> words) {
    return new Key(new Thing(words.get(2), words.get(3), words.get(4)), words.get(5));
  }

  private void keys(String name, Key key, boolean has) {
    Badge before = badge(name);
    if (!things(key.thing().wing()).contains(key.thing())) {
      throw new Refused("there is no " + key.thing());
    }
    Set<Key> keys = new HashSet<>(before.keys());
    if (has) keys.add(key);
    else keys.remove(key);
    badges.put(name, new Badge(name, before.engraved(), before.blocked(), keys));
  }

  private void sweep(String badge, Set<String> from) {
    visits.stream()
        .filter(visit -> visit.badge.equals(badge) && from.contains(visit.wing))
        .forEach(visit -> visit.ended = true);
  }

  /** Every badge, sorted. */
  public synchronized List<Badge> badges() {
    return List.copyOf(badges.values());
  }

  synchronized Set<Thing> things(String wing) {
    Set<Thing> there = wings.get(wing);
    if (there == null) throw new Refused("the house has no wing " + wing);
    return there;
  }

  synchronized Set<String> wings() {
    return new TreeSet<>(wings.keySet());
  }

  /** The lock's own answer. */
  synchronized boolean opens(String badge, Thing thing, String action) {
    Badge shown = badges.get(badge);
    return shown != null && shown.keys().contains(new Key(thing, action));
  }

  /** What is posted in a wing: of whom, and what. */
  synchronized Map<String, String> notices(String wing) {
    return Map.copyOf(notices.getOrDefault(wing, Map.of()));
  }

  synchronized @Nullable String plate(String wing) {
    return plates.get(wing);
  }

  synchronized void plate(String wing, String text) {
    things(wing);
    plates.put(wing, text);
  }

  /** Takes the one chair at the controls; who sits there when it is taken. */
  public synchronized Optional<String> sit(String who) {
    if (writer.isPresent()) return writer;
    writer = Optional.of(who);
    return Optional.empty();
  }

  /** Leaves the chair. */
  public synchronized void rise() {
    writer = Optional.empty();
  }

  private Badge badge(String badge) {
    Badge found = badges.get(badge);
    if (found == null) throw new Refused("there is no badge " + badge);
    return found;
  }
}
