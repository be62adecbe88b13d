package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.Description.Permission;
import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a role holds, as permissions: what it holds on the database as a whole by {@code **}, what
 * it holds on everything of a kind by {@code *}, the rest by name, things alike together.
 */
final class DescribeThings {
  private final SystemType type;
  private final Target target;

  /** By kind: what there is. */
  private final Map<String, List<Resource>> shelves = new TreeMap<>();

  DescribeThings(SystemType type, Target target, ObservedState<MariaDbFact> observed) {
    this.type = type;
    this.target = target;
    Catalogue catalogue = observed.catalogues().getOrDefault(target, new Catalogue(Map.of()));
    for (Resource thing : catalogue.entries().keySet()) {
      shelves.computeIfAbsent(type.kindOf(thing), _ -> new ArrayList<>()).add(thing);
    }
  }

  /**
   * @param held by thing: privilege, then its columns
   */
  List<Permission> of(Map<Resource, SortedMap<String, SortedSet<String>>> held) {
    List<Permission> all = new ArrayList<>();
    Set<String> wide = new TreeSet<>(held.getOrDefault(Resource.of(target), none()).keySet());
    Set<String> ofDatabase = new TreeSet<>(wide);
    ofDatabase.retainAll(actions(type.root()));
    wide.removeAll(ofDatabase);
    if (!ofDatabase.isEmpty()) {
      all.add(new Permission(type.root(), ofDatabase, List.of(pattern()), Set.of()));
    }
    if (!wide.isEmpty()) {
      all.add(new Permission("", wide, List.of(pattern(new Step.Deep())), Set.of()));
    }
    shelves.forEach(
        (kind, things) -> {
          if (!kind.equals(type.root())) shelf(kind, things, held, wide, all);
        });
    return all;
  }

  private static SortedMap<String, SortedSet<String>> none() {
    return new TreeMap<>();
  }

  private Set<String> actions(String kind) {
    SystemType.Kind known = type.kinds().get(kind);
    return known == null ? Set.of() : known.actions();
  }

  private void shelf(
      String kind,
      List<Resource> things,
      Map<Resource, SortedMap<String, SortedSet<String>>> held,
      Set<String> wide,
      List<Permission> all) {
    Set<String> everywhere = everywhere(things, held);
    everywhere.removeAll(wide);
    if (!everywhere.isEmpty()) {
      all.add(new Permission(kind, everywhere, List.of(on(kind, new Name.Any())), Set.of()));
    }
    Set<String> said = new TreeSet<>(wide);
    said.addAll(everywhere);
    Map<Set<String>, Set<String>> byActions = new HashMap<>();
    Map<String, Map<Set<String>, Set<String>>> byColumns = new TreeMap<>();
    for (Resource thing : things) {
      String name = thing.path().getLast().name();
      SortedMap<String, SortedSet<String>> what = held.getOrDefault(thing, none());
      Set<String> whole = whole(what);
      whole.removeAll(said);
      if (!whole.isEmpty()) byActions.computeIfAbsent(whole, _ -> new TreeSet<>()).add(name);
      what.forEach(
          (action, columns) -> {
            // A column beside the whole says nothing new.
            if (said.contains(action) || columns.contains(Held.WHOLE)) return;
            byColumns
                .computeIfAbsent(name, _ -> new HashMap<>())
                .computeIfAbsent(columns, _ -> new TreeSet<>())
                .add(action);
          });
    }
    byActions.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
        .forEach(entry -> add(kind, entry.getKey(), entry.getValue(), Set.of(), all));
    byColumns.forEach(
        (name, some) ->
            some.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().toString()))
                .forEach(entry -> add(kind, entry.getValue(), Set.of(name), entry.getKey(), all)));
  }

  /** What it holds on each of several. */
  private static Set<String> everywhere(
      List<Resource> things, Map<Resource, SortedMap<String, SortedSet<String>>> held) {
    if (things.size() < 2) return new TreeSet<>();
    Set<String> everywhere = whole(held.getOrDefault(things.getFirst(), none()));
    for (Resource thing : things) everywhere.retainAll(whole(held.getOrDefault(thing, none())));
    return everywhere;
  }

  private static Set<String> whole(SortedMap<String, SortedSet<String>> what) {
    Set<String> whole = new TreeSet<>();
    what.forEach(
        (action, columns) -> {
          if (columns.contains(Held.WHOLE)) whole.add(action);
        });
    return whole;
  }

  private void add(
      String kind,
      Set<String> actions,
      Set<String> names,
      Set<String> columns,
      List<Permission> all) {
    Pattern on = on(kind, Name.of(names.toArray(String[]::new)));
    all.add(new Permission(kind, actions, List.of(on), columns));
  }

  private Pattern on(String kind, Name name) {
    boolean written = !kind.equals(type.levels().getFirst().defaultKind());
    return pattern(new Step.One(written ? kind : "", name));
  }

  private Pattern pattern(Step... below) {
    List<Step> steps = new ArrayList<>(List.of(new Step.One("", Name.of(target.system()))));
    steps.addAll(List.of(below));
    return new Pattern(steps, Optional.empty());
  }
}
