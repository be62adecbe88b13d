package dev.usher.policy.text;

import dev.usher.core.model.Source;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * A value that YAML cannot read because it holds a sign of YAML's own and has no quotes: {@code on:
 * *}, {@code on: {a,b}/x}, {@code who: @ops}, {@code { on: a/{b,c} }}.
 *
 * @param sign what YAML reads otherwise
 * @param at where it begins
 * @param start likewise, in chars from the text's start
 * @param value as written
 * @param line the line it is in
 */
record Unquoted(char sign, Source at, int start, String value, String line) {
  private static final String SIGNS = "*{[&!@`%|>";

  /** So many values are looked at, the nearest first: a line may be nothing but signs. */
  private static final int TRIED = 20;

  /** The value that made the reader fail, if that is what made it fail. */
  static Optional<Unquoted> at(
      SourceText text, String repaired, MarkedYamlEngineException failure) {
    Optional<Mark> mark = failure.getProblemMark().or(failure::getContextMark);
    if (mark.isEmpty()) return Optional.empty();
    int line = mark.get().getLine() + 1;
    int problem = text.offset(new Source(text.file(), line, mark.get().getColumn() + 1));
    int begin = text.offset(new Source(text.file(), line, 1));
    int end = begin + text.line(line).length();
    int within = startOfTextAround(repaired, begin, Math.min(problem, end - 1));
    if (within >= begin) {
      String value = repaired.substring(within, end(repaired, within, problem, end));
      char sign = repaired.charAt(Math.min(problem, end - 1));
      return Optional.of(new Unquoted(sign, text.at(within), within, value, text.line(line)));
    }
    // The last value that begins with a sign at or before the place where reading failed.
    int tried = 0;
    for (int i = Math.min(problem, end - 1); i >= begin && tried < TRIED; i--) {
      if (SIGNS.indexOf(repaired.charAt(i)) < 0 || !beginsValue(repaired, begin, i)) continue;
      tried++;
      int stop = end(repaired, i, problem, end);
      String value = repaired.substring(i, stop);
      boolean bracket = value.startsWith("{") || value.startsWith("[");
      if (bracket && !isOpenedAndFollowed(value)) continue;
      if (value.codePoints().anyMatch(Character::isSupplementaryCodePoint)) continue;
      return Optional.of(new Unquoted(value.charAt(0), text.at(i), i, value, text.line(line)));
    }
    return Optional.empty();
  }

  /**
   * Where the text begins that has a bracket in it at that place; before the line where none is.
   */
  private static int startOfTextAround(String text, int begin, int at) {
    boolean inside = at > begin && "{[".indexOf(text.charAt(at)) >= 0;
    if (!inside || " ,:{[-".indexOf(text.charAt(at - 1)) >= 0) return -1;
    int start = at - 1;
    while (start > begin && " ,{[\"'".indexOf(text.charAt(start - 1)) < 0) start--;
    return beginsValue(text, begin, start) ? start : -1;
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
        (value.charAt(0) == sign ? "text that begins with `" : "text that holds `")
            + sign
            + "` means something else to YAML",
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
