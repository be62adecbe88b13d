package dev.usher.engine;

import dev.usher.core.model.Visible;
import dev.usher.policy.text.Plain;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Texts as YAML has them. */
final class Yaml {
  private static final Pattern BARE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_./@-]*");

  private Yaml() {}

  /** Plain where nobody could take it for anything else, else in quotes. */
  static String of(String text) {
    return BARE.matcher(text).matches() && Plain.of(text) == Plain.TEXT ? text : quoted(text);
  }

  /** In double quotes, or in single ones where it has double quotes itself. */
  static String quoted(String text) {
    boolean odd = text.codePoints().anyMatch(Yaml::isOdd);
    if (!odd && (text.contains("\"") || text.contains("\\"))) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point == '"' || point == '\\') quoted.append('\\').appendCodePoint(point);
              else if (isOdd(point)) quoted.append("\\U%08x".formatted(point));
              else quoted.appendCodePoint(point);
            });
    return quoted.append('"').toString();
  }

  /** {@code [a, b]}; one alone stands for itself. */
  static String list(Collection<String> texts) {
    String all = texts.stream().map(Yaml::of).collect(Collectors.joining(", "));
    return texts.size() == 1 ? all : "[" + all + "]";
  }

  /** In one line that shows: a name may hold anything. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (isOdd(point)) shown.append("\\u{").append(Integer.toHexString(point)).append('}');
              else shown.appendCodePoint(point);
            });
    return shown.toString();
  }

  private static boolean isOdd(int point) {
    return Visible.isHidden(point) || !Character.isDefined(point) || point == 0xFEFF;
  }
}
