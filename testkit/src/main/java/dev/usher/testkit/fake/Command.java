package dev.usher.testkit.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line to a house: a verb, then names in double quotes. */
public final class Command {
  private static final Pattern NAME = Pattern.compile(" \"((?:[^\"\\\\]|\\\\[\"\\\\])*+)\"");

  private Command() {}

  /** The line: {@code cut "alice" "north" "door" "hall" "enter"}. */
  public static String of(String verb, String... names) {
    StringBuilder line = new StringBuilder(verb);
    for (String name : names) {
      line.append(" \"").append(name.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return line.toString();
  }

  /**
   * The verb, then the names.
   *
   * @throws IllegalArgumentException when it is no such line
   */
  static List<String> words(String line) {
    int end = line.indexOf(" \"");
    List<String> words = new ArrayList<>(List.of(end < 0 ? line : line.substring(0, end)));
    Matcher name = NAME.matcher(line).region(end < 0 ? line.length() : end, line.length());
    while (name.lookingAt()) {
      words.add(name.group(1).replaceAll("\\\\(.)", "$1"));
      name.region(name.end(), line.length());
    }
    if (!name.hitEnd() || name.regionStart() != line.length()) {
      throw new IllegalArgumentException("no command: " + line);
    }
    return words;
  }
}
