package dev.usher.core.model;

import java.util.Optional;

/** The text of an address and how far it is read: the smallest pieces, without their meaning. */
final class AddressText {
  private final String text;
  private int offset;

  AddressText(String text) {
    this.text = text;
  }

  int offset() {
    return offset;
  }

  boolean atEnd() {
    return offset >= text.length();
  }

  /** The next character; 0 at the end. */
  int peek() {
    return atEnd() ? 0 : text.codePointAt(offset);
  }

  boolean take(char expected) {
    if (atEnd() || text.charAt(offset) != expected) return false;
    offset++;
    return true;
  }

  /** {@code **} as a whole step. */
  boolean takeDeep() {
    boolean deep =
        text.startsWith("**", offset)
            && (offset + 2 == text.length() || text.charAt(offset + 2) == '/');
    if (deep) offset += 2;
    return deep;
  }

  boolean startsWithName() {
    return !atEnd() && (Names.isBare(peek()) || peek() == '"' || peek() == '{');
  }

  void skipSpaces() {
    while (!atEnd() && text.charAt(offset) == ' ') offset++;
  }

  /** The kind that stands in front, with its colon; "" where none does. */
  String kind() {
    int end = offset;
    while (end < text.length() && isKind(text.charAt(end))) end++;
    if (end == offset || end >= text.length() || text.charAt(end) != ':') return "";
    String kind = text.substring(offset, end);
    offset = end + 1;
    return kind;
  }

  private static boolean isKind(char letter) {
    return letter >= 'a' && letter <= 'z' || letter == '-';
  }

  String bare() {
    int start = offset;
    while (!atEnd() && Names.isBare(peek())) offset += Character.charCount(peek());
    return text.substring(start, offset);
  }

  /** A name in double quotes, two of which stand for one; absent when they are not closed. */
  Optional<String> quoted() {
    StringBuilder name = new StringBuilder();
    for (int i = offset + 1; i < text.length(); i++) {
      if (text.charAt(i) == '"') {
        if (!text.startsWith("\"\"", i)) {
          offset = i + 1;
          return Optional.of(name.toString());
        }
        i++;
      }
      name.append(text.charAt(i));
    }
    return Optional.empty();
  }

  /** Argument types in parentheses, one space after each comma; absent when not closed. */
  Optional<String> arguments() {
    int depth = 0;
    boolean quoted = false;
    for (int i = offset; i < text.length(); i++) {
      char here = text.charAt(i);
      if (here == '"') quoted = !quoted;
      if (quoted) continue;
      if (here == '(') depth++;
      if (here == ')' && --depth == 0) {
        String inside = text.substring(offset + 1, i).strip();
        offset = i + 1;
        return Optional.of("(" + inside.replaceAll(" *, *", ", ") + ")");
      }
    }
    return Optional.empty();
  }
}
