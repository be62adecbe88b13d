package dev.usher.cli.server;

import dev.usher.server.log.EventLog;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What would stand among the server's lines in a form of its own: what libraries warn of, and what
 * ends a thread.
 */
final class Unforeseen extends Handler {
  /** Traces that are not sent usher tells itself, once. The JDK forgets whom nobody holds. */
  private static final Logger TOLD = Logger.getLogger("io.opentelemetry.exporter");

  private final EventLog log;

  private Unforeseen(EventLog log) {
    this.log = log;
    setLevel(Level.WARNING);
  }

  /** From now on, for the whole process. */
  static void tellTo(EventLog log) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.WARNING);
    root.addHandler(new Unforeseen(log));
    TOLD.setLevel(Level.OFF);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, fault) -> log.fault("thread-ended", fault, Map.of("thread", thread.getName())));
  }

  @Override
  public void publish(LogRecord said) {
    if (!isLoggable(said)) return;
    log.library(
        String.valueOf(said.getLoggerName()),
        said.getSourceClassName() + "." + said.getSourceMethodName(),
        Optional.ofNullable(said.getThrown()));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
