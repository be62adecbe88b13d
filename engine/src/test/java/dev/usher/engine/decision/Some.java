package dev.usher.engine.decision;

import dev.usher.engine.decision.Decision.Entity;
import dev.usher.engine.decision.Decision.Surface;
import dev.usher.engine.decision.Line.Decided;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decisions to be logged. */
final class Some {
  static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  private Some() {}

  static Decision decision(String subject, boolean allowed) {
    return new Decision(
        Surface.AUTHZEN,
        "token:ci",
        Optional.of("r-1"),
        Optional.of(new Entity("user", subject)),
        Optional.of("read"),
        Optional.of(new Entity("table", "prod/shop-db/public/orders")),
        allowed,
        Optional.empty(),
        Optional.of("abc.17"));
  }

  static List<Line> lines(String... subjects) {
    return List.of(subjects).stream()
        .<Line>map(who -> new Decided(NOON, "run", 1, decision(who, true)))
        .toList();
  }

  static String subject(Line line) {
    return line instanceof Decided decided
        ? decided.decision().subject().orElseThrow().id()
        : "a gap";
  }
}
