package dev.usher.core.compare;

import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** From cells to lines: what is alike is told once. */
final class Folding {
  private final SystemType type;
  private final Target target;

  /** By the way to a thing and a kind: the names that are told apart there. */
  private final Map<Place, Set<String>> names = new HashMap<>();

  private final Map<Resource, Map<Change, Map<String, Set<String>>>> cells = new TreeMap<>();
  private final Map<Resource, Map<String, Set<String>>> columns = new HashMap<>();

  private record Place(List<Segment> way, String kind) {}

  /** What a line says beside where. */
  private record What(
      Change change, Set<String> words, Optional<Set<String>> columns, Set<String> but) {}

  /** The end of an address, and what of it is not meant. */
  private record End(List<Step> steps, Set<List<Step>> except) {
    End under(Step step) {
      Set<List<Step>> all = new LinkedHashSet<>();
      except.forEach(one -> all.add(before(step, one)));
      return new End(before(step, steps), all);
    }

    static List<Step> before(Step step, List<Step> steps) {
      List<Step> all = new ArrayList<>(List.of(step));
      all.addAll(steps);
      return all;
    }
  }

  Folding(SystemType type, Target target, Collection<Resource> things) {
    this.type = type;
    this.target = target;
    for (Resource thing : things) {
      if (thing.path().isEmpty()) continue;
      Segment last = thing.path().getLast();
      List<Segment> way = thing.path().subList(0, thing.path().size() - 1);
      names.computeIfAbsent(new Place(way, last.kind()), _ -> new TreeSet<>()).add(last.name());
    }
  }

  /** Notes that the cell is one of the action's, and what changes of it. */
  void add(String action, Resource cell, Collection<Change> changes) {
    Resource whole = cell.whole();
    String column = cell.column().orElse("");
    if (cell.column().isPresent())
      columns
          .computeIfAbsent(whole, _ -> new HashMap<>())
          .computeIfAbsent(action, _ -> new TreeSet<>())
          .add(column);
    for (Change change : changes)
      cells
          .computeIfAbsent(whole, _ -> new LinkedHashMap<>())
          .computeIfAbsent(change, _ -> new TreeMap<>())
          .computeIfAbsent(action, _ -> new TreeSet<>())
          .add(column);
  }

  List<Line> lines() {
    Map<What, Set<List<Segment>>> where = new LinkedHashMap<>();
    cells.forEach(
        (thing, changes) ->
            whats(thing, changes)
                .forEach(
                    what ->
                        where.computeIfAbsent(what, _ -> new LinkedHashSet<>()).add(thing.path())));
    List<Line> lines = new ArrayList<>();
    where.forEach((what, paths) -> byKind(paths).forEach(some -> lines.addAll(fold(what, some))));
    return lines;
  }

  /** Actions of one change and the same columns go together. */
  private List<What> whats(Resource thing, Map<Change, Map<String, Set<String>>> changes) {
    List<What> whats = new ArrayList<>();
    changes.forEach(
        (change, byAction) -> {
          Map<What, Set<String>> alike = new LinkedHashMap<>();
          byAction.forEach(
              (action, some) ->
                  alike
                      .computeIfAbsent(narrowed(change, thing, action, some), _ -> new TreeSet<>())
                      .add(action));
          alike.forEach(
              (what, actions) ->
                  whats.add(
                      new What(
                          what.change(),
                          words(actions, type.kindOf(thing)),
                          what.columns(),
                          what.but())));
        });
    return whats;
  }

  private What narrowed(Change change, Resource thing, String action, Set<String> some) {
    Set<String> all = columns.getOrDefault(thing, Map.of()).getOrDefault(action, Set.of());
    if (all.isEmpty() || some.equals(all))
      return new What(change, Set.of(), Optional.empty(), Set.of());
    if (!some.contains(Things.ANY_OTHER))
      return new What(change, Set.of(), Optional.of(some), Set.of());
    Set<String> but = new TreeSet<>(all);
    but.removeAll(some);
    return new What(change, Set.of(), Optional.empty(), but);
  }

