package dev.usher.sdk.spring;

import dev.usher.core.condition.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects as expressions have them, as values of conditions. */
final class Plain {
  private Plain() {}

  /** What is not understood is not left out: a condition may ask whether something is missing. */
  static Map<String, Value> values(Map<String, @Nullable Object> objects) {
    Map<String, Value> values = new HashMap<>();
    objects.forEach((name, object) -> values.put(name, value(object)));
    return values;
  }

  private static Value value(@Nullable Object object) {
    return switch (object) {
      case null -> new Value.Null();
      case Boolean truth -> new Value.Bool(truth);
      case Byte number -> new Value.Int(number);
      case Short number -> new Value.Int(number);
      case Integer number -> new Value.Int(number);
      case Long number -> new Value.Int(number);
      case Float number -> new Value.Decimal(number);
      case Double number -> new Value.Decimal(number);
      case BigDecimal number -> new Value.Exact(number);
      case CharSequence text -> new Value.Text(text.toString());
      case Instant instant -> new Value.Timestamp(instant);
      case Collection<?> many -> new Value.Many(many.stream().map(Plain::value).toList());
      default ->
          throw new IllegalArgumentException(
              "a text, number, boolean, instant or a list of them is wanted, and not a "
                  + object.getClass().getName());
    };
  }
}
