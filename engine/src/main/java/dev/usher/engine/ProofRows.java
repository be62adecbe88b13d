package dev.usher.engine;

import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.core.condition.Digest;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Target;
import dev.usher.engine.report.PlanReport.Note;
import dev.usher.engine.report.VerifyReport.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which rows, held against what a live system says of them: by which conditions it decides, and
 * what it takes for each account's attributes. The rows themselves are not read.
 */
final class ProofRows {
  private ProofRows() {}

  /** What is wrong with the rows that are reached; empty where they are those that are meant. */
  static Optional<String> other(Optional<Extent> ought, @Nullable Extent can) {
    Extent should = ought.orElse(new Extent.Whole());
    Extent does = can == null ? new Extent.Whole() : can;
    Set<String> columns = new TreeSet<>(uneven(should));
    columns.addAll(uneven(does));
    if (columns.isEmpty()) return other(rows(should, ""), rows(does, ""));
    return columns.stream()
        .flatMap(
            column ->
                other(rows(should, column), rows(does, column))
                    .map(text -> column + " of " + text)
                    .stream())
        .findFirst();
  }

  private static Optional<String> other(Set<String> should, Set<String> does) {
    if (should.equals(does)) return Optional.empty();
    if (does.isEmpty()) return Optional.of("no row, and should some,");
    if (does.contains(Digest.EVERY)) return Optional.of("every row, and should only some,");
    if (should.contains(Digest.EVERY)) return Optional.of("only some rows, and should every one,");
    return Optional.of("rows by other conditions than the policy's " + does + ",");
  }

  private static Set<String> uneven(Extent extent) {
    return extent instanceof Extent.Uneven(Map<String, Set<String>> rows)
        ? rows.keySet()
        : Set.of();
  }

  /** Of a column that is not held there is nothing to say: that it is missing is told as such. */
  private static Set<String> rows(Extent extent, String column) {
    return switch (extent) {
      case Extent.Some(Extent _, Set<String> rows) -> rows;
      case Extent.Uneven(Map<String, Set<String>> rows) ->
          rows.getOrDefault(column, Set.of(Digest.EVERY));
      case Extent.Whole _, Extent.Columns _ -> Set.of(Digest.EVERY);
    };
  }

  /** What the account is taken for, and is not. */
  static List<Difference> attributes(
      Reach reach, Map<Target, Expected> expected, Map<String, String> subjects) {
    List<Difference> found = new ArrayList<>();
    expected.forEach(
        (target, meant) -> {
          Map<String, Value> ought = meant.attributes(reach.account());
          Map<String, Value> does = reach.attributes().getOrDefault(target, Map.of());
          Set<String> names = new TreeSet<>(ought.keySet());
          names.addAll(does.keySet());
          for (String name : names) {
            Value should = ought.getOrDefault(name, new Value.Null());
            if (should.equals(does.getOrDefault(name, new Value.Null()))) continue;
            found.add(
                new Difference(
                    "rows",
                    target.toString(),
                    subjects.getOrDefault(reach.account(), reach.account()),
                    reach.account(),
                    "",
                    "",
                    reach.account()
                        + " has in "
                        + target
                        + " another "
                        + name
                        + " than the policy gives, by which it sees other rows",
                    List.of()));
          }
        });
    return found;
  }

  /** Somebody else's privileges that row security lets come to nothing. */
  static List<Note> dark(Reach reach, Set<Target> targets) {
    Map<Target, Set<String>> things = new TreeMap<>();
    reach
        .can()
        .forEach(
            (thing, actions) -> {
              boolean nothing =
                  actions.values().stream()
                      .anyMatch(
                          extent ->
                              extent instanceof Extent.Some(Extent _, Set<String> rows)
                                  && rows.isEmpty());
              if (nothing && targets.contains(thing.target()))
                things.computeIfAbsent(thing.target(), _ -> new TreeSet<>()).add(thing.toString());
            });
    List<Note> notes = new ArrayList<>();
    things.forEach(
        (target, names) ->
            notes.add(
                new Note(
                    "row-security",
                    target.toString(),
                    reach.account()
                        + " holds privileges and sees no row, for row security is on and no policy"
                        + " names it: "
                        + String.join(", ", names)
                        + "; apply again, and it is let through")));
    return notes;
  }
}
