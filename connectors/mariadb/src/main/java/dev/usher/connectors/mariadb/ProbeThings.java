package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.mariadb.ShownGrant.May;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What grants as the server shows them come to on each thing that there is. */
final class ProbeThings {
  private static final String WHOLE = MariaDbFact.Held.WHOLE;

  private final SystemType type;
  private final InspectThings things;
  private final ProbeRows rows;
  private final Map<String, Target> databases;
  private final DatabasePatterns patterns;
  private final Map<Target, Catalogue> catalogues;

  ProbeThings(
      SystemType type,
      InspectThings things,
      ProbeRows rows,
      Map<String, Target> databases,
      DatabasePatterns patterns) {
    this.type = type;
    this.patterns = patterns;
    this.things = things;
    this.rows = rows;
    this.databases = databases;
    this.catalogues = things.catalogues();
  }

  Map<Resource, Map<String, Extent>> can(List<May> all, Optional<Resource> only) {
    Map<Resource, Map<String, Set<String>>> held = new TreeMap<>();
    for (May may : all) {
      if (may.name().isEmpty()) {
        databases.forEach(
            (database, target) -> {
              if (!patterns.matches(may.database(), database)) return;
              entries(target).keySet().forEach(thing -> add(held, thing, may));
            });
      } else {
        Resource thing = thing(may);
        if (thing != null && entries(thing.target()).containsKey(thing)) add(held, thing, may);
      }
    }
    only.ifPresent(one -> held.keySet().retainAll(Set.of(one)));
    Map<Resource, Map<String, Extent>> can = new HashMap<>();
    held.forEach((thing, what) -> can.put(thing, extents(thing, what)));
    return can;
  }

  /** The same, with what is had by views of usher's, of some rows. */
  Map<Resource, Map<String, Extent>> withRows(List<May> all, Optional<Resource> only) {
    Map<Resource, Map<String, Extent>> can = can(all, only);
    rows.add(
        all,
        can,
        thing ->
            only.isPresent() && !only.get().equals(thing)
                ? List.of()
                : entries(thing.target()).getOrDefault(thing, Catalogue.Entry.BARE).columns());
    return can;
  }

  private Map<Resource, Catalogue.Entry> entries(Target target) {
    Catalogue catalogue = catalogues.get(target);
    return catalogue == null ? Map.of() : catalogue.entries();
  }

  private @Nullable Resource thing(May may) {
    return may.kind().isEmpty()
        ? things.table(may.database(), may.name())
        : things.routine(may.database(), may.kind(), may.name());
  }

  private void add(Map<Resource, Map<String, Set<String>>> held, Resource thing, May may) {
    SystemType.Kind kind = type.kinds().get(type.kindOf(thing));
    if (kind == null) return;
    for (String action : kind.actions()) {
      Set<String> columns = may.what().get(action);
      if (columns == null && may.what().containsKey("all privileges")) columns = Set.of();
      if (columns == null) continue;
      held.computeIfAbsent(thing, _ -> new HashMap<>())
          .computeIfAbsent(action, _ -> new TreeSet<>())
          .addAll(columns.isEmpty() ? Set.of(WHOLE) : columns);
    }
  }

  private Map<String, Extent> extents(Resource thing, Map<String, Set<String>> what) {
    Set<String> all =
        new TreeSet<>(entries(thing.target()).getOrDefault(thing, Catalogue.Entry.BARE).columns());
    Map<String, Extent> found = new HashMap<>();
    what.forEach(
        (action, columns) -> {
          Set<String> there = new TreeSet<>(columns);
          there.retainAll(all);
          boolean whole = columns.contains(WHOLE) || !all.isEmpty() && there.containsAll(all);
          if (whole) found.put(action, new Extent.Whole());
          // A privilege outlives its column.
          else if (!there.isEmpty()) found.put(action, new Extent.Columns(Set.copyOf(there)));
        });
    return found;
  }

  /** Whether some of the thing, or the column, is among it. */
  boolean has(List<May> all, String action, Resource on) {
    Extent extent =
        can(all, Optional.of(on.whole())).getOrDefault(on.whole(), Map.of()).get(action);
    return switch (extent) {
      case null -> false;
      case Extent.Whole _ -> true;
      case Extent.Columns(Set<String> names) ->
          on.column().isEmpty() || names.contains(on.column().get());
      case Extent.Some _, Extent.Uneven _ -> throw new IllegalStateException("no rows here");
    };
  }

  /** Whether it speaks of a managed database alone. */
  boolean isManaged(May may) {
    return may.name().isEmpty()
        ? databases.keySet().stream().anyMatch(one -> patterns.of(one).equals(may.database()))
        : databases.containsKey(may.database());
  }
}
