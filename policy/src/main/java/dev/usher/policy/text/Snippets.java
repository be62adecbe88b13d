package dev.usher.policy.text;

import dev.usher.core.diagnostic.Diagnostic.Snippet;
import dev.usher.core.model.Source;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line that a diagnostic shows. What may be a secret is shown as asterisks: what stands behind
 * a telling key and is no reference, whatever a URL says of users and passwords, and every scalar
 * that its reader took for a secret.
 */
final class Snippets {
  /** Longest line shown, in code points. */
  private static final int WIDTH = 120;

  /** Quantifiers are bounded, so that no line takes long. */
  private static final Pattern TELLING =
      Pattern.compile(
          "(?i)(?:admin(?!istrator|s\\b)|passw[a-z]{0,8}|pwd|secret|token|credential)[a-z_-]{0,20}[\"']?\\s{0,20}[:=]"
              + "\\s{0,20}+(?![\"']?(?:env|file):)(\"[^\"]*|'[^']*|[^,}\\]\"'][^,}\\]]*)");

  private static final Pattern IN_URL =
      Pattern.compile(
          "(?i)://([^/\\s\"']*@)|[?&](?:user|[a-z]{0,20}pass[a-z]{0,20})=([^&\\s\"',}]*)");

  /** As much of a line around the caret as is looked at, in chars. */
  private static final int AROUND = 4 * WIDTH;

  private final Set<Source> secret;
  private final Map<Source, Line> lines = new ConcurrentHashMap<>();

  /**
   * A line as it is and as it is shown; a file of one endless line may have a thousand errors.
   *
   * @param simple whether its chars are its code points
   */
  private record Line(String text, String masked, boolean simple) {
    int offset(int column) {
      if (simple) return Math.min(column - 1, text.length());
      int points = text.codePointCount(0, text.length());
      return text.offsetByCodePoints(0, Math.min(column - 1, points));
    }
  }

  /**
   * @param secret where scalars begin that no snippet shows
   */
  Snippets(Set<Source> secret) {
    this.secret = Set.copyOf(secret);
  }

  /** Whether the line has a key whose value may be a secret. */
  static boolean isTelling(String line) {
    return TELLING.matcher(line).find() || IN_URL.matcher(line).find();
  }

  /** The line at that place. */
  Snippet of(SourceText text, Source at, int length) {
    Line line = lines.computeIfAbsent(new Source(at.file(), at.line(), 1), _ -> line(text, at));
    int start = line.offset(at.column());
    String near = line.text().substring(start, Math.min(line.text().length(), start + AROUND));
    int wide = length > 0 ? length : word(near, 0);
    int end = Math.clamp((long) start + Math.max(1, wide), start, line.text().length());
    return clipped(line.masked(), start, end);
  }

  private Line line(SourceText text, Source at) {
    String line = text.line(at.line());
    String shown = line;
    for (Source place : secret) {
      if (!place.file().equals(at.file()) || place.line() > at.line()) continue;
      shown = masked(text, shown, at.line(), place);
    }
    shown = mask(mask(shown, TELLING), IN_URL);
    return new Line(line, shown, line.codePoints().noneMatch(Character::isSupplementaryCodePoint));
  }

  /** The scalar that begins at {@code place} hidden, as far as it lies on that line. */
  private static String masked(SourceText text, String line, int number, Source place) {
    if (place.line() == number) {
      int start = text.offset(place) - text.offset(new Source(place.file(), number, 1));
      int end = Math.min(line.length(), start + word(line, start));
      return start >= line.length() ? line : stars(line, start, end);
    }
    // A scalar of several lines: what is indented deeper than its key belongs to it.
    String first = text.line(place.line());
    int indent = indent(first);
    for (int each = place.line() + 1; each <= number; each++) {
      String between = text.line(each);
      if (!between.isBlank() && indent(between) <= indent) return line;
    }
    return stars(line, 0, line.length());
  }

  private static int indent(String line) {
    int indent = 0;
    while (indent < line.length() && (line.charAt(indent) == ' ' || line.charAt(indent) == '-')) {
      indent++;
    }
    return indent;
  }

  private static String mask(String line, Pattern secret) {
    Matcher matcher = secret.matcher(line);
    StringBuilder shown = new StringBuilder(line);
    while (matcher.find()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.start(group) >= 0) hide(shown, matcher.start(group), matcher.end(group));
      }
    }
    return shown.toString();
  }

  private static String stars(String line, int start, int end) {
    StringBuilder shown = new StringBuilder(line);
    hide(shown, start, end);
    return shown.toString();
  }

  private static void hide(StringBuilder line, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Character.isWhitespace(line.charAt(i)) && "\"'".indexOf(line.charAt(i)) < 0) {
        line.setCharAt(i, '*');
      }
    }
  }

  /** Length in chars of the word, quoted text or bracket that begins there. */
  private static int word(String line, int start) {
    if (start >= line.length()) return 1;
    char first = line.charAt(start);
    if (first == '"' || first == '\'') {
      for (int i = start + 1; i < line.length(); i++) {
        if (line.charAt(i) == '\\' && first == '"') i++;
        else if (line.charAt(i) == first) return i + 1 - start;
      }
      return line.length() - start;
    }
    if (first == '{' || first == '[') {
      int close = line.indexOf(first == '{' ? '}' : ']', start);
      return close < 0 ? line.length() - start : close + 1 - start;
    }
    int end = start;
    while (end < line.length()
        && ",]}".indexOf(line.charAt(end)) < 0
        && !line.startsWith(": ", end)
        && !(line.charAt(end) == ':' && end + 1 == line.length())
        && !line.startsWith(" #", end)) {
      end++;
    }
    while (end > start && line.charAt(end - 1) == ' ') end--;
    return Math.max(1, end - start);
  }

  /** A part of a long line around its caret, and no control characters. */
  private static Snippet clipped(String line, int start, int end) {
    int begin = Math.max(0, start - AROUND);
    int stop = Math.min(line.length(), start + AROUND);
    int[] points = line.substring(begin, stop).codePoints().map(Snippets::visible).toArray();
    int column = line.codePointCount(begin, start);
    int length = Math.max(1, line.codePointCount(start, Math.min(end, stop)));
    int from = Math.max(0, Math.min(column - WIDTH / 3, points.length - WIDTH));
    int to = Math.min(points.length, from + WIDTH);
    String before = begin + from > 0 ? "…" : "";
    String after = to < points.length || stop < line.length() ? "…" : "";
    int caret = column - from + before.length() + 1;
    int room = Math.max(1, to - column);
    return new Snippet(
        before + new String(points, from, to - from) + after, caret, Math.clamp(length, 1, room));
  }

  private static int visible(int point) {
    boolean hidden =
        Character.isISOControl(point) && point != '\t'
            || Character.getType(point) == Character.FORMAT
            || Character.getType(point) == Character.SURROGATE;
    return hidden ? 0xFFFD : point;
  }
}
