package dev.usher.core.compare;

import dev.usher.core.access.Right;
import dev.usher.core.compare.Change.Sign;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy.OnRequest;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * People who hold the same and whose attributes are the same: what changes for each of them in one
 * target.
 */
final class Alike {
  private final Things things;
  private final List<Instant> instants;
  private final List<Optional<OnRequest>> terms;
  private final List<List<Set<Right>>> was;
  private final List<List<Set<Right>>> is;
  private final Optional<Map<String, Value>> attributesBefore;
  private final Optional<Map<String, Value>> attributesAfter;

  private final boolean isDescribedAlike;

  /** By terms: the first instant, and each at which something begins or ends for them. */
  private final List<List<Integer>> steps;

  /**
   * @param things of all that anybody holds there
   * @param instants when something begins or ends, now first
   * @param terms on which things are to be had; first without asking
   * @param was what they held, by instant and then by terms: on terms, also all that needs none;
   *     equal sets are one object
   * @param is what they hold
   */
  Alike(
      Things things,
      List<Instant> instants,
      List<Optional<OnRequest>> terms,
      List<List<Set<Right>>> was,
      List<List<Set<Right>>> is,
      Optional<Map<String, Value>> attributesBefore,
      Optional<Map<String, Value>> attributesAfter) {
    this.things = things;
    this.instants = instants;
    this.terms = terms;
    this.was = was;
    this.is = is;
    this.attributesBefore = attributesBefore;
    this.attributesAfter = attributesAfter;
    this.isDescribedAlike = attributesBefore.equals(attributesAfter);
    this.steps = IntStream.range(0, terms.size()).mapToObj(this::steps).toList();
  }

  private List<Integer> steps(int on) {
    return IntStream.range(0, instants.size())
        .filter(at -> at == 0 || !isAsBefore(at, on))
        .boxed()
        .toList();
  }

  /** Whether nothing begins or ends for them there. */
  private boolean isAsBefore(int at, int on) {
    return Stream.of(was, is)
        .allMatch(
            side ->
                side.get(at).get(0) == side.get(at - 1).get(0)
                    && side.get(at).get(on) == side.get(at - 1).get(on));
  }

  /** Lines, each with an example of rows where there is one. */
  Map<Line, Difference.Told> lines() {
    Set<Right> changed = changed();
    if (changed.isEmpty()) return Map.of();
    SystemType type = things.type();
    Set<Resource> touched = things.touchedBy(changed);
    Difference difference = new Difference(attributesBefore, attributesAfter);
    Folding folding = new Folding(type, things.target(), touched);
    Map<String, Set<String>> byKind = new HashMap<>();
    for (Resource thing : touched) {
      for (String action :
          byKind.computeIfAbsent(type.kindOf(thing), kind -> actions(kind, changed)))
        for (Resource cell : things.cells(thing, action))
          folding.add(
              action, cell, changes(difference, rights -> things.held(rights).cell(action, cell)));
    }
    List<Line> lines = new ArrayList<>(folding.lines());
    lines.addAll(beyond(Line.MOVE, changed, difference));
    lines.addAll(beyond(Line.HAND_ON, changed, difference));
    Map<Line, Difference.Told> told = new LinkedHashMap<>();
    for (Line line : lines)
      told.put(line, difference.of(line.change().before(), line.change().after()));
    return told;
  }

  /** Rights that are held on one side alone, or narrowed by what somebody is described as. */
  private Set<Right> changed() {
    Set<Right> changed = byIdentity();
    for (int on = 0; on < terms.size(); on++)
      for (int at : steps.get(on)) {
        Set<Right> before = was.get(at).get(on);
        Set<Right> after = is.get(at).get(on);
        if (before == after) continue;
        before.stream().filter(one -> !after.contains(one)).forEach(changed::add);
        after.stream().filter(one -> !before.contains(one)).forEach(changed::add);
      }
    if (!isDescribedAlike)
      for (Set<Right> rights : sets())
        rights.stream().filter(this::isDescribedOtherwise).forEach(changed::add);
    return changed;
  }

  /** All that is held at some instant, before or after. */
  private Set<Set<Right>> sets() {
    Set<Set<Right>> all = byIdentity();
    was.forEach(all::addAll);
    is.forEach(all::addAll);
    return all;
  }

  /** Equal rights are one object, and so are equal sets of them. */
  private static <T> Set<T> byIdentity() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private boolean isDescribedOtherwise(Right right) {
    Map<String, Value> before = attributesBefore.orElse(Map.of());
    Map<String, Value> after = attributesAfter.orElse(Map.of());
    return right.rows().map(Mentions::attributes).orElse(Set.of()).stream()
        .anyMatch(name -> !Objects.equals(before.get(name), after.get(name)));
  }

