package dev.usher.cli.terminal;

import dev.usher.core.model.Visible;
import dev.usher.engine.Progress;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** How far it is: one living line on a terminal, elsewhere a line for each new thing begun. */
public final class LiveProgress implements Progress, AutoCloseable {
  private static final int WIDTH = 79;
  private static final long PAUSE = 50_000_000; // nanoseconds between two paintings of the line

  /** Always written by itself: {@link VisibleStream} lets it through so, and in no text. */
  static final String ERASE = "\r\033[K";

  private final PrintStream err;
  private final boolean living;
  private final Map<String, String> last = new HashMap<>();
  private long painted = System.nanoTime() - PAUSE;
  private boolean standing;

  LiveProgress(PrintStream err, boolean living) {
    this.err = err;
    this.living = living;
  }

  @Override
  public synchronized void told(String where, String what, int done, int of) {
    boolean fresh = !what.equals(last.put(where, what));
    if (!living) {
      if (fresh) err.println(where + ": " + what);
      return;
    }
    long now = System.nanoTime();
    if (now - painted < PAUSE && done < of) return;
    painted = now;
    String line = Visible.line(where + ": " + what) + (of > 0 ? " " + done + "/" + of : "");
    err.print(ERASE);
    err.print(line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line);
    err.flush();
    standing = true;
  }

  /** Takes the living line away; the next thing told brings it back. */
  @Override
  public synchronized void close() {
    if (standing) err.print(ERASE);
    err.flush();
    standing = false;
  }
}
