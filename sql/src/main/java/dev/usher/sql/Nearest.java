package dev.usher.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The values of a type that are nearest to a constant. By them a constant that the type does not
 * hold (2.5 or 10 to the 12th of a 32-bit integer) becomes one that it does: {@code x < 2.5} is
 * {@code x <= 2}. So no constant is rounded by the engine, and none is out of range for it.
 *
 * @param floor the greatest that is not above it; empty where all are
 * @param ceiling the least that is not below it; empty where all are
 */
record Nearest(Optional<BigDecimal> floor, Optional<BigDecimal> ceiling) {
  /** Of {@link Type.Moment}, whose constants are seconds since 1970-01-01T00:00:00Z. */
  private static final int MICROS = 6;

  static Nearest to(BigDecimal constant, Type type) {
    return switch (type) {
      case Type.Whole(long min, long max) ->
          within(constant, 0, BigDecimal.valueOf(min), BigDecimal.valueOf(max));
      case Type.Exact(Optional<Type.Exact.Range> range) ->
          range
              .map(bounds -> within(constant, bounds.scale(), bounds.min(), bounds.max()))
              .orElseGet(() -> new Nearest(Optional.of(constant), Optional.of(constant)));
      case Type.Moment _ ->
          new Nearest(
              Optional.of(constant.setScale(MICROS, RoundingMode.FLOOR)),
              Optional.of(constant.setScale(MICROS, RoundingMode.CEILING)));
      case Type.Floating _ -> binary(constant);
      case Type.Flag _, Type.Text _, Type.Uuid _, Type.Opaque _ ->
          throw new IllegalArgumentException("not held by numbers: " + type);
    };
  }

  /** Whether the type holds the constant itself. */
  boolean isExact() {
    return floor.isPresent() && ceiling.isPresent() && floor.get().compareTo(ceiling.get()) == 0;
  }

  private static Nearest within(BigDecimal constant, int scale, BigDecimal min, BigDecimal max) {
    BigDecimal below = constant.setScale(scale, RoundingMode.FLOOR).min(max);
    BigDecimal above = constant.setScale(scale, RoundingMode.CEILING).max(min);
    return new Nearest(
        below.compareTo(min) < 0 ? Optional.empty() : Optional.of(below),
        above.compareTo(max) > 0 ? Optional.empty() : Optional.of(above));
  }

  /** No constant is beyond the doubles: all are 64-bit integers or doubles themselves. */
  private static Nearest binary(BigDecimal constant) {
    double near = constant.doubleValue();
    int order = new BigDecimal(near).compareTo(constant);
    double below = order > 0 ? Math.nextDown(near) : near;
    double above = order < 0 ? Math.nextUp(near) : near;
    return new Nearest(Optional.of(new BigDecimal(below)), Optional.of(new BigDecimal(above)));
  }
}
