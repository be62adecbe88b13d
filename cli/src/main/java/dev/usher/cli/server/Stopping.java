package dev.usher.cli.server;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.server.log.EventLog;
import java.util.Map;

/** What happens on SIGTERM and SIGINT: requests that run finish, then all is closed. */
final class Stopping {
  private final Opened opened;
  private final EventLog log;
  private volatile boolean running;

  Stopping(Opened opened, EventLog log) {
    this.opened = opened;
    this.log = log;
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
    if (running) log.said("server-stopping", Map.of("hint", "requests that run may finish"));
    opened.close();
    if (!running) return;
    log.said("server-stopped", Map.of());
    Runtime.getRuntime().halt(ExitCode.OK);
  }
}
