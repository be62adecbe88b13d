package dev.usher.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One number.
 *
 * @param key stable, for {@code --json}: {@code apply_ratio}
 * @param what in words
 * @param unit {@code ms}, {@code MiB}, {@code x} or empty for a count
 * @param atMost what is promised; empty where the number only explains
 */
record Figure(String key, String what, double value, String unit, Optional<Double> atMost) {

  static Figure of(String key, String what, double value, String unit) {
    return new Figure(key, what, value, unit, Optional.empty());
  }

  static Figure promised(String key, String what, double value, String unit, double atMost) {
    return new Figure(key, what, value, unit, Optional.of(atMost));
  }

  boolean isKept() {
    return atMost.isEmpty() || value <= atMost.get();
  }

  /** {@code 0.93 x of at most 1.25 x}. */
  String amount() {
    String amount = number(value);
    return atMost.isEmpty() ? amount : amount + " of at most " + number(atMost.get());
  }

  private String number(double number) {
    String digits =
        number == Math.rint(number) && !unit.equals("x")
            ? String.format(Locale.ROOT, "%.0f", number)
            : String.format(Locale.ROOT, unit.equals("ms") ? "%.0f" : "%.2f", number);
    return unit.isEmpty() ? digits : digits + " " + unit;
  }
}
