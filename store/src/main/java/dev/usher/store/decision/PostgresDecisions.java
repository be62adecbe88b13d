package dev.usher.store.decision;

import dev.usher.engine.decision.Decision;
import dev.usher.engine.decision.Decision.Entity;
import dev.usher.engine.decision.Decision.Surface;
import dev.usher.engine.decision.DecisionSink;
import dev.usher.engine.decision.Line;
import dev.usher.engine.decision.Line.Decided;
import dev.usher.engine.decision.Line.Dropped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** A row for each line, many in one statement. */
public final class PostgresDecisions implements DecisionSink {
  /** Of usher's own: whoever numbers lines commits before the next ones are numbered. */
  private static final long LOCK = 0x7573_6865_7264_6563L;

  private static final Duration BETWEEN = Duration.ofMinutes(1);

  /** At a time: nobody is kept from writing for long. */
  private static final int MOST = 10_000;

  private static final String INSERT =
      """
      insert into decision_log (at, run, dropped, number, surface, asker, request, subject_type,
        subject, action, resource_type, resource, allowed, reason, revision)
      select * from unnest(cast(:at as timestamptz[]), cast(:run as text[]),
        cast(:dropped as bigint[]), cast(:number as bigint[]), cast(:surface as text[]),
        cast(:asker as text[]), cast(:request as text[]), cast(:subjectType as text[]),
        cast(:subject as text[]), cast(:action as text[]), cast(:resourceType as text[]),
        cast(:resource as text[]), cast(:allowed as boolean[]), cast(:reason as text[]),
        cast(:revision as text[]))
      """;

  private final Jdbi jdbi;
  private final Duration keep;
  private long tidied = System.nanoTime() - BETWEEN.toNanos();

  /**
   * @param keep for how long a line is kept at least
   */
  public PostgresDecisions(Jdbi jdbi, Duration keep) {
    this.jdbi = jdbi;
    this.keep = keep;
  }

  @Override
  public void write(List<Line> lines) {
    jdbi.useTransaction(
        handle -> {
          handle.execute("select pg_advisory_xact_lock(?)", LOCK);
          Update insert = handle.createUpdate(INSERT);
          insert.bind("at", each(lines, line -> line.at().toString()));
          insert.bind("run", each(lines, Line::run));
          insert.bind("dropped", each(lines, PostgresDecisions::dropped));
          insert.bind("number", each(lines, PostgresDecisions::number));
          insert.bind("surface", decided(lines, it -> Optional.of(word(it.surface()))));
          insert.bind("asker", decided(lines, it -> Optional.of(it.asker())));
          insert.bind("request", decided(lines, Decision::request));
          insert.bind("subjectType", decided(lines, it -> it.subject().map(Entity::type)));
          insert.bind("subject", decided(lines, it -> it.subject().map(Entity::id)));
          insert.bind("action", decided(lines, Decision::action));
          insert.bind("resourceType", decided(lines, it -> it.resource().map(Entity::type)));
          insert.bind("resource", decided(lines, it -> it.resource().map(Entity::id)));
          insert.bind("allowed", decided(lines, it -> Optional.of("" + it.allowed())));
          insert.bind("reason", decided(lines, Decision::reason));
          insert.bind("revision", decided(lines, Decision::revision));
          insert.execute();
        });
  }

  private static @Nullable String[] each(
      List<Line> lines, Function<Line, @Nullable String> column) {
    return lines.stream().map(column).toArray(String[]::new);
  }

  private static @Nullable String[] decided(
      List<Line> lines, Function<Decision, Optional<String>> column) {
    return each(
        lines,
        line ->
            switch (line) {
              case Decided(_, _, _, Decision decision) -> column.apply(decision).orElse(null);
              case Dropped _ -> null;
            });
  }

  private static @Nullable String number(Line line) {
    return switch (line) {
      case Decided decided -> String.valueOf(decided.number());
      case Dropped _ -> null;
    };
  }

  private static @Nullable String dropped(Line line) {
    return switch (line) {
      case Decided _ -> null;
      case Dropped dropped -> String.valueOf(dropped.count());
    };
  }

  private static String word(Surface surface) {
    return surface.name().toLowerCase(Locale.ROOT);
  }

  /** By the store's clock; the oldest first, and more of them the next time. */
  @Override
  public void tidy() {
    if (System.nanoTime() - tidied < BETWEEN.toNanos()) return;
    int deleted =
        jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        delete from decision_log where id in (
                          select id from decision_log
                          where at < now() - make_interval(secs => :keep)
                          order by at limit :most)
                        """)
                    .bind("keep", keep.toSeconds())
                    .bind("most", MOST)
                    .execute());
    if (deleted < MOST) tidied = System.nanoTime();
  }
}
