package dev.usher.policy.text;

import dev.usher.core.model.Source;
import java.util.ArrayList;
import java.util.List;

/** One file's text, by lines. */
public final class SourceText {
  private final String file;
  private final String text;
  private final List<Integer> starts = new ArrayList<>();

  /**
   * @param file as the user would write it
   */
  public SourceText(String file, String text) {
    this.file = file;
    this.text = text;
  }

  public String file() {
    return file;
  }

  public String text() {
    return text;
  }

  /** A line without its end; empty beyond the last. Lines end as YAML 1.2 says: LF, CRLF, CR. */
  public String line(int number) {
    int start = start(number);
    int end = start;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') end++;
    return text.substring(start, end);
  }

  /** Where a place lies, in chars from the text's start. */
  public int offset(Source at) {
    int start = start(at.line());
    String line = line(at.line());
    int points = Math.min(at.column() - 1, line.codePointCount(0, line.length()));
    return start + line.offsetByCodePoints(0, points);
  }

  /** The place of an offset in chars. */
  public Source at(int offset) {
    int safe = Math.clamp(offset, 0, text.length());
    index();
    int low = 0;
    int high = starts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts.get(middle) <= safe) low = middle;
      else high = middle - 1;
    }
    return new Source(file, low + 1, text.codePointCount(starts.get(low), safe) + 1);
  }

  private int start(int number) {
    index();
    return number <= starts.size() ? starts.get(Math.max(0, number - 1)) : text.length();
  }

  private void index() {
    if (!starts.isEmpty()) return;
    starts.add(0);
    for (int i = 0; i < text.length(); i++) {
      char here = text.charAt(i);
      boolean ends =
          here == '\n' || here == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n');
      if (ends) starts.add(i + 1);
    }
  }

  /**
   * Where a char of a scalar's value stands in the text: exactly for what is on one line and for
   * {@code |}, close by where YAML folds lines or replaces escapes.
   */
  public Source inside(Node.Scalar scalar, int valueOffset) {
    int at = offset(scalar.at());
    boolean quoted = scalar.style() == Node.Style.SINGLE || scalar.style() == Node.Style.DOUBLE;
    if (quoted) at++;
    if (scalar.style() == Node.Style.BLOCK) at = nextLine(at);
    String value = scalar.value();
    for (int i = 0; i <= valueOffset && at < text.length(); i++) {
      boolean wantsBreak = i < value.length() && " \n".indexOf(value.charAt(i)) >= 0;
      boolean isBreak = "\r\n".indexOf(text.charAt(at)) >= 0;
      if (isBreak && !(wantsBreak && i == valueOffset)) {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        if (wantsBreak) continue;
      } else if (i == 0 && scalar.style() == Node.Style.BLOCK) {
        while (at < text.length() && text.charAt(at) == ' ') at++;
      }
      if (i == valueOffset) break;
      boolean twoForOne =
          scalar.style() == Node.Style.SINGLE && text.startsWith("''", at)
              || scalar.style() == Node.Style.DOUBLE
                  && text.charAt(Math.min(at, text.length() - 1)) == '\\';
      at += twoForOne ? 2 : 1;
    }
    return at(at);
  }

  private int nextLine(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end + 1;
  }
}
