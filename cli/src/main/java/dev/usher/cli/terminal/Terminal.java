package dev.usher.cli.terminal;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where usher reads and writes: results to {@code out}, what is wrong and how far it is to {@code
 * err}.
 *
 * @param terminals which of the file descriptors 0, 1 and 2 are terminals: {@code "012"}, {@code
 *     "2"}
 * @param environment the process's variables
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    String terminals,
    Map<String, String> environment) {

  /** The process's own. The launcher tells which descriptors are terminals; unsaid, none is. */
  public static Terminal ofProcess() {
    return new Terminal(
        System.in,
        stream(new FileOutputStream(FileDescriptor.out)),
        stream(new FileOutputStream(FileDescriptor.err)),
        System.getProperty("usher.terminals", ""),
        System.getenv());
  }

  /**
   * UTF-8 whatever the locale says: in the C locale a tick would come out as a question mark. What
   * would do something to a terminal is made visible.
   */
  public static PrintStream stream(OutputStream to) {
    return new PrintStream(new VisibleStream(to), true, StandardCharsets.UTF_8);
  }

  /** Colour only for a terminal, and never with NO_COLOR (no-color.org) or TERM=dumb. */
  public Ink ink() {
    boolean wanted =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    return wanted && terminals.contains("1") ? Ink.COLOUR : Ink.PLAIN;
  }

  /** Whether somebody is there to answer. */
  public boolean canAsk() {
    return terminals.contains("0") && terminals.contains("2");
  }

  /** Whether somebody sees what is written to {@code err} as it comes. */
  public boolean isWatched() {
    return terminals.contains("2");
  }

  /** Asks on stderr. Only the whole word yes is a yes. */
  public boolean isYes(String question) {
    err.print(question + " Only `yes` is a yes: ");
    err.flush();
    try {
      String answer =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return answer != null && answer.strip().equals("yes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells on stderr how far it is: one living line on a terminal, plain lines elsewhere. */
  public LiveProgress progress() {
    return new LiveProgress(err, isWatched());
  }

  public boolean isDebugging() {
    return !environment.getOrDefault("USHER_DEBUG", "").isEmpty();
  }
}
