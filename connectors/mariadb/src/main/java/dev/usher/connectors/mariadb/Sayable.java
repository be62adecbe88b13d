package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Held;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What of it that somebody holds a policy could have given. */
final class Sayable {
  private final SystemType type;
  private final Map<Target, String> databases = new HashMap<>();
  private final Map<Target, Catalogue> catalogues;

  Sayable(SystemType type, Map<String, Target> targets, Map<Target, Catalogue> catalogues) {
    this.type = type;
    this.catalogues = catalogues;
    targets.forEach((database, target) -> databases.put(target, database));
  }

  Optional<Held> of(Held held) {
    return part(held, true);
  }

  Optional<Held> rest(Held held) {
    return part(held, false);
  }

  /** The right to give on is of all that somebody holds on a thing. */
  private Optional<Held> part(Held held, boolean said) {
    boolean given = held.what().containsKey(Held.OPTION);
    Map<String, Set<String>> what = new TreeMap<>();
    held.what()
        .forEach(
            (privilege, columns) -> {
              Set<String> some = new TreeSet<>(columns);
              some.removeIf(column -> said == (given || !isSayable(held.on(), privilege, column)));
              if (!some.isEmpty()) what.put(privilege, some);
            });
    return what.isEmpty() ? Optional.empty() : Optional.of(Held.of(held.by(), held.on(), what));
  }

  private boolean isSayable(Resource on, String privilege, String column) {
    Catalogue catalogue = catalogues.getOrDefault(on.target(), new Catalogue(Map.of()));
    Catalogue.Entry entry = catalogue.entries().get(on);
    if (entry == null) return false;
    if (on.path().isEmpty()) {
      boolean forgotten =
          Held.OF_ROUTINES.contains(privilege)
              && catalogue.entries().keySet().stream().anyMatch(this::isForgotten);
      // Of an empty one a policy that says so would give nothing.
      boolean ofItself = type.expand(privilege, type.root()).contains(privilege);
      return !forgotten
          && (ofItself || catalogue.entries().size() > 1)
          && type.kinds().values().stream().anyMatch(kind -> kind.actions().contains(privilege));
    }
    String kind = type.kindOf(on);
    return type.expand(privilege, kind).contains(privilege)
        && !isForgotten(on)
        && (column.equals(Held.WHOLE)
            || type.byColumn(kind, privilege) && entry.columns().contains(column));
  }

  private boolean isForgotten(Resource thing) {
    return CompileRights.isForgotten(databases.getOrDefault(thing.target(), ""), thing);
  }
}
