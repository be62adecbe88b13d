package dev.usher.core.check;

import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The lines that may speak of a target's resources, each filed under one of the names in its path,
 * so that a look at one does not grow with all the others.
 */
final class Lines {
  private static final List<Line> NONE = List.of();

  /** By how deep the name stands, and then by the name. */
  private final List<Table<List<Line>>> filed;

  /** Those that name nothing. */
  private final List<Line> everywhere;

  /** All names that stand in a line beside the one that it is filed under. */
  private final Set<String> others = new HashSet<>();

  Lines(List<Line> lines, int depth) {
    List<Map<String, List<Line>>> byName = new ArrayList<>();
    for (int i = 0; i < depth; i++) byName.add(new HashMap<>());
    List<Line> rest = new ArrayList<>();
    for (Line line : lines) {
      int at = named(line, depth);
      List<Step> steps = line.whole().steps();
      for (int i = 0; i < steps.size(); i++)
        if ((at < 0 || i != at + 2)
            && steps.get(i) instanceof Step.One(_, Name.OneOf(Set<String> some)))
          others.addAll(some);
      if (at < 0 || !(steps.get(at + 2) instanceof Step.One(_, Name.OneOf some))) {
        rest.add(line);
        continue;
      }
      List<Line> alone = List.of(line);
      for (String name : some.names()) byName.get(at).merge(name, alone, Lines::both);
    }
    filed = byName.stream().map(Table::of).toList();
    everywhere = List.copyOf(rest);
  }

  private static List<Line> both(List<Line> some, List<Line> more) {
    List<Line> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /** Those that mean the thing, or a column of it, ascending. */
  List<Line> of(Resource whole) {
    List<Line> found = new ArrayList<>();
    add(everywhere, whole, found);
    for (int i = 0; i < whole.path().size() && i < filed.size(); i++) {
      List<Line> here = filed.get(i).get(whole.path().get(i).name());
      add(here == null ? NONE : here, whole, found);
    }
    found.sort(Comparator.comparingInt(Line::number));
    return found;
  }

  /** The path without the names that stand in no line: the same lines mean all that are so. */
  List<Segment> alike(List<Segment> path) {
    List<Segment> alike = new ArrayList<>(path.size());
    for (int i = 0; i < path.size(); i++) {
      Segment one = path.get(i);
      boolean isNamed =
          others.contains(one.name()) || i < filed.size() && filed.get(i).get(one.name()) != null;
      alike.add(isNamed ? one : new Segment(one.kind(), ""));
    }
    return alike;
  }

  /** How many names tell things apart. */
  int names() {
    return filed.stream().mapToInt(Table::size).sum();
  }

  private static void add(List<Line> lines, Resource whole, List<Line> found) {
    for (Line line : lines) if (line.whole().covers(whole)) found.add(line);
  }

  /** The last place of the path that has a name of its own; after `**` no place is certain. */
  private static int named(Line line, int depth) {
    int at = -1;
    List<Step> steps = line.whole().steps();
    for (int i = 0; i < steps.size() && i < depth + 2; i++) {
      switch (steps.get(i)) {
        case Step.Deep _ -> {
          return at;
        }
        case Step.One(_, Name name) -> {
          if (i >= 2 && name instanceof Name.OneOf) at = i - 2;
        }
      }
    }
    return at;
  }
}
