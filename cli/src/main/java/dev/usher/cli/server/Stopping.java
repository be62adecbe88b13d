package dev.usher.cli.server;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;

/** What happens on SIGTERM and SIGINT: requests that run finish, then all is closed. */
final class Stopping {
  private final Opened opened;
  private final Terminal terminal;
  private volatile boolean running;

  Stopping(Opened opened, Terminal terminal) {
    this.opened = opened;
    this.terminal = terminal;
  }

  /** From now on to be told to stop is a good end. */
  void isRunning() {
    running = true;
  }

  /** It ended by itself, before any signal. */
  void isOver() {
    running = false;
  }

  /**
   * Runs as the JVM shuts down. It would end with 128 and the signal's number, as if something had
   * gone wrong.
   */
  void stop() {
    if (running) terminal.err().println("stopping; requests that run may finish");
    opened.close();
    if (running) Runtime.getRuntime().halt(ExitCode.OK);
  }
}
