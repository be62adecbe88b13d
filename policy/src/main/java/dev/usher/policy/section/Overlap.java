package dev.usher.policy.section;

import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import java.util.List;

/** Whether two addresses can mean one thing, and whether one means all that the other does. */
final class Overlap {
  private Overlap() {}

  /** Whether some thing, or some column of it, is meant by both. */
  static boolean of(Pattern a, Pattern b) {
    boolean columns =
        a.column().isEmpty()
            || b.column().isEmpty()
            || Kinds.meet(a.column().get(), b.column().get());
    return columns && meet(a.steps(), b.steps());
  }

  private static boolean meet(List<Step> a, List<Step> b) {
    boolean[][] can = new boolean[a.size() + 1][b.size() + 1];
    for (int i = a.size(); i >= 0; i--) {
      for (int j = b.size(); j >= 0; j--) {
        boolean aDeep = i < a.size() && a.get(i) instanceof Step.Deep;
        boolean bDeep = j < b.size() && b.get(j) instanceof Step.Deep;
        boolean meets = i == a.size() && j == b.size();
        if (aDeep) meets |= can[i + 1][j] || j < b.size() && can[i][j + 1];
        if (bDeep) meets |= can[i][j + 1] || i < a.size() && can[i + 1][j];
        if (i < a.size()
            && j < b.size()
            && a.get(i) instanceof Step.One one
            && b.get(j) instanceof Step.One other) {
          meets |=
              one.kind().equals(other.kind())
                  && Kinds.meet(one.name(), other.name())
                  && can[i + 1][j + 1];
        }
        can[i][j] = meets;
      }
    }
    return can[0][0];
  }

  /** Whether all that {@code inner} means is meant by {@code outer}; says no where unsure. */
  static boolean covers(Pattern outer, Pattern inner) {
    if (outer.column().isPresent()
        && (inner.column().isEmpty() || !covers(outer.column().get(), inner.column().get()))) {
      return false;
    }
    List<Step> a = outer.steps();
    List<Step> b = inner.steps();
    if (!a.isEmpty() && a.getLast() instanceof Step.Deep) {
      int fixed = a.size() - 1;
      return b.size() >= fixed && each(a.subList(0, fixed), b.subList(0, fixed));
    }
    return a.size() == b.size() && each(a, b);
  }

  private static boolean each(List<Step> a, List<Step> b) {
    for (int i = 0; i < a.size(); i++) {
      boolean fine =
          a.get(i) instanceof Step.One outer
              && b.get(i) instanceof Step.One inner
              && outer.kind().equals(inner.kind())
              && covers(outer.name(), inner.name());
      if (!fine) return false;
    }
    return true;
  }

  private static boolean covers(Name outer, Name inner) {
    return switch (inner) {
      case Name.Any _ -> outer instanceof Name.Any;
      case Name.OneOf some -> some.names().stream().allMatch(outer::matches);
    };
  }
}
