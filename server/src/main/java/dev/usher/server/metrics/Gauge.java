package dev.usher.server.metrics;

import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * A number that is looked up whenever somebody asks for it.
 *
 * @param name with dots: {@code usher.work.open}
 * @param help a short sentence
 * @param label of its values, such as {@code target}; empty where there is only one
 * @param values by the label's value; may throw, and then the number is left out
 */
public record Gauge(
    String name, String help, String label, Supplier<? extends Map<String, Double>> values) {

  /** One number. */
  public static Gauge of(String name, String help, DoubleSupplier value) {
    return new Gauge(name, help, "", () -> Map.of("", value.getAsDouble()));
  }
}
