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
import java.util.TreeMap;

/**
 * What the policy names at one server: key spaces and channels, each with its patterns. There is
 * nothing else to name.
 *
 * @param keys by thing
 * @param channels by thing
 */
record Things(
    List<Target> targets, Map<Resource, List<String>> keys, Map<Resource, List<String>> channels) {

  static Things of(Realm realm) {
    Map<Resource, List<String>> keys = new TreeMap<>();
    Map<Resource, List<String>> channels = new TreeMap<>();
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
    }
    return new Things(realm.places().stream().map(Place::target).toList(), keys, channels);
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
