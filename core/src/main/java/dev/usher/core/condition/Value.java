package dev.usher.core.condition;

import java.time.Instant;
import java.util.List;

/** A value of a condition, an attribute or a row. */
public sealed interface Value {
  /** SQL's NULL, and an attribute that is there without a value. */
  record Null() implements Value {}

  record Bool(boolean value) implements Value {}

  record Int(long value) implements Value {}

  record Decimal(double value) implements Value {}

  record Text(String value) implements Value {}

  record Timestamp(Instant value) implements Value {}

  record Many(List<Value> values) implements Value {
    public Many {
      values = List.copyOf(values);
    }
  }
}
