package dev.usher.engine;

import dev.usher.core.access.Right;
import dev.usher.core.model.Target;
import dev.usher.engine.Remembered.Known;
import dev.usher.engine.memory.Holdings.Change;
import dev.usher.engine.memory.Holdings.Holding;
import dev.usher.engine.memory.Holdings.Side;
import dev.usher.engine.report.DiffReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who gained and who lost what between two times. */
final class Differing {
  private final Remembered remembered;

  Differing(Remembered remembered) {
    this.remembered = remembered;
  }

  DiffReport diff(Instant from, Instant to, Optional<String> subject) {
    if (to.isBefore(from)) throw new Refused("the second time is before the first: turn them");
    Optional<Known> before = remembered.decided(from);
    Optional<Known> after = remembered.decided(to);
    return new DiffReport(
        before.isEmpty() ? List.of(Remembered.unknown(from)) : remembered.early(from),
        from,
        to,
        before.map(Known::name),
        after.map(Known::name),
        before.isPresent() && after.isPresent() ? roles(before.get(), after.get()) : List.of(),
        moved(remembered.holdings().between(Side.DECIDED, from, to, subject)),
        moved(remembered.holdings().between(Side.LIVE, from, to, subject)));
  }

  /** What came and went, or went and came, is as it was. */
  private static DiffReport.Moved moved(List<Change> changes) {
    Map<Holding, List<Change>> each = new LinkedHashMap<>();
    for (Change change : changes)
      each.computeIfAbsent(change.holding(), _ -> new ArrayList<>()).add(change);
    List<DiffReport.Line> gained = new ArrayList<>();
    List<DiffReport.Line> lost = new ArrayList<>();
    each.forEach(
        (holding, its) -> {
          long begun = its.stream().filter(Change::began).count();
          long ended = its.size() - begun;
          if (begun == ended) return;
          (begun > ended ? gained : lost).add(line(its.getLast()));
        });
    Comparator<DiffReport.Line> order =
        Comparator.comparing(DiffReport.Line::subject)
            .thenComparing(DiffReport.Line::target)
            .thenComparing(DiffReport.Line::role)
            .thenComparing(DiffReport.Line::why);
    return new DiffReport.Moved(
        gained.stream().sorted(order).toList(), lost.stream().sorted(order).toList());
  }

  private static DiffReport.Line line(Change change) {
    Holding one = change.holding();
    return new DiffReport.Line(one.subject(), one.role(), one.target(), one.why(), change.at());
  }

  private static List<DiffReport.RoleChange> roles(Known before, Known after) {
    Set<Target> targets = new TreeSet<>(before.ground().policy().targets());
    targets.retainAll(after.ground().policy().targets());
    List<DiffReport.RoleChange> changes = new ArrayList<>();
    if (before.ground().digest().equals(after.ground().digest())) return changes;
    for (Target target : targets) {
      Map<String, Set<String>> was = gives(before, target);
      Map<String, Set<String>> is = gives(after, target);
      Set<String> both = new TreeSet<>(was.keySet());
      both.retainAll(is.keySet());
      for (String role : both) {
        Set<String> takes = new TreeSet<>(Objects.requireNonNull(was.get(role)));
        Set<String> gives = new TreeSet<>(Objects.requireNonNull(is.get(role)));
        takes.removeAll(Objects.requireNonNull(is.get(role)));
        gives.removeAll(Objects.requireNonNull(was.get(role)));
        if (!takes.isEmpty() || !gives.isEmpty())
          changes.add(
              new DiffReport.RoleChange(
                  role, target.toString(), List.copyOf(gives), List.copyOf(takes)));
      }
    }
    return changes;
  }

  private static Map<String, Set<String>> gives(Known policy, Target target) {
    Map<String, Set<String>> gives = new TreeMap<>();
    policy
        .roles(target)
        .forEach(
            (name, role) -> {
              Set<String> lines = new TreeSet<>();
              role.rights().forEach(right -> lines.add(text(right)));
              role.includes().keySet().forEach(other -> lines.add("includes " + other));
              gives.put(name, lines);
            });
    return gives;
  }

  private static String text(Right right) {
    String on = String.join(", ", right.on().stream().map(Object::toString).toList());
    String except =
        right.except().isEmpty()
            ? ""
            : " except "
                + String.join(", ", right.except().stream().map(Object::toString).toList());
    return String.join(", ", new TreeSet<>(right.words()))
        + " on "
        + on
        + except
        + right.columns().map(names -> ", only columns " + new TreeSet<>(names)).orElse("")
        + right.rows().map(rows -> ", only rows where " + rows).orElse("");
  }
}
