package dev.usher.core.condition;

import dev.usher.core.condition.Condition.Operand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether there is a row, and somebody, of whom a condition is true, by trying all that it could
 * tell apart. A column holds values of the types that it is compared with, or nothing. What is not
 * certain is not said.
 */
public final class Possible {
  /** More combinations than that are not tried. */
  private static final int MOST = 20_000;

  /** Columns that no database has: each stands for a part that is not looked into. */
  private static final String OPAQUE = "\0";

  /** Whether there is one. */
  public sealed interface Answer {
    /** None can be. */
    record Never() implements Answer {}

    /** This one. */
    record When(Map<String, Value> row, Map<String, Value> subject) implements Answer {}

    /** None was found, and it is not shown that none can be. */
    record Untold() implements Answer {}
  }

  /**
   * A condition, asked for somebody.
   *
   * @param subject all their attributes; absent: anybody
   */
  public record Asked(Condition condition, Optional<Map<String, Value>> subject) {
    /** Of anybody. */
    public static Asked ofAnybody(Condition condition) {
      return new Asked(condition, Optional.empty());
    }

    boolean holds(Map<String, Value> row, Map<String, Value> anybody, Map<String, Value> context) {
      return Evaluation.truth(condition, row, subject.orElse(anybody), context)
          == Evaluation.Truth.TRUE;
    }
  }

  private final Asked yes;
  private final Asked no;
  private final List<Operand.Ref> names = new ArrayList<>();
  private final List<List<Value>> values = new ArrayList<>();
  private boolean complete;

  private Possible(Asked yes, Asked no) {
    this.yes = yes;
    this.no = no;
    Samples samples = new Samples();
    samples.add(yes);
    samples.add(no);
    complete = samples.areAll();
    samples
        .byName()
        .forEach(
            (name, some) -> {
              names.add(name);
              values.add(new ArrayList<>(some));
            });
    while (values.stream().mapToLong(List::size).reduce(1, Possible::times) > MOST) {
      // From the middle: the constants come first, and nothing comes last.
      values.stream()
          .max(Comparator.comparingInt(List::size))
          .ifPresent(most -> most.remove(most.size() / 2));
      complete = false;
    }
  }

  private static long times(long a, long b) {
    return Math.min(Integer.MAX_VALUE, a * b);
  }

  /** Whether the condition is ever true. */
  public static Answer when(Condition condition) {
    return when(Asked.ofAnybody(condition), Asked.ofAnybody(new Condition.Constant(false)));
  }

  /** Whether the one is true where the other is not. */
  public static Answer when(Asked yes, Asked no) {
    Possible possible = new Possible(yes, no);
    Optional<Answer> found = possible.search(0, new Tried());
    if (found.isPresent()) return found.get();
    if (possible.complete) return new Answer.Never();
    Map<Condition, Condition> parts = new HashMap<>();
    Possible vague = new Possible(opaque(yes, parts), opaque(no, parts));
    boolean none = vague.search(0, new Tried()).isEmpty();
    return none && vague.complete ? new Answer.Never() : new Answer.Untold();
  }

  /** What is tried, of the row, of somebody, and of what is said with the question. */
  private record Tried(
      Map<String, Value> row, Map<String, Value> subject, Map<String, Value> context) {
    Tried() {
      this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    Map<String, Value> of(Operand.Ref name) {
      return switch (name) {
        case Operand.Row _ -> row;
        case Operand.Subject _ -> subject;
        case Operand.Context _ -> context;
      };
    }

    boolean isOf(Asked asked) {
      return asked.holds(row, subject, context);
    }
  }

  private Optional<Answer> search(int next, Tried tried) {
    if (next == names.size())
      return tried.isOf(yes) && !tried.isOf(no)
          ? Optional.of(new Answer.When(Map.copyOf(tried.row()), Map.copyOf(tried.subject())))
          : Optional.empty();
    Operand.Ref name = names.get(next);
    Map<String, Value> in = tried.of(name);
    for (Value value : values.get(next)) {
      in.put(name.name(), value);
      Optional<Answer> found = search(next + 1, tried);
      if (found.isPresent()) return found;
    }
    in.remove(name.name());
    return Optional.empty();
  }

  /** The same where tests of texts and lists that are not known may come out anyhow. */
  private static Asked opaque(Asked asked, Map<Condition, Condition> parts) {
    return new Asked(opaque(asked.condition(), asked.subject().isEmpty(), parts), asked.subject());
  }

  private static Condition opaque(
      Condition condition, boolean anybody, Map<Condition, Condition> parts) {
    return switch (condition) {
      case Condition.And(List<Condition> all) ->
          new Condition.And(all.stream().map(one -> opaque(one, anybody, parts)).toList());
      case Condition.Or(List<Condition> any) ->
          new Condition.Or(any.stream().map(one -> opaque(one, anybody, parts)).toList());
      case Condition.Not(Condition of) -> new Condition.Not(opaque(of, anybody, parts));
      case Condition.If(Condition test, Condition then, Condition otherwise) ->
          new Condition.If(
              opaque(test, anybody, parts),
              opaque(then, anybody, parts),
              opaque(otherwise, anybody, parts));
      case Condition.TextTest(Operand text, var _, var _) ->
          text instanceof Operand.Row
                  || text instanceof Operand.Context
                  || anybody && text instanceof Operand.Subject
              ? part(condition, parts)
              : condition;
      case Condition.In(var _, Operand list) ->
          anybody && list instanceof Operand.Subject ? part(condition, parts) : condition;
      case Condition.Compare _, Condition.Has _, Condition.Constant _, Condition.Truth _ ->
          condition;
    };
  }

  private static Condition part(Condition condition, Map<Condition, Condition> parts) {
    return parts.computeIfAbsent(
        condition, _ -> new Condition.Truth(new Operand.Row(OPAQUE + parts.size())));
  }
}
