package dev.usher.core.compare;

import dev.usher.core.compare.Change.Sign;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Possible;
import dev.usher.core.condition.Possible.Answer;
import dev.usher.core.condition.Possible.Asked;
import dev.usher.core.condition.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whether somebody reaches other rows than before: by the conditions, and by what is known of them.
 */
final class Difference {
  private final Optional<Map<String, Value>> was;
  private final Optional<Map<String, Value>> is;
  private final Map<Pair, Told> known = new HashMap<>();

  private record Pair(Rows before, Rows after) {}

  /**
   * @param sign absent where they are the same rows
   * @param gained a row that came
   * @param lost one that went
   */
  record Told(
      Optional<Sign> sign,
      boolean certain,
      Set<String> attributes,
      Optional<Map<String, Value>> gained,
      Optional<Map<String, Value>> lost) {}

  /**
   * @param was their attributes before; absent for whom nobody knows
   * @param is their attributes after
   */
  Difference(Optional<Map<String, Value>> was, Optional<Map<String, Value>> is) {
    this.was = was;
    this.is = is;
  }

  /** Of two sorts of rows by what was known of them before. */
  Difference before() {
    return new Difference(was, was);
  }

  /** By what is known of them after. */
  Difference after() {
    return new Difference(is, is);
  }

  Told of(Rows before, Rows after) {
    return known.computeIfAbsent(new Pair(before, after), _ -> told(before, after));
  }

  private Told told(Rows before, Rows after) {
    if (before.isNone() || after.isNone()) {
      Optional<Sign> sign =
          before.equals(after)
              ? Optional.empty()
              : Optional.of(before.isNone() ? Sign.GAINS : Sign.LOSES);
      return new Told(sign, true, Set.of(), Optional.empty(), Optional.empty());
    }
    Set<String> others = others(before, after);
    Answer gained = new Answer.Never();
    if (!others.isEmpty() || !before.includes(after))
      gained = Possible.when(new Asked(after.condition(), is), new Asked(before.condition(), was));
    Answer lost = new Answer.Never();
    if (!others.isEmpty() || !after.includes(before))
      lost = Possible.when(new Asked(before.condition(), was), new Asked(after.condition(), is));
    boolean more = !(gained instanceof Answer.Never);
    boolean less = !(lost instanceof Answer.Never);
    Optional<Sign> sign =
        more
            ? Optional.of(less ? Sign.CHANGES : Sign.GAINS)
            : less ? Optional.of(Sign.LOSES) : Optional.empty();
    boolean certain = !(gained instanceof Answer.Untold) && !(lost instanceof Answer.Untold);
    return new Told(sign, certain, others, row(gained), row(lost));
  }

  private static Optional<Map<String, Value>> row(Answer answer) {
    return answer instanceof Answer.When(Map<String, Value> row, var _)
        ? Optional.of(row)
        : Optional.empty();
  }

  /** Attributes of whose values the conditions may make something else than before. */
  private Set<String> others(Rows before, Rows after) {
    if (was.isEmpty() || is.isEmpty() || was.equals(is)) return Set.of();
    Set<String> names = new HashSet<>(Mentions.attributes(before.condition()));
    names.addAll(Mentions.attributes(after.condition()));
    names.removeIf(name -> Objects.equals(was.get().get(name), is.get().get(name)));
    return names;
  }
}
