package dev.usher.engine;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the policy says must never be, of what a live system answers. */
final class ProofNevers {
  private final Ground ground;
  private final ProofCells cells;

  ProofNevers(Ground ground, ProofCells cells) {
    this.ground = ground;
    this.cells = cells;
  }

  /** Whether a never speaks of somebody's doing that, by whatever way. */
  boolean forbid(String subject, String action, Resource cell) {
    return ground.policy().nevers().stream()
        .filter(
            never ->
                never.who().stream().anyMatch(Who.Live.class::isInstance)
                    || ground.derivation().population().perhaps(never.who()).contains(subject))
        .anyMatch(
            never -> forbids(never, ground.type(cell.target()), cell, action, new Extent.Whole()));
  }

  boolean forbids(Never never, SystemType type, Resource thing, String action, Extent extent) {
    List<String> columns =
        switch (extent) {
          case Extent.Whole _ -> cells.columns(thing);
          case Extent.Columns(Set<String> names) -> List.copyOf(names);
          case Extent.Some(Extent.Columns(Set<String> names), Set<String> _) -> List.copyOf(names);
          case Extent.Some _ -> cells.columns(thing);
          case Extent.Uneven(Map<String, Set<String>> rows) -> List.copyOf(rows.keySet());
        };
    return Nevers.forbids(never, type, thing, action)
        || columns.stream()
            .anyMatch(column -> Nevers.forbids(never, type, thing.column(column), action));
  }
}
