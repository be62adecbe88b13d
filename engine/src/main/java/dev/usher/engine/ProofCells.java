package dev.usher.engine;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What an answer says of a thing, as whole things and single columns that can be told apart. */
final class ProofCells {
  private final Map<Target, Catalogue> catalogues;

  ProofCells(Map<Target, Catalogue> catalogues) {
    this.catalogues = catalogues;
  }

  /** The thing itself where all of it is meant, else each column; all columns are the whole. */
  Set<Resource> of(Resource thing, Optional<Extent> extent) {
    if (extent.isEmpty()) return Set.of();
    return switch (extent.get()) {
      case Extent.Whole _ -> Set.of(thing);
      case Extent.Columns(Set<String> names) -> {
        if (names.containsAll(columns(thing))) yield Set.of(thing);
        Set<Resource> some = new TreeSet<>();
        names.forEach(name -> some.add(thing.column(name)));
        yield some;
      }
      case Extent.Some(Extent of, Set<String> _) -> of(thing, Optional.of(of));
      case Extent.Uneven(Map<String, Set<String>> rows) ->
          of(thing, Optional.of(new Extent.Columns(rows.keySet())));
    };
  }

  List<String> columns(Resource thing) {
    return Optional.ofNullable(catalogues.get(thing.target()))
        .flatMap(catalogue -> catalogue.entry(thing))
        .orElse(Catalogue.Entry.BARE)
        .columns();
  }

  /** What is in the one and not in the other; a whole is taken apart where the other is a part. */
  Set<Resource> less(Set<Resource> one, Set<Resource> other) {
    Set<Resource> rest = new TreeSet<>();
    for (Resource cell : one) {
      if (other.contains(cell) || other.contains(cell.whole())) continue;
      boolean taken = cell.column().isEmpty() && !other.isEmpty();
      if (taken) columns(cell).forEach(column -> rest.add(cell.column(column)));
      else rest.add(cell);
    }
    rest.removeAll(other);
    return rest;
  }
}
