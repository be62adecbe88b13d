package dev.usher.core.compare;

import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Segment;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Some patterns, step by step down from their target: how far each is by the way that was taken.
 * Columns do not count.
 */
final class Ways {
  /** All steps one after the other; behind each pattern's last one stands its end. */
  private final List<Step> steps = new ArrayList<>();

  private final BitSet ends = new BitSet();
  private final BitSet start;

  Ways(Collection<Pattern> patterns, Target target) {
    BitSet begin = new BitSet();
    for (Pattern pattern : patterns) {
      int first = steps.size();
      steps.addAll(pattern.steps());
      ends.set(steps.size());
      steps.add(new Step.Deep());
      reach(first, begin);
    }
    start =
        after(after(begin, Segment.plain(target.environment())), Segment.plain(target.system()));
  }

  /** At the target itself. */
  BitSet start() {
    return start;
  }

  /** Whether one of them means what is here. */
  boolean isMeant(BitSet here) {
    return here.intersects(ends);
  }

  /** One segment further down. */
  BitSet after(BitSet here, Segment segment) {
    BitSet after = new BitSet(steps.size());
    for (int at = here.nextSetBit(0); at >= 0; at = here.nextSetBit(at + 1)) {
      if (ends.get(at)) continue;
      switch (steps.get(at)) {
        case Step.Deep _ -> reach(at, after);
        case Step.One(String kind, Name name) -> {
          if (kind.equals(segment.kind()) && name.matches(segment.name())) reach(at + 1, after);
        }
      }
    }
    return after;
  }

  /** Names that may come next by what is written, each with its kind. */
  void mentioned(BitSet here, SystemType.Level level, Set<Segment> names) {
    for (int at = here.nextSetBit(0); at >= 0; at = here.nextSetBit(at + 1)) {
      if (ends.get(at)
          || !(steps.get(at) instanceof Step.One(String kind, Name.OneOf(Set<String> some)))
          || !kind.isEmpty() && !level.otherKinds().contains(kind)) continue;
      some.forEach(one -> names.add(new Segment(kind, one)));
    }
  }

  /** Also what comes behind a {@code **}, which may stand for nothing. */
  private void reach(int at, BitSet all) {
    all.set(at);
    if (!ends.get(at) && steps.get(at) instanceof Step.Deep) reach(at + 1, all);
  }
}
