package dev.usher.policy.text;

import dev.usher.core.model.Source;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * A value that YAML cannot read because it begins with a sign of YAML's own and has no quotes:
 * {@code on: *}, {@code on: {a,b}/x}, {@code who: @ops}.
 *
 * @param at where it begins
 * @param start likewise, in chars from the text's start
 * @param value as written
 * @param line the line it is in
 */
record Unquoted(Source at, int start, String value, String line) {
  private static final String SIGNS = "*{[&!@`%|>";

  /** The value that made the reader fail, if that is what made it fail. */
  static Optional<Unquoted> at(
      SourceText text, String repaired, MarkedYamlEngineException failure) {
    Optional<Mark> mark = failure.getProblemMark().or(failure::getContextMark);
    if (mark.isEmpty()) return Optional.empty();
    int line = mark.get().getLine() + 1;
    int problem = text.offset(new Source(text.file(), line, mark.get().getColumn() + 1));
    int begin = text.offset(new Source(text.file(), line, 1));
    int end = begin + text.line(line).length();
    // The last value that begins with a sign at or before the place where reading failed.
    for (int i = Math.min(problem, end - 1); i >= begin; i--) {
      if (SIGNS.indexOf(repaired.charAt(i)) < 0 || !beginsValue(repaired, begin, i)) continue;
      int stop = end(repaired, i, problem, end);
      String value = repaired.substring(i, stop);
      boolean bracket = value.startsWith("{") || value.startsWith("[");
      if (bracket && !isOpenedAndFollowed(value)) continue;
      if (value.codePoints().anyMatch(Character::isSupplementaryCodePoint)) continue;
      return Optional.of(new Unquoted(text.at(i), i, value, text.line(line)));
    }
    return Optional.empty();
  }

  private static boolean beginsValue(String text, int begin, int at) {
    int before = at - 1;
    while (before >= begin && text.charAt(before) == ' ') before--;
    if (before < begin) return false;
    char sign = text.charAt(before);
    if ("[,{".indexOf(sign) >= 0) return true;
    return before < at - 1 && (sign == ':' || sign == '-');
  }

  /** A choice with something behind it, which no list or map of YAML can have. */
  private static boolean isOpenedAndFollowed(String value) {
    int close = value.indexOf(value.charAt(0) == '{' ? '}' : ']');
    return close > 0 && close + 1 < value.length();
  }

  private static int end(String text, int start, int problem, int lineEnd) {
    boolean flow = false;
    int lineStart = text.lastIndexOf('\n', start) + 1;
    for (int i = lineStart; i < start; i++) {
      char here = text.charAt(i);
      if (here == '{' || here == '[') flow = true;
    }
    int depth = 0;
    int end = start;
    while (end < lineEnd && !text.startsWith(" #", end)) {
      char here = text.charAt(end);
      if (here == '{' || here == '[') depth++;
      if (here == '}' || here == ']') {
        if (flow && depth == 0) break;
        depth--;
      }
      if (flow && depth <= 0 && here == ',') break;
      end++;
    }
    while (end > start + 1 && text.charAt(end - 1) == ' ') end--;
    return Math.max(end, start + 1);
  }

  /** Shows the value in its quotes, unless it may be a secret. */
  void report(Problems problems) {
    boolean secret = at.column() > 1 && Snippets.isTelling(line);
    problems.error(
        "yaml-trap",
        at,
        value.length(),
        "text that begins with `" + value.charAt(0) + "` means something else to YAML",
        secret
            ? "put it in double quotes"
            : "put it in double quotes: \"" + Words.shown(value.replace("\"", "\\\"")) + "\"");
  }

  /** The text with a null of the same length in its place, so that every other place stays. */
  String blankedIn(String text) {
    return text.substring(0, start)
        + "~"
        + " ".repeat(value.length() - 1)
        + text.substring(start + value.length());
  }
}
