package dev.usher.core.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one way to write a JSON value, after RFC 8785 (JSON Canonicalization Scheme), and its digest.
 * Takes maps with text keys, lists, texts, booleans, null, and integers that every reader of JSON
 * takes for the same number; there are no fractions in a ledger.
 */
public final class Canonical {
  /** RFC 8785, appendix D: beyond this an integer is not safe as an IEEE 754 double. */
  private static final long LARGEST = (1L << 53) - 1;

  private Canonical() {}

  /**
   * @throws IllegalArgumentException for a value that has no canonical form here
   */
  public static String json(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /** SHA-256 over the canonical bytes, in lower-case hex. */
  public static String digest(@Nullable Object value) {
    return sha256(json(value).getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 in lower-case hex. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case Boolean truth -> out.append(truth);
      case String text -> string(text, out);
      case Integer number -> out.append(number);
      case Long number -> {
        if (Math.abs(number) > LARGEST || number == Long.MIN_VALUE)
          throw new IllegalArgumentException("not the same number everywhere: " + number);
        out.append(number);
      }
      case List<?> list -> list(list, out);
      case Map<?, ?> map -> object(map, out);
      default -> throw new IllegalArgumentException("no canonical form: " + value.getClass());
    }
  }

  private static void list(List<?> list, StringBuilder out) {
    String separator = "[";
    for (Object element : list) {
      out.append(separator);
      write(element, out);
      separator = ",";
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }

  /** Keys in the order of their UTF-16 code units (3.2.3), which is that of {@link String}. */
  private static void object(Map<?, ?> map, StringBuilder out) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, element) -> sorted.put((String) key, element));
    String separator = "{";
    for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
      out.append(separator);
      string(entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out);
      separator = ",";
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  /** 3.2.2.2: the short escapes where there are some, the rest of the control characters in hex. */
  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < ' ') out.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
          else if (!Character.isSurrogate(c)) out.append(c);
          else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1)))
            out.append(c).append(text.charAt(++i));
          else throw new IllegalArgumentException("half a character in: " + text);
        }
      }
    }
    out.append('"');
  }
}