  /** The largest bundles that stand for nothing else, then the actions that are left. */
  private Set<String> words(Set<String> actions, String kind) {
    Set<String> words = new TreeSet<>();
    Set<String> left = new TreeSet<>(actions);
    List<String> bundles =
        type.bundles().keySet().stream()
            .filter(bundle -> !type.expand(bundle, kind).isEmpty())
            .filter(bundle -> actions.containsAll(type.expand(bundle, kind)))
            .sorted(
                Comparator.comparing((String bundle) -> -type.expand(bundle, kind).size())
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    for (String bundle : bundles) {
      Set<String> its = type.expand(bundle, kind);
      if (!left.containsAll(its)) continue;
      words.add(bundle);
      left.removeAll(its);
    }
    words.addAll(left);
    return words;
  }

  /** Those of one depth and one kind. */
  private static Collection<Set<List<Segment>>> byKind(Set<List<Segment>> paths) {
    Map<List<Object>, Set<List<Segment>>> all = new LinkedHashMap<>();
    for (List<Segment> path : paths) {
      String kind = path.isEmpty() ? "" : path.getLast().kind();
      all.computeIfAbsent(List.of(path.size(), kind), _ -> new LinkedHashSet<>()).add(path);
    }
    return all.values();
  }

  private List<Line> fold(What what, Set<List<Segment>> paths) {
    Map<List<Segment>, Set<End>> open = new LinkedHashMap<>();
    paths.forEach(
        path -> open.put(path, new LinkedHashSet<>(Set.of(new End(List.of(), Set.of())))));
    int depth = paths.iterator().next().size();
    Map<List<Segment>, Set<End>> level = open;
    for (int at = depth; at > 0; at--) level = shorter(level);
    List<Line> lines = new ArrayList<>();
    for (End end : Objects.requireNonNull(level.get(List.<Segment>of())))
      lines.add(
          new Line(
              what.change(),
              what.words(),
              pattern(end.steps()),
              end.except().stream().map(this::pattern).toList(),
              what.columns(),
              what.but()));
    return lines;
  }

  /** Takes the last step of each way into the ends. */
  private Map<List<Segment>, Set<End>> shorter(Map<List<Segment>, Set<End>> open) {
    record Alike(Place place, End end) {}
    Map<Alike, Set<String>> alike = new LinkedHashMap<>();
    open.forEach(
        (path, ends) -> {
          Place place = new Place(path.subList(0, path.size() - 1), path.getLast().kind());
          for (End end : ends)
            alike
                .computeIfAbsent(new Alike(place, end), _ -> new TreeSet<>())
                .add(path.getLast().name());
        });
    Map<List<Segment>, Set<End>> shorter = new LinkedHashMap<>();
    alike.forEach(
        (one, found) ->
            shorter
                .computeIfAbsent(one.place().way(), _ -> new LinkedHashSet<>())
                .add(longer(one.place(), one.end(), found)));
    return shorter;
  }

  private End longer(Place place, End end, Set<String> found) {
    if (!found.contains(Things.ANY_OTHER))
      return end.under(new Step.One(place.kind(), new Name.OneOf(found)));
    End all = end.under(new Step.One(place.kind(), new Name.Any()));
    Set<List<Step>> except = new LinkedHashSet<>(all.except());
    Set<String> left = new HashSet<>(names.getOrDefault(place, Set.of()));
    left.removeAll(found);
    if (!left.isEmpty())
      except.add(End.before(new Step.One(place.kind(), new Name.OneOf(left)), end.steps()));
    return new End(all.steps(), except);
  }

  private Pattern pattern(List<Step> steps) {
    List<Step> all = new ArrayList<>();
    all.add(new Step.One("", Name.of(target.environment())));
    all.add(new Step.One("", Name.of(target.system())));
    all.addAll(steps);
    return new Pattern(all, Optional.empty());
  }
}
