package dev.usher.cli.terminal;

import dev.usher.core.model.Visible;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets through text in UTF-8, line breaks, tabs and the colours of {@link Ink}. All else that would
 * do something to a terminal is shown as {@code \\u001b}, whoever's name or message it came in.
 */
final class VisibleStream extends OutputStream {
  private static final Pattern INK = Pattern.compile("\033\\[(?:[012]|3[123]|1;31)m");

  /** One less than the longest of these. */
  private static final int BEGUN = 6;

  private final OutputStream to;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** Bytes of a character whose end is still to come. */
  private byte[] left = new byte[0];

  /** What may be the beginning of a colour. */
  private String begun = "";

  VisibleStream(OutputStream to) {
    this.to = to;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(left.length + length);
    all.put(left).put(bytes, offset, length).flip();
    CharBuffer text = CharBuffer.allocate(all.remaining() + 1);
    decoder.decode(all, text, false);
    left = new byte[all.remaining()];
    all.get(left);
    show(begun + text.flip(), false);
  }

  private void show(String text, boolean last) throws IOException {
    StringBuilder shown = new StringBuilder(text.length());
    Matcher ink = INK.matcher(text);
    begun = "";
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (point == '\033' && ink.region(i, text.length()).lookingAt()) {
        shown.append(ink.group());
        i = ink.end();
        continue;
      }
      if (point == '\033' && !last && text.length() - i < BEGUN && ink.hitEnd()) {
        begun = text.substring(i);
        break;
      }
      if (Visible.isHidden(point) && point != '\n' && point != '\t') Visible.escape(shown, point);
      else shown.appendCodePoint(point);
      i += Character.charCount(point);
    }
    to.write(
        (text.equals(LiveProgress.ERASE) ? text : shown.toString())
            .getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void flush() throws IOException {
    show(begun, true);
    to.flush();
  }
}
