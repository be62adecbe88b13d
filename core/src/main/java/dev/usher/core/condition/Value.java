package dev.usher.core.condition;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** A value of a condition, an attribute or a row. */
public sealed interface Value {
  /** SQL's NULL, and an attribute that is there without a value. */
  record Null() implements Value {}

  record Bool(boolean value) implements Value {}

  record Int(long value) implements Value {}

  /** A binary floating-point number, as CEL's constants and YAML's numbers are. */
  record Decimal(double value) implements Value {}

  /**
   * A decimal number with all its digits, as SQL's NUMERIC has it. To it a {@link Decimal} is what
   * one writes for it: 0.1 is 0.1.
   */
  record Exact(BigDecimal value) implements Value {
    public Exact {
      value = value.stripTrailingZeros();
    }
  }

  record Text(String value) implements Value {}

  /** SQL's infinities are {@link Instant#MAX} and {@link Instant#MIN}. */
  record Timestamp(Instant value) implements Value {}

  record Many(List<Value> values) implements Value {
    public Many {
      values = List.copyOf(values);
    }
  }
}
