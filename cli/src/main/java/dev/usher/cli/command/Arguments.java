package dev.usher.cli.command;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Durations;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Target;
import dev.usher.engine.Placeholders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Values of the command line's own arguments. */
final class Arguments {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+\\.[0-9]+");

  private Arguments() {}

  /** {@code prod/shop-db} */
  static Target target(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
      throw new TypeConversionException("'" + text + "' is no target; write environment/system");
    }
    return new Target(text.substring(0, slash), text.substring(slash + 1));
  }

  /** {@code 90s}, {@code 30m}, {@code 1h}, {@code 7d} */
  static Duration duration(String text) {
    return switch (Durations.parse(text)) {
      case Parsed.Ok<Duration> ok -> ok.value();
      case Parsed.Wrong<Duration> wrong ->
          throw new TypeConversionException(
              "'%s': %s; %s".formatted(text, wrong.message(), wrong.hint()));
    };
  }

  /** {@code 2026-11-29T08:00:00Z}; of a day alone its beginning in UTC. */
  static Instant instant(String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException notOne) {
      throw new TypeConversionException(
          "'%s' is no time; write 2026-11-29, or 2026-11-29T08:00:00Z".formatted(text));
    }
  }

  /** {@code question}, {@code numbered}, {@code format} */
  static Placeholders style(String text) {
    return Placeholders.of(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is no style; write one of %s".formatted(text, Placeholders.words())));
  }

  /** A row's value: null, true, false, a number, else text; in double quotes always text. */
  static Value value(String text) {
    if (text.equals("null")) return new Value.Null();
    if (text.equals("true") || text.equals("false")) return new Value.Bool(text.equals("true"));
    if (INTEGER.matcher(text).matches()) return new Value.Int(Long.parseLong(text));
    if (DECIMAL.matcher(text).matches()) return new Value.Decimal(Double.parseDouble(text));
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return new Value.Text(quoted ? text.substring(1, text.length() - 1) : text);
  }
}
