package dev.usher.store.decision;

import dev.usher.engine.decision.Decision;
import dev.usher.engine.decision.Decision.Entity;
import dev.usher.engine.decision.Decision.Surface;
import dev.usher.engine.decision.DecisionPages;
import dev.usher.engine.decision.Line;
import dev.usher.engine.decision.Line.Decided;
import dev.usher.engine.decision.Line.Dropped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Pages of what {@link PostgresDecisions} writes. */
public final class PostgresDecisionPages implements DecisionPages {
  private static final String PAGE =
      """
      select * from decision_log
      where id > :after
        and at >= coalesce(cast(:from as timestamptz), '-infinity')
        and at < coalesce(cast(:until as timestamptz), 'infinity')
        and (dropped is not null
          or (cast(:subject as text) is null or subject = :subject)
            and (cast(:resource as text) is null or resource = :resource)
            and (cast(:allowed as boolean) is null or allowed = :allowed))
      order by id limit :most
      """;

  private final Jdbi jdbi;

  public PostgresDecisionPages(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public List<Placed> page(Asked asked) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(PAGE)
                .bind("after", asked.after())
                .bind("from", time(asked.from()))
                .bind("until", time(asked.until()))
                .bind("subject", asked.subject().orElse(null))
                .bind("resource", asked.resource().orElse(null))
                .bind("allowed", asked.allowed().orElse(null))
                .bind("most", asked.most())
                .map((row, _) -> new Placed(row.getLong("id"), line(row)))
                .list());
  }

  private static @Nullable OffsetDateTime time(Optional<Instant> at) {
    return at.map(one -> one.atOffset(ZoneOffset.UTC)).orElse(null);
  }

  private static Line line(ResultSet row) throws SQLException {
    Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
    String run = row.getString("run");
    long dropped = row.getLong("dropped");
    return dropped > 0
        ? new Dropped(at, run, dropped)
        : new Decided(at, run, row.getLong("number"), decision(row));
  }

  private static Decision decision(ResultSet row) throws SQLException {
    return new Decision(
        Surface.valueOf(row.getString("surface").toUpperCase(Locale.ROOT)),
        row.getString("asker"),
        text(row, "request"),
        entity(row, "subject"),
        text(row, "action"),
        entity(row, "resource"),
        row.getBoolean("allowed"),
        text(row, "reason"),
        text(row, "revision"));
  }

  private static Optional<Entity> entity(ResultSet row, String name) throws SQLException {
    Optional<String> type = text(row, name + "_type");
    Optional<String> id = text(row, name);
    return id.flatMap(one -> type.map(its -> new Entity(its, one)));
  }

  private static Optional<String> text(ResultSet row, String name) throws SQLException {
    return Optional.ofNullable(row.getString(name));
  }
}
