package dev.usher.connectors.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A command as one line, as redis-cli reads it: words by blanks; in double quotes what holds a
 * blank, a quote or what cannot be seen, with {@code \"}, {@code \\} and {@code \x0a}.
 */
final class Words {
  private Words() {}

  static String line(List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (!line.isEmpty()) line.append(' ');
      if (isPlain(word)) line.append(word);
      else quote(word, line);
    }
    return line.toString();
  }

  private static boolean isPlain(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c <= ' ' || c == 127 || c == '"' || c == '\'') return false;
    }
    return !word.isEmpty();
  }

  private static void quote(String word, StringBuilder line) {
    line.append('"');
    word.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') line.append('\\').appendCodePoint(c);
              else if (c < ' ' || c == 127) line.append("\\x%02x".formatted(c));
              else line.appendCodePoint(c);
            });
    line.append('"');
  }

  /**
   * The words of a line.
   *
   * @throws IllegalArgumentException when a quote is not closed, or not at the end of its word
   */
  static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      int end;
      if (line.charAt(at) == '"') {
        StringBuilder word = new StringBuilder();
        end = quoted(line, at + 1, word);
        words.add(word.toString());
      } else {
        end = line.indexOf(' ', at);
        if (end < 0) end = line.length();
        if (end > at) words.add(line.substring(at, end));
      }
      if (end < line.length() && line.charAt(end) != ' ') throw wrong();
      at = end + 1;
    }
    return words;
  }

  /** Reads up to the closing quote; where it goes on behind that. */
  private static int quoted(String line, int start, StringBuilder word) {
    int at = start;
    while (at < line.length() && line.charAt(at) != '"') {
      if (line.charAt(at) != '\\') {
        word.append(line.charAt(at++));
      } else if (line.startsWith("\\x", at) && at + 4 <= line.length()) {
        word.append((char) Integer.parseInt(line.substring(at + 2, at + 4), 16));
        at += 4;
      } else if (at + 1 < line.length()) {
        word.append(line.charAt(at + 1));
        at += 2;
      } else {
        throw wrong();
      }
    }
    if (at == line.length()) throw wrong();
    return at + 1;
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException("a quote that is not closed at the end of its word");
  }

  static byte[] bytes(String word) {
    return word.getBytes(StandardCharsets.UTF_8);
  }
}
