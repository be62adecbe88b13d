package dev.usher.core.meaning;

import dev.usher.core.condition.Value;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.AttributeType;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is said of an application's resource, held against what the policy says such a one has. */
public final class Attributes {
  private Attributes() {}

  /**
   * An instant comes as a text; what is of another type than it has to be counts as not said.
   *
   * @param said empty: nothing is said, which of a single resource is the same as no attribute
   */
  public static Optional<Map<String, Value>> of(
      SystemType type, String kind, Optional<Map<String, Value>> said) {
    SystemType.Kind known = type.kinds().get(kind);
    if (!type.isChecked() || known == null) return said;
    Map<String, Value> fit = new HashMap<>();
    said.orElse(Map.of())
        .forEach(
            (name, value) -> {
              AttributeType wanted = known.attributes().get(name);
              if (wanted != null) fit(wanted, value).ifPresent(one -> fit.put(name, one));
            });
    return Optional.of(fit);
  }

  private static Optional<Value> fit(AttributeType wanted, Value value) {
    return switch (value) {
      case Value.Null _ -> Optional.of(value);
      case Value.Text(String text) ->
          switch (wanted) {
            case TEXT -> Optional.of(value);
            case TIMESTAMP -> instant(text);
            case NUMBER, BOOLEAN -> Optional.empty();
          };
      case Value.Bool _ -> when(wanted == AttributeType.BOOLEAN, value);
      case Value.Int _, Value.Decimal _, Value.Exact _ ->
          when(wanted == AttributeType.NUMBER, value);
      case Value.Timestamp _ -> when(wanted == AttributeType.TIMESTAMP, value);
      case Value.Many _ -> Optional.empty();
    };
  }

  private static Optional<Value> when(boolean fits, Value value) {
    return fits ? Optional.of(value) : Optional.empty();
  }

  private static Optional<Value> instant(String text) {
    try {
      return Optional.of(new Value.Timestamp(OffsetDateTime.parse(text).toInstant()));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
