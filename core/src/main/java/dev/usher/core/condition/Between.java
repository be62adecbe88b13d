package dev.usher.core.condition;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Values that lie between others in the order of conditions, below the least and above the most.
 */
final class Between {
  /** The least letter that a database has in texts: there is no U+0000. */
  private static final String LEAST = "\u0001";

  private Between() {}

  /** So many in each gap, or all that there are. */
  static List<Value> all(Collection<Value> values, int many) {
    List<Value> found = new ArrayList<>();
    numbers(values.stream().flatMap(one -> number(one).stream()).distinct().sorted().toList(), many)
        .forEach(number -> found.add(shown(number)));
    instants(
            values.stream()
                .filter(Value.Timestamp.class::isInstance)
                .map(one -> ((Value.Timestamp) one).value())
                .distinct()
                .sorted()
                .toList(),
            many)
        .forEach(instant -> found.add(new Value.Timestamp(instant)));
    texts(
            values.stream()
                .filter(Value.Text.class::isInstance)
                .sorted((a, b) -> Evaluation.compare(a, b).orElse(0))
                .map(one -> ((Value.Text) one).value())
                .toList(),
            many)
        .forEach(text -> found.add(new Value.Text(text)));
    return found;
  }

  static boolean isNumber(Value value) {
    return number(value).isPresent();
  }

  private static Optional<BigDecimal> number(Value value) {
    return switch (value) {
      case Value.Int(long whole) -> Optional.of(BigDecimal.valueOf(whole));
      case Value.Exact exact -> Optional.of(exact.value());
      case Value.Decimal(double number) ->
          Double.isFinite(number)
              ? Optional.of(BigDecimal.valueOf(number).stripTrailingZeros())
              : Optional.empty();
      case Value.Null _, Value.Bool _, Value.Text _, Value.Timestamp _, Value.Many _ ->
          Optional.empty();
    };
  }

  private static Value shown(BigDecimal number) {
    BigDecimal plain = number.stripTrailingZeros();
    return plain.scale() <= 0 && plain.precision() - plain.scale() < 18
        ? new Value.Int(plain.longValueExact())
        : new Value.Exact(plain);
  }

  private static List<BigDecimal> numbers(List<BigDecimal> sorted, int many) {
    List<BigDecimal> found = new ArrayList<>();
    if (sorted.isEmpty()) return found;
    for (int i = 1; i <= many; i++) {
      found.add(sorted.getLast().add(BigDecimal.valueOf(i)));
      found.add(sorted.getFirst().subtract(BigDecimal.valueOf(i)));
    }
    for (int gap = 1; gap < sorted.size(); gap++) {
      BigDecimal low = sorted.get(gap - 1);
      BigDecimal width = sorted.get(gap).subtract(low);
      BigDecimal step = BigDecimal.ONE;
      while (step.multiply(BigDecimal.valueOf(many + 1L)).compareTo(width) > 0)
        step = step.movePointLeft(1);
      for (int i = 1; i <= many; i++) found.add(low.add(step.multiply(BigDecimal.valueOf(i))));
    }
    return found;
  }

  private static List<Instant> instants(List<Instant> sorted, int many) {
    List<Instant> found = new ArrayList<>();
    if (sorted.isEmpty()) return found;
    for (int i = 1; i <= many; i++) {
      if (sorted.getLast().isBefore(Instant.MAX.minusSeconds(i)))
        found.add(sorted.getLast().plusSeconds(i));
      if (sorted.getFirst().isAfter(Instant.MIN.plusSeconds(i)))
        found.add(sorted.getFirst().minusSeconds(i));
      for (int gap = 1; gap < sorted.size(); gap++) {
        Instant next = sorted.get(gap - 1).plusNanos(i);
        if (next.isBefore(sorted.get(gap))) found.add(next);
      }
    }
    return found;
  }

  private static List<String> texts(List<String> sorted, int many) {
    List<String> found = new ArrayList<>();
    if (sorted.isEmpty()) return found;
    for (int i = 1; i <= many; i++) {
      found.add(sorted.getLast() + "x".repeat(i));
      String lowest = LEAST.repeat(i - 1);
      if (isBefore(lowest, sorted.getFirst())) found.add(lowest);
      for (int gap = 1; gap < sorted.size(); gap++) {
        String next = sorted.get(gap - 1) + LEAST.repeat(i);
        if (isBefore(next, sorted.get(gap))) found.add(next);
      }
    }
    // What reads well is as good an example, where it lies in the gap.
    for (int gap = 1; gap < sorted.size(); gap++) {
      String next = sorted.get(gap - 1) + "x";
      if (isBefore(next, sorted.get(gap))) found.addFirst(next);
    }
    return found;
  }

  private static boolean isBefore(String one, String other) {
    return Evaluation.compare(new Value.Text(one), new Value.Text(other)).orElse(0) < 0;
  }
}
