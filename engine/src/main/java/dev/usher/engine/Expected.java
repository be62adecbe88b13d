package dev.usher.engine;

import dev.usher.connectors.api.Reach.Extent;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Catalogue.Companion;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the policy means of everything that exists in one target, in the shape in which a live
 * system answers. Members with equal roles have equal access, so each such class is decided once.
 */
final class Expected {
  private final Access access;
  private final Catalogue catalogue;
  private final Meaning meaning;
  private final boolean byAttributes;
  private final Set<Resource> companions = new HashSet<>();
  private final Map<Class, Map<Resource, Map<String, Much>>> known = new HashMap<>();

  /** How much of a thing, and why. */
  record Much(Extent extent, Cause why) {}

  /** What members have alike that have equal access. Attributes tell apart only by rows. */
  record Class(Set<String> roles, Map<String, Value> attributes) {}

  Expected(Access access, Catalogue catalogue) {
    this.access = access;
    this.catalogue = catalogue;
    this.meaning = new Meaning(access, catalogue);
    this.byAttributes =
        access.roles().values().stream()
            .flatMap(role -> role.rights().stream())
            .anyMatch(right -> right.rows().isPresent());
    catalogue.entries().values().stream()
        .flatMap(entry -> entry.companions().stream())
        .map(Companion::other)
        .forEach(companions::add);
  }

  /** The class of a member; that of one who holds nothing for everybody else. */
  Class classOf(String subject) {
    return Optional.ofNullable(access.members().get(subject))
        .map(
            member ->
                new Class(member.roles().keySet(), byAttributes ? member.attributes() : Map.of()))
        .orElse(new Class(Set.of(), Map.of()));
  }

  /** Thing, then action; what is not in it cannot be done. */
  Map<Resource, Map<String, Much>> of(String subject) {
    return known.computeIfAbsent(classOf(subject), _ -> decide(subject));
  }

  private Map<Resource, Map<String, Much>> decide(String subject) {
    Map<Resource, Map<String, Much>> all = new HashMap<>();
    List<Held> held = access.heldBy(subject);
    if (held.isEmpty()) return all;
    for (Resource thing : catalogue.entries().keySet()) {
      if (!mayHold(held, thing)) continue;
      Map<String, Much> here = new HashMap<>();
      meaning
          .decideAll(subject, thing)
          .forEach(
              (action, decision) ->
                  much(subject, thing, action, decision).ifPresent(much -> here.put(action, much)));
      if (!here.isEmpty()) all.put(thing, here);
    }
    return all;
  }

  /** Leaves out quickly what no right touches and nothing can bring along. */
  private boolean mayHold(List<Held> held, Resource thing) {
    return access.type().passage().containsKey(access.type().kindOf(thing))
        || companions.contains(thing)
        || held.stream().anyMatch(one -> one.right().touches(thing));
  }

  private Optional<Much> much(String subject, Resource thing, String action, Decision decision) {
    return switch (decision) {
      case Decision.None _ -> Optional.empty();
      case Decision.All(Cause why, _) -> Optional.of(new Much(new Extent.Whole(), why));
      case Decision.Part(_, Cause why) -> {
        Set<String> columns = new LinkedHashSet<>();
        for (String column : catalogue.entry(thing).orElse(Catalogue.Entry.BARE).columns())
          if (meaning.decide(subject, action, thing.column(column), Optional.empty())
              instanceof Decision.All) columns.add(column);
        yield columns.isEmpty()
            ? Optional.empty()
            : Optional.of(new Much(new Extent.Columns(columns), why));
      }
    };
  }
}
