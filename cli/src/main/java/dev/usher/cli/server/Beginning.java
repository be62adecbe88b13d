package dev.usher.cli.server;

import dev.usher.engine.Progress;
import dev.usher.server.log.EventLog;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How far a server's start is, where no terminal shows it: an event for each thing begun. */
final class Beginning implements Progress {
  private final EventLog log;
  private final Set<String> told = new HashSet<>();

  Beginning(EventLog log) {
    this.log = log;
  }

  @Override
  public synchronized void told(String where, String what, int done, int of) {
    if (told.add(where + ": " + what))
      log.said("server-starting", Map.of("where", where, "what", what));
  }
}
