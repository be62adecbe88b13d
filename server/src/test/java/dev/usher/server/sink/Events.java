package dev.usher.server.sink;

import dev.usher.core.model.Target;
import dev.usher.engine.event.Event;
import dev.usher.engine.event.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Something to send. */
final class Events {
  static final Event GRANT = event("stage 1 of 1, grant in prod/shop-db: 2 statements: done");

  private Events() {}

  static Event event(String text) {
    return new Event(
        "17-0123456789abcdef",
        17,
        Kind.ACCESS_CHANGED,
        Instant.parse("2026-11-29T12:00:00.123Z"),
        "ann",
        Optional.of(new Target("prod", "shop-db")),
        text,
        Set.of("backend"),
        List.of("analyst for team:backend: <!channel> & on-call (access/a.yaml:12)"),
        2);
  }
}
