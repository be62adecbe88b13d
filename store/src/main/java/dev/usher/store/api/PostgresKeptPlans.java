package dev.usher.store.api;

import dev.usher.engine.json.PlanFile;
import dev.usher.engine.json.PlanFile.NoPlan;
import dev.usher.engine.ports.KeptPlans;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Plans as rows, each the text of a plan file. */
public final class PostgresKeptPlans implements KeptPlans {
  private final Jdbi jdbi;
  private final InstantSource clock;

  public PostgresKeptPlans(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  @Override
  public void keep(Kept shown) {
    Instant now = clock.instant();
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate("delete from plan_kept where kept < :ago")
              .bind("ago", now.minus(LIFE).atOffset(ZoneOffset.UTC))
              .execute();
          handle
              .createUpdate(
                  """
                  insert into plan_kept (digest, kept, purpose, file)
                  values (:digest, :now, :purpose, :file)
                  on conflict (digest) do update set kept = excluded.kept
                  """)
              .bind("digest", PlanFile.digest(shown.plan()))
              .bind("now", now.atOffset(ZoneOffset.UTC))
              .bind("purpose", shown.purpose().name())
              .bind("file", PlanFile.text(shown.plan()))
              .execute();
        });
  }

  @Override
  public Optional<Kept> find(String digest) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select file, purpose from plan_kept
                        where digest = :digest and kept >= :ago
                        """)
                    .bind("digest", digest)
                    .bind("ago", clock.instant().minus(LIFE).atOffset(ZoneOffset.UTC))
                    .map((row, _) -> kept(row.getString("file"), row.getString("purpose")))
                    .findOne())
        .flatMap(kept -> kept);
  }

  /** Another version of usher may have kept it, and then it is planned again. */
  private static Optional<Kept> kept(String file, String purpose) {
    try {
      return Optional.of(new Kept(PlanFile.parse(file, "the plan"), Purpose.valueOf(purpose)));
    } catch (NoPlan other) {
      return Optional.empty();
    }
  }
}
