package dev.usher.connectors.redis;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the policy names at one server: key spaces and channels, each with its patterns, and the
 * accounts that it takes over. There is nothing else to name.
 *
 * @param keys by thing
 * @param channels by thing
 * @param adopted by account that was there before usher: for which targets it is taken over
 */
record Things(
    List<Target> targets,
    Map<Resource, List<String>> keys,
    Map<Resource, List<String>> channels,
    Map<String, Set<Target>> adopted) {

  static Things of(Realm realm) {
    Map<Resource, List<String>> keys = new TreeMap<>();
    Map<Resource, List<String>> channels = new TreeMap<>();
    Map<String, Set<Target>> adopted = new TreeMap<>();
    for (Place place : realm.places()) {
      Target target = place.target();
      place
          .system()
          .things("keys")
          .forEach((name, is) -> keys.put(Resource.of(target, Segment.plain(name)), is));
      place
          .system()
          .things("channels")
          .forEach((name, is) -> channels.put(channel(target, name), is));
      place
          .system()
          .setting(RedisType.ADOPTED)
          .forEach(name -> adopted.computeIfAbsent(name, _ -> new TreeSet<>()).add(target));
    }
    return new Things(realm.places().stream().map(Place::target).toList(), keys, channels, adopted);
  }

  private static Resource channel(Target target, String name) {
    return Resource.of(target, new Segment("channel", name));
  }

  Target first() {
    return targets.getFirst();
  }

  /** A thing's patterns; none of the server itself. */
  List<String> patterns(Resource thing) {
    return Optional.ofNullable(keys.get(thing))
        .or(() -> Optional.ofNullable(channels.get(thing)))
        .orElse(List.of());
  }

  /** For which targets that account is taken over. */
  Set<Target> adopted(String account) {
    return Optional.ofNullable(adopted.get(account)).orElse(Set.of());
  }

  boolean isKeys(Resource thing) {
    return keys.containsKey(thing);
  }

  Map<Target, Catalogue> catalogues() {
    Map<Target, Map<Resource, Catalogue.Entry>> all = new TreeMap<>();
    for (Target target : targets) {
      Map<Resource, Catalogue.Entry> here = new TreeMap<>();
      here.put(Resource.of(target), Catalogue.Entry.BARE);
      all.put(target, here);
    }
    List.of(keys, channels)
        .forEach(
            some ->
                some.keySet()
                    .forEach(
                        thing ->
                            Objects.requireNonNull(all.get(thing.target()))
                                .put(thing, Catalogue.Entry.BARE)));
    Map<Target, Catalogue> catalogues = new TreeMap<>();
    all.forEach((target, entries) -> catalogues.put(target, new Catalogue(entries)));
    return catalogues;
  }
}
