package dev.usher.policy.text;

import dev.usher.core.model.Source;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What a text is that YAML cannot read, in a user's words. */
final class SyntaxErrors {
  private static final Pattern HUGE = Pattern.compile("\\\\U[89a-fA-F][0-9a-fA-F]{7}");

  private SyntaxErrors() {}

  static void report(SourceText text, YamlEngineException failure, Problems problems) {
    switch (failure) {
      case MarkedYamlEngineException marked -> marked(text, marked, problems);
      case ReaderException reader -> {
        int offset = text.text().offsetByCodePoints(0, Math.max(0, position(text, reader)));
        problems.error(
            "bad-character",
            text.at(offset),
            "the character U+%04X may not stand in YAML".formatted(reader.getCodePoint()),
            "drop it, or write it as an escape in double quotes");
      }
      default ->
          problems.error(
              "bad-yaml",
              new Source(text.file(), 1, 1),
              "this is no YAML",
              "see yaml.org/spec/1.2.2");
    }
  }

  /** An escape whose digits are no number: the text ends in it, or it is beyond all numbers. */
  static void escape(SourceText text, Problems problems) {
    Matcher huge = HUGE.matcher(text.text());
    int cut = text.text().lastIndexOf('\\');
    problems.error(
        "bad-yaml",
        text.at(huge.find() ? huge.start() : Math.max(0, cut)),
        "this escape stands for no character",
        "write \\u and four hexadecimal digits; a backslash itself is \\\\, or stands in single quotes");
  }

  private static int position(SourceText text, ReaderException reader) {
    int[] points = text.text().codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      if (points[i] == reader.getCodePoint()) return i;
    }
    return 0;
  }

  private static void marked(
      SourceText text, MarkedYamlEngineException failure, Problems problems) {
    String problem = Optional.ofNullable(failure.getProblem()).orElse("");
    String context = Optional.ofNullable(failure.getContext()).orElse("");
    Source at = at(text, failure.getProblemMark().or(failure::getContextMark));
    Source begun = at(text, failure.getContextMark().or(failure::getProblemMark));
    if (problem.contains("TAB")
        || text.line(at.line()).stripLeading().length() > 0 && tabbed(text, at)) {
      problems.error("bad-yaml", at, "a tab cannot indent YAML", "use spaces");
    } else if (problem.contains("unexpected end of stream")) {
      problems.error("bad-yaml", begun, "these quotes are not closed", "close them");
    } else if (problem.contains("mapping values are not allowed")) {
      problems.error(
          "bad-yaml",
          at,
          "a colon and a space begin a map, and none can begin here",
          "put text that holds `: ` in double quotes; else mend the indentation");
    } else if (context.contains("flow sequence") || context.contains("flow mapping")) {
      boolean list = context.contains("sequence");
      problems.error(
          "bad-yaml",
          begun,
          list
              ? "this list is not closed as YAML wants it"
              : "this map is not closed as YAML wants it",
          list ? "write [a, b]" : "write { key: value, other: value }; text with { } needs quotes");
    } else if (problem.contains("could not find expected ':'")) {
      problems.error("bad-yaml", begun, "this key has no colon", "write `key: value`");
    } else if (context.contains("block mapping") || context.contains("block collection")) {
      problems.error(
          "bad-yaml",
          at,
          "this does not belong to the map or list that began in line " + begun.line(),
          "mend the indentation, or put the text in double quotes");
    } else {
      problems.error(
          "bad-yaml",
          at,
          "this is no YAML: " + Words.shown(problem.replace('\n', ' ')),
          "mend the indentation, or put the text in double quotes");
    }
  }

  private static boolean tabbed(SourceText text, Source at) {
    String line = text.line(at.line());
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    return indent.contains("\t");
  }

  private static Source at(SourceText text, Optional<Mark> mark) {
    return mark.map(found -> new Source(text.file(), found.getLine() + 1, found.getColumn() + 1))
        .orElseGet(() -> new Source(text.file(), 1, 1));
  }
}
