package dev.usher.core.model;

import dev.usher.core.model.Pattern.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A catalogue by its paths, so that a pattern with names in it is looked up and not tried on every
 * thing. What comes back may be more than the pattern means, never less.
 */
public final class CatalogueIndex {
  private final Map<Segment, Branch> top = new HashMap<>();
  private final List<Resource> all = new ArrayList<>();
  private final List<Resource> root = new ArrayList<>();

  private record Branch(List<Resource> self, Map<Segment, List<Resource>> below) {}

  public CatalogueIndex(Catalogue catalogue) {
    for (Resource thing : catalogue.entries().keySet()) {
      all.add(thing);
      if (thing.path().isEmpty()) {
        root.add(thing);
        continue;
      }
      Branch branch =
          top.computeIfAbsent(
              thing.path().getFirst(), _ -> new Branch(new ArrayList<>(), new HashMap<>()));
      if (thing.path().size() == 1) branch.self.add(thing);
      else branch.below.computeIfAbsent(thing.path().get(1), _ -> new ArrayList<>()).add(thing);
    }
  }

  /** Whatever any of the patterns might mean. */
  public Set<Resource> near(Collection<Pattern> patterns) {
    Set<Resource> found = new LinkedHashSet<>();
    patterns.forEach(pattern -> add(pattern, found));
    return found;
  }

  private void add(Pattern pattern, Set<Resource> found) {
    List<Step> steps = pattern.steps();
    int path = steps.size() - 2;
    if (steps.stream().anyMatch(Step.Deep.class::isInstance)) {
      found.addAll(all);
      return;
    }
    if (path == 0) found.addAll(root);
    if (path < 1) return;
    for (Branch schema : branches((Step.One) steps.get(2))) {
      if (path == 1) found.addAll(schema.self);
      if (path >= 2) leaves((Step.One) steps.get(3), schema.below).forEach(found::addAll);
    }
  }

  private List<Branch> branches(Step.One step) {
    return switch (step.name()) {
      case Name.OneOf some ->
          some.names().stream()
              .map(name -> top.get(new Segment(step.kind(), name)))
              .filter(Objects::nonNull)
              .toList();
      case Name.Any _ -> List.copyOf(top.values());
    };
  }

  private static List<List<Resource>> leaves(Step.One step, Map<Segment, List<Resource>> below) {
    return switch (step.name()) {
      case Name.OneOf some ->
          some.names().stream()
              .map(name -> below.get(new Segment(step.kind(), name)))
              .filter(Objects::nonNull)
              .toList();
      case Name.Any _ ->
          below.entrySet().stream()
              .filter(entry -> entry.getKey().kind().equals(step.kind()))
              .map(Map.Entry::getValue)
              .toList();
    };
  }
}
