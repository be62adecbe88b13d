package dev.usher.connectors.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of keys or channels as Redis matches it, byte by byte ({@code stringmatchlen} of its
 * util.c): {@code *}, {@code ?}, {@code [a-z]}, {@code [^a-z]}, and a backslash before what is
 * meant as it stands.
 *
 * @param parts what matches, in order
 */
record Glob(List<Part> parts) {
  /** One byte out of some, or any number of any bytes. */
  sealed interface Part {
    record One(BitSet of) implements Part {}

    record Star() implements Part {}
  }

  private static final String REFUSED = "()'\"";
  private static final int LONGEST = 500;

  /**
   * Why usher does not take that pattern; empty when it does. Blanks separate rules; brackets and
   * quotes within a selector make Redis 7.0 misread it, or the whole ACL file at its next start.
   */
  static Optional<String> refusal(String pattern) {
    if (pattern.isEmpty()) return Optional.of("it is empty");
    if (pattern.chars().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))) {
      return Optional.of("it holds a blank or a control character");
    }
    if (pattern.chars().anyMatch(c -> REFUSED.indexOf(c) >= 0)) {
      return Optional.of(
          "it holds a parenthesis or a quote, which Redis does not store faithfully");
    }
    if (pattern.length() > LONGEST) return Optional.of("it is longer than " + LONGEST + " letters");
    Optional<Glob> glob = parse(pattern);
    if (glob.isEmpty()) return Optional.of("it ends within [ ] or with a single backslash");
    return glob.get().sample("x").isEmpty() ? Optional.of("no text matches it") : Optional.empty();
  }

  /** Its parts; none when it ends before it is whole, of which Redis makes something by chance. */
  static Optional<Glob> parse(String pattern) {
    byte[] text = pattern.getBytes(StandardCharsets.UTF_8);
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length) {
      switch (text[at]) {
        case '*' -> {
          if (parts.isEmpty() || !(parts.getLast() instanceof Part.Star))
            parts.add(new Part.Star());
          at++;
        }
        case '?' -> {
          parts.add(new Part.One(all()));
          at++;
        }
        case '\\' -> {
          if (at + 1 == text.length) return Optional.empty();
          parts.add(one(text[at + 1]));
          at += 2;
        }
        case '[' -> {
          BitSet some = new BitSet(256);
          int end = choice(text, at, some);
          if (end < 0) return Optional.empty();
          parts.add(new Part.One(some));
          at = end;
        }
        default -> parts.add(one(text[at++]));
      }
    }
    return Optional.of(new Glob(List.copyOf(parts)));
  }

  /** Reads {@code [...]}; where it ends, or -1 when it does not. */
  private static int choice(byte[] text, int start, BitSet some) {
    int at = start + 1;
    boolean not = at < text.length && text[at] == '^';
    if (not) at++;
    while (at < text.length && text[at] != ']') {
      if (text[at] == '\\' && at + 1 < text.length) {
        some.set(text[at + 1] & 0xFF);
        at += 2;
      } else if (at + 2 < text.length && text[at + 1] == '-') {
        int from = text[at] & 0xFF;
        int to = text[at + 2] & 0xFF;
        some.set(Math.min(from, to), Math.max(from, to) + 1);
        at += 3;
      } else {
        some.set(text[at++] & 0xFF);
      }
    }
    if (not) some.flip(0, 256);
    return at < text.length ? at + 1 : -1;
  }

  private static BitSet all() {
    BitSet every = new BitSet(256);
    every.set(0, 256);
    return every;
  }

  private static Part.One one(byte of) {
    BitSet just = new BitSet(256);
    just.set(of & 0xFF);
    return new Part.One(just);
  }

  /** Whether some text matches both. */
  boolean overlaps(Glob other) {
    boolean[][] seen = new boolean[parts.size() + 1][other.parts.size() + 1];
    return meet(other, 0, 0, seen);
  }

  private boolean meet(Glob other, int here, int there, boolean[][] seen) {
    if (seen[here][there]) return false;
    seen[here][there] = true;
    boolean atEnd = here == parts.size();
    boolean otherAtEnd = there == other.parts.size();
    if (atEnd && otherAtEnd) return true;
    boolean star = !atEnd && parts.get(here) instanceof Part.Star;
    boolean otherStar = !otherAtEnd && other.parts.get(there) instanceof Part.Star;
    if (star && meet(other, here + 1, there, seen)) return true;
    if (otherStar && meet(other, here, there + 1, seen)) return true;
    if (atEnd || otherAtEnd) return false;
    if (star && !otherStar)
      return canBe(other.parts.get(there)) && meet(other, here, there + 1, seen);
    if (otherStar && !star) return canBe(parts.get(here)) && meet(other, here + 1, there, seen);
    return parts.get(here) instanceof Part.One(BitSet one)
        && other.parts.get(there) instanceof Part.One(BitSet two)
        && one.intersects(two)
        && meet(other, here + 1, there + 1, seen);
  }

  private static boolean canBe(Part part) {
    return part instanceof Part.One(BitSet of) && !of.isEmpty();
  }

  /** Whether that text matches. */
  boolean matches(String text) {
    List<Part> letters = new ArrayList<>();
    for (byte letter : text.getBytes(StandardCharsets.UTF_8)) letters.add(one(letter));
    return overlaps(new Glob(letters));
  }

  /** A text that matches, with the word for each star; none when there is no such UTF-8. */
  Optional<String> sample(String word) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Part part : parts) {
      switch (part) {
        case Part.Star _ -> bytes.writeBytes(word.getBytes(StandardCharsets.UTF_8));
        case Part.One(BitSet of) -> {
          int letter = of.cardinality() == 1 ? of.nextSetBit(0) : of.nextSetBit('0');
          if (letter < 0) letter = of.nextSetBit(0);
          if (letter < 0) return Optional.empty();
          bytes.write(letter);
        }
      }
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    return matches(text) ? Optional.of(text) : Optional.empty();
  }
}