  /** Those of which a change of these rights may change something. */
  private Set<String> actions(String kind, Set<Right> changed) {
    SystemType type = things.type();
    SystemType.Kind known = type.kinds().get(kind);
    Set<String> actions = new TreeSet<>(known == null ? Set.of() : known.actions());
    actions.removeIf(
        action ->
            !action.equals(type.passage().get(kind))
                && changed.stream()
                    .noneMatch(
                        right ->
                            right.allows(type, kind, action)
                                || type.readsFirst(action)
                                    .filter(reading -> right.allows(type, kind, reading))
                                    .isPresent()));
    return actions;
  }

  /** What some rights mean for one cell. */
  @FunctionalInterface
  private interface Meant {
    Held.Cell of(Set<Right> rights);
  }

  private List<Change> changes(Difference difference, Meant meant) {
    List<Change> all = new ArrayList<>();
    for (int on = 0; on < terms.size(); on++) {
      int began = 0;
      Optional<Change> open = Optional.empty();
      for (int at : steps.get(on)) {
        Optional<Change> now = change(at, on, difference, meant);
        if (now.equals(open)) continue;
        if (open.isPresent()) all.add(lasting(open.get(), began, at));
        open = now;
        began = at;
      }
      if (open.isPresent()) all.add(lasting(open.get(), began, instants.size()));
    }
    return all;
  }

  private Change lasting(Change change, int began, int ended) {
    return new Change(
        change.sign(),
        change.onRequest(),
        began == 0 ? Optional.empty() : Optional.of(instants.get(began)),
        ended == instants.size() ? Optional.empty() : Optional.of(instants.get(ended)),
        change.before(),
        change.after(),
        change.implied(),
        change.certain(),
        change.attributes());
  }

  private Optional<Change> change(int at, int on, Difference difference, Meant meant) {
    if (isSame(at, on)) return Optional.empty();
    Held.Cell before = cell(was.get(at), on, difference.before(), meant);
    Held.Cell after = cell(is.get(at), on, difference.after(), meant);
    Difference.Told told = difference.of(before.rows(), after.rows());
    return told.sign()
        .map(
            sign ->
                new Change(
                    sign,
                    terms.get(on),
                    Optional.empty(),
                    Optional.empty(),
                    before.rows(),
                    after.rows(),
                    sign == Sign.LOSES ? before.implied() : after.implied(),
                    told.certain(),
                    told.attributes()));
  }

  /** Whether nothing at all is otherwise then, whatever the cell. */
  private boolean isSame(int at, int on) {
    return isDescribedAlike
        && was.get(at).get(on) == is.get(at).get(on)
        && was.get(at).getFirst() == is.get(at).getFirst();
  }

  /** Nobody asks for what they have. */
  private static Held.Cell cell(List<Set<Right>> byTerms, int on, Difference then, Meant meant) {
    Held.Cell cell = meant.of(byTerms.get(on));
    if (on == 0) return cell;
    Rows unasked = meant.of(byTerms.getFirst()).rows();
    return then.of(unasked, cell.rows()).sign().isEmpty() ? new Held.Cell(Rows.NONE, false) : cell;
  }

  /** What permissions say beyond cells, address by address as they write it. */
  private List<Line> beyond(String word, Set<Right> changed, Difference difference) {
    Set<Pattern> where = new LinkedHashSet<>();
    changed.forEach(right -> where.addAll(beyond(word, right)));
    List<Line> lines = new ArrayList<>();
    for (Pattern on : where)
      for (Change change :
          changes(difference, rights -> new Held.Cell(beyond(word, on, rights), false)))
        lines.add(new Line(change, Set.of(word), on, List.of(), Optional.empty(), Set.of()));
    return lines;
  }

  private static List<Pattern> beyond(String word, Right right) {
    if (word.equals(Line.HAND_ON)) return right.exposes();
    return right.mayMove() ? right.on() : List.of();
  }

  private static Rows beyond(String word, Pattern on, Set<Right> rights) {
    Set<Set<Condition>> all = new HashSet<>();
    for (Right right : rights)
      if (beyond(word, right).contains(on))
        all.add(
            word.equals(Line.HAND_ON) ? Set.of() : right.rows().map(Rows::parts).orElse(Set.of()));
    return Rows.of(all);
  }
}
