package dev.usher.connectors.postgres.describe;

import dev.usher.connectors.api.Description.Permission;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Owner;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a role holds, as permissions: what it holds on everything of a kind in a schema by {@code
 * *}, the rest by name, things alike together.
 */
public final class DescribeThings {
  /** Everything of a kind in a schema. */
  private record Shelf(Thing.Kind kind, String schema) {}

  private final Target target;

  /** What there is, with its owner. */
  private final Map<Shelf, Map<Thing, String>> shelves = new HashMap<>();

  DescribeThings(Target target, ObservedState<PostgresFact> observed, Standing standing) {
    this.target = target;
    Catalogue catalogue = observed.catalogues().get(target);
    if (catalogue == null) return;
    for (Owner owner : standing.owned(target).values()) {
      // Partitions have owners, and belong to their parents.
      if (catalogue.entry(owner.on().resource(target)).isEmpty()) continue;
      Shelf shelf = new Shelf(owner.on().kind(), owner.on().schema());
      shelves.computeIfAbsent(shelf, _ -> new HashMap<>()).put(owner.on(), owner.owner());
    }
  }

  List<Permission> of(String role, Map<Thing, Set<Item>> held) {
    Map<Shelf, Map<Set<Item>, List<Thing>>> byShelf =
        new TreeMap<>(
            java.util.Comparator.comparing((Shelf shelf) -> shelf.schema())
                .thenComparing(shelf -> shelf.kind()));
    // Many things, and few lists that differ: those of one list share it as it was read.
    held.forEach(
        (thing, items) ->
            byShelf
                .computeIfAbsent(
                    new Shelf(thing.kind(), thing.schema()), _ -> new IdentityHashMap<>())
                .computeIfAbsent(items, _ -> new ArrayList<>())
                .add(thing));
    List<Permission> all = new ArrayList<>();
    byShelf.forEach((shelf, alike) -> shelf(shelf, everywhere(role, shelf, held), alike, all));
    return all;
  }

  /**
   * @param everywhere what it holds on everything there
   * @param alike things by what it holds on them
   */
  private void shelf(
      Shelf shelf,
      Set<String> everywhere,
      Map<Set<Item>, List<Thing>> alike,
      List<Permission> all) {
    if (!everywhere.isEmpty()) {
      all.add(new Permission(shelf.kind().word, everywhere, List.of(any(shelf)), Set.of()));
    }
    Map<Set<String>, Set<Thing>> byActions = new HashMap<>();
    Map<Thing, Map<Set<String>, Set<String>>> byColumns =
        new TreeMap<>(java.util.Comparator.comparing(Thing::name));
    alike.forEach(
        (items, those) -> {
          Set<String> whole = whole(items);
          Set<String> more = new TreeSet<>(whole);
          more.removeAll(everywhere);
          if (!more.isEmpty()) byActions.computeIfAbsent(more, _ -> new HashSet<>()).addAll(those);
          columns(items, whole)
              .forEach(
                  (action, columns) ->
                      those.forEach(
                          thing ->
                              byColumns
                                  .computeIfAbsent(thing, _ -> new HashMap<>())
                                  .computeIfAbsent(columns, _ -> new TreeSet<>())
                                  .add(action)));
        });
    byActions.entrySet().stream()
        .sorted(java.util.Comparator.comparing(entry -> entry.getKey().toString()))
        .forEach(
            entry ->
                all.add(
                    new Permission(
                        shelf.kind().word, entry.getKey(), on(entry.getValue()), Set.of())));
    byColumns.forEach(
        (thing, some) ->
            some.entrySet().stream()
                .sorted(java.util.Comparator.comparing(entry -> entry.getValue().toString()))
                .forEach(
                    entry ->
                        all.add(
                            new Permission(
                                shelf.kind().word,
                                entry.getValue(),
                                on(Set.of(thing)),
                                entry.getKey()))));
  }

  /** What it holds on each of several, its own left out, for on those it holds everything. */
  private Set<String> everywhere(String role, Shelf shelf, Map<Thing, Set<Item>> held) {
    if (shelf.schema().isEmpty()) return Set.of();
    Set<String> everywhere = new TreeSet<>();
    int several = 0;
    for (Map.Entry<Thing, String> there : shelves.getOrDefault(shelf, Map.of()).entrySet()) {
      if (there.getValue().equals(role)) continue;
      Set<String> whole = whole(held.getOrDefault(there.getKey(), Set.of()));
      if (several++ == 0) everywhere.addAll(whole);
      else everywhere.retainAll(whole);
      if (everywhere.isEmpty()) return Set.of();
    }
    return several > 1 ? everywhere : Set.of();
  }

  private static Set<String> whole(Collection<Item> items) {
    Set<String> actions = new TreeSet<>();
    for (Item item : items) if (item.column().isEmpty()) actions.add(action(item));
    return actions;
  }

  /** By action; a column beside the whole says nothing new. */
  private static Map<String, Set<String>> columns(Collection<Item> items, Set<String> whole) {
    Map<String, Set<String>> columns = new TreeMap<>();
    for (Item item : items) {
      if (item.column().isEmpty() || whole.contains(action(item))) continue;
      columns.computeIfAbsent(action(item), _ -> new TreeSet<>()).add(item.column());
    }
    return columns;
  }

  private static String action(Item item) {
    return item.privilege().toLowerCase(Locale.ROOT);
  }

  private Pattern any(Shelf shelf) {
    return pattern(shelf.schema(), new Step.One(kind(shelf.kind()), new Name.Any()));
  }

  /** One pattern for all: they are of one kind, in one schema or none. */
  private List<Pattern> on(Set<Thing> things) {
    Thing one = things.iterator().next();
    String[] names =
        things.stream().map(thing -> thing.name() + thing.arguments()).toArray(String[]::new);
    return List.of(
        switch (one.kind()) {
          case DATABASE -> new Pattern(List.of(system()), Optional.empty());
          case SCHEMA ->
              new Pattern(List.of(system(), new Step.One("", Name.of(names))), Optional.empty());
          case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, SEQUENCE, FUNCTION, TYPE ->
              pattern(one.schema(), new Step.One(kind(one.kind()), Name.of(names)));
        });
  }

  private static String kind(Thing.Kind kind) {
    return kind == Thing.Kind.TABLE ? "" : kind.word;
  }

  private Pattern pattern(String schema, Step last) {
    return new Pattern(
        List.of(system(), new Step.One("", Name.of(schema)), last), Optional.empty());
  }

  private Step system() {
    return new Step.One("", Name.of(target.system()));
  }
}
