package dev.usher.core.route;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request, decoded once. A proxy, a gateway and an application do not all read a path
 * alike; so one that can be read in two ways, or written in two, is none.
 *
 * @param segments between the slashes; the last is empty where the path ends with one
 */
public record RequestPath(List<String> segments) {
  private static final int LONGEST = 4_096;
  private static final int LONGEST_SEGMENT = 255;

  /** RFC 3986, 2.3: what is never encoded. */
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  /** Further signs that stand for themselves; not {@code ;} and {@code +}, which some read. */
  private static final String OTHERS = "!$&'()*,=:@";

  /** What takes a path apart in one place or another, if it is decoded before that is done. */
  private static final String PARTING = "/\\?#;%";

  private static final String HEX = "0123456789ABCDEF";

  public RequestPath {
    segments = List.copyOf(segments);
  }

  /** What came of reading one. */
  public sealed interface Read {
    record Ok(RequestPath path) implements Read {}

    /**
     * @param why for a log
     */
    record Refused(String why) implements Read {}
  }

  /**
   * @param target as the first line of a request has it; what follows a {@code ?} is not looked at
   */
  public static Read read(String target) {
    if (target.length() > LONGEST) return new Read.Refused("the path is too long");
    if (!target.startsWith("/")) return new Read.Refused("the path does not begin with a slash");
    int query = target.indexOf('?');
    String[] raw = (query < 0 ? target : target.substring(0, query)).substring(1).split("/", -1);
    List<String> segments = new ArrayList<>();
    try {
      for (int i = 0; i < raw.length; i++) {
        if (raw[i].isEmpty() && i < raw.length - 1) throw new Ambiguous("two slashes");
        segments.add(segment(raw[i]));
      }
    } catch (Ambiguous ambiguous) {
      return new Read.Refused("the path is ambiguous: " + ambiguous.why);
    }
    return new Read.Ok(new RequestPath(segments));
  }

  private static String segment(String raw) throws Ambiguous {
    String decoded = decoded(raw);
    if (decoded.length() > LONGEST_SEGMENT) throw new Ambiguous("a segment is too long");
    if (decoded.equals(".") || decoded.equals("..")) throw new Ambiguous("a segment of dots");
    if (!decoded.equals(decoded.strip())) throw new Ambiguous("a space at an end of a segment");
    if (!Normalizer.isNormalized(decoded, Normalizer.Form.NFKC))
      throw new Ambiguous("characters that are written in another way too");
    if (!decoded.codePoints().allMatch(RequestPath::isPlain))
      throw new Ambiguous("a character that does not show, or is a digit elsewhere");
    return decoded;
  }

  /** No control character, nothing that nobody sees, and no digit that a program takes for ours. */
  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      case Character.DECIMAL_DIGIT_NUMBER -> point < 0x80;
      default -> true;
    };
  }

  private static String decoded(String raw) throws Ambiguous {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char here = raw.charAt(i);
      if (here == '%') {
        bytes.put(encoded(raw, i));
        i += 2;
      } else if (UNRESERVED.indexOf(here) >= 0 || OTHERS.indexOf(here) >= 0) {
        bytes.put((byte) here);
      } else {
        throw new Ambiguous("a character that is to be encoded");
      }
    }
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
      return text.toString();
    } catch (CharacterCodingException wrong) {
      throw new Ambiguous("bytes that are no UTF-8");
    }
  }

  private static byte encoded(String raw, int at) throws Ambiguous {
    if (at + 2 >= raw.length()) throw new Ambiguous("% without two digits");
    int high = HEX.indexOf(raw.charAt(at + 1));
    int low = HEX.indexOf(raw.charAt(at + 2));
    if (high < 0 || low < 0) throw new Ambiguous("% without two digits, or with small letters");
    int value = high << 4 | low;
    if (value < 0x80 && UNRESERVED.indexOf(value) >= 0)
      throw new Ambiguous("a character is encoded that need not be");
    if (value < 0x80 && PARTING.indexOf(value) >= 0)
      throw new Ambiguous("a character is encoded that takes paths apart");
    return (byte) value;
  }

  /** Says why, and is caught where a path is read. */
  private static final class Ambiguous extends Exception {
    private final transient String why;

    Ambiguous(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }
}
