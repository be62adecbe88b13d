package dev.usher.connectors.redis;

import dev.usher.connectors.redis.RedisFact.Account;
import dev.usher.connectors.redis.RedisFact.Beyond;
import dev.usher.connectors.redis.RedisFact.Held;
import dev.usher.connectors.redis.RedisFact.Stale;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One account at one moment: what its facts come to. */
final class State {
  /** Found once for all accounts. */
  private final Map<Target, String> digests;

  /** By the digest of the target's name: whether it is not swept out. */
  final Map<String, Boolean> marks = new TreeMap<>();

  final Map<Resource, Actions> held = new HashMap<>();
  final Set<String> beyond = new TreeSet<>();

  /** Of an account that was there before usher: see {@link RedisFact.Adopted}. */
  private final Set<String> unmarked = new TreeSet<>();

  final Set<String> lacks = new TreeSet<>();
  final List<String> kept = new ArrayList<>();
  boolean on;
  Optional<Instant> ends = Optional.empty();

  State(Map<Target, String> digests) {
    this.digests = digests;
  }

  State copy() {
    State other = new State(digests);
    other.marks.putAll(marks);
    other.held.putAll(held);
    other.beyond.addAll(beyond);
    other.unmarked.addAll(unmarked);
    other.lacks.addAll(lacks);
    other.kept.addAll(kept);
    other.on = on;
    other.ends = ends;
    return other;
  }

  void add(RedisFact fact) {
    switch (fact) {
      case Account one -> {
        marks.put(digest(one.target()), one.unswept());
        on = one.on();
        ends = one.ends();
      }
      case Held one -> {
        // Of the server there is one set, whichever target it is told under.
        if (isServer(one.on())) held.replaceAll((on, had) -> isServer(on) ? one.actions() : had);
        held.put(one.on(), one.actions());
      }
      case Stale one -> marks.put(one.of(), one.unswept());
      case Beyond one -> beyond.add(one.rule());
      case RedisFact.Adopted one -> {
        one.unmarked().forEach(target -> unmarked.add(digest(target)));
        lacks.addAll(one.lacks());
        kept.addAll(one.kept());
      }
      case RedisFact.Barred _, RedisFact.Unsaved _, RedisFact.Stranger _, RedisFact.Server _ -> {}
    }
  }

  private static boolean isServer(Resource thing) {
    return thing.path().isEmpty();
  }

  void remove(RedisFact fact) {
    switch (fact) {
      case Account one -> {
        marks.remove(digest(one.target()));
        held.remove(Resource.of(one.target()));
      }
      case Held one -> {
        boolean stays = marks.containsKey(digest(one.target()));
        if (isServer(one.on()) && stays) held.keySet().removeIf(State::isServer);
        else held.remove(one.on());
      }
      case Stale one -> marks.remove(one.of());
      case Beyond one -> beyond.remove(one.rule());
      case RedisFact.Adopted _,
          RedisFact.Barred _,
          RedisFact.Unsaved _,
          RedisFact.Stranger _,
          RedisFact.Server _ -> {}
    }
  }

  private String digest(Target target) {
    return digests.computeIfAbsent(target, State::digestOf);
  }

  static String digestOf(Target target) {
    return RedisMark.For.target(target, false).of();
  }

  boolean isGone() {
    return marks.isEmpty();
  }

  boolean isUnswept() {
    return marks.containsValue(true);
  }

  /** Marks it anew, every target of it. */
  void sweep(boolean unswept) {
    marks.replaceAll((_, _) -> unswept);
    unmarked.clear();
  }

  /** As it is once anything of it is written. */
  State marked() {
    State other = copy();
    other.unmarked.clear();
    return other;
  }

  /** Usher's marks among the passwords. */
  List<String> hashes() {
    List<String> all = new ArrayList<>();
    marks.forEach(
        (of, unswept) -> {
          if (!unmarked.contains(of)) all.add(new RedisMark.For(of, unswept).hash());
        });
    ends.ifPresent(at -> all.add(new RedisMark.Ends(at).hash()));
    return all;
  }

  /** What both may do. */
  Map<Resource, Actions> both(State other) {
    Map<Resource, Actions> common = new HashMap<>();
    held.forEach(
        (thing, actions) -> {
          Set<String> some = new HashSet<>(actions.names());
          some.retainAll(other.on(thing));
          if (some.equals(actions.names())) common.put(thing, actions);
          else if (!some.isEmpty()) common.put(thing, Actions.on(thing, some));
        });
    return common;
  }

  /** What may be done with the thing. */
  Set<String> on(Resource thing) {
    return Optional.ofNullable(held.get(thing)).map(Actions::names).orElse(Set.of());
  }
}
