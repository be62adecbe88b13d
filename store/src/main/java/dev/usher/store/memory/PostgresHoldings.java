package dev.usher.store.memory;

import dev.usher.core.model.Target;
import dev.usher.engine.memory.Holdings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/** Two spans in each row, found by an index over a place and a time as one number. */
public final class PostgresHoldings implements Holdings {
  /** One look into the index for each place; its bits are as the migration has them. */
  private static final String HOLDERS =
      """
      select h.subject, p.target, p.role, p.why
      from place p join held h on h.%s @> (p.id << 42) + :at
      where p.target = :target and p.role = any(cast(:roles as text[]))
      """;

  private static final String OF =
      """
      select h.subject, p.target, p.role, p.why
      from held h join place p on p.id = h.place
      where h.subject = :subject and h.%1$s <= :at and (h.%2$s is null or h.%2$s > :at)
      """;

  private static final String BETWEEN =
      """
      select change.subject, p.target, p.role, p.why, change.at, change.began
      from (
        select place, subject, %1$s as at, true as began from held
        where %1$s > :from and %1$s <= :to
        union all
        select place, subject, %2$s, false from held where %2$s > :from and %2$s <= :to
      ) change join place p on p.id = change.place
      where cast(:subject as text) is null or change.subject = :subject
      order by change.at, change.began, change.subject, p.target, p.role, p.why
      """;

  /** They are to have that role there again, or for another reason: it is not to be taken. */
  private static final String HELD_AGAIN =
      """
      exists (
        select from held now join place other on other.id = now.place
        where now.subject = h.subject and now.ended is null
          and other.target = p.target and other.role = p.role)
      """;

  private final Jdbi jdbi;

  public PostgresHoldings(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public List<Holding> holders(Target target, Set<String> roles, Side side, Instant at) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(HOLDERS.formatted(side == Side.DECIDED ? "decided" : "live"))
                .bind("at", at.toEpochMilli())
                .bind("target", target.toString())
                .bind("roles", roles.toArray(new String[0]))
                .map((row, _) -> holding(row))
                .list());
  }

  @Override
  public List<Holding> of(String subject, Side side, Instant at) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(OF.formatted(begins(side), ends(side)))
                .bind("subject", subject)
                .bind("at", at.toEpochMilli())
                .map((row, _) -> holding(row))
                .list());
  }

  @Override
  public List<Change> between(Side side, Instant from, Instant to, Optional<String> subject) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(BETWEEN.formatted(begins(side), ends(side)))
                .bind("from", from.toEpochMilli())
                .bind("to", to.toEpochMilli())
                .bind("subject", subject.orElse(null))
                .map(
                    (row, _) ->
                        new Change(
                            Instant.ofEpochMilli(row.getLong("at")),
                            row.getBoolean("began"),
                            holding(row)))
                .list());
  }

  private static String begins(Side side) {
    return side == Side.DECIDED ? "began" : "reached";
  }

  private static String ends(Side side) {
    return side == Side.DECIDED ? "ended" : "gone";
  }

  private static Holding holding(ResultSet row) throws SQLException {
    return new Holding(
        row.getString("subject"),
        row.getString("target"),
        row.getString("role"),
        row.getString("why"));
  }

  @Override
  public Optional<Instant> policyAt(Target target, Instant at) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select since from held_policy where target = :target and at <= :at
                    order by at desc limit 1
                    """)
                .bind("target", target.toString())
                .bind("at", at.toEpochMilli())
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli));
  }

  @Override
  public List<Overdue> overdue(Set<Target> targets, Instant before) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select p.target, count(distinct h.subject) as subjects, max(h.ended) as latest
                    from held h join place p on p.id = h.place
                    where h.ended is not null and h.reached is not null and h.gone is null
                      and h.ended < :before and p.target = any(cast(:targets as text[]))
                      and not %s
                    group by p.target order by p.target
                    """
                        .formatted(HELD_AGAIN))
                .bind("before", before.toEpochMilli())
                .bind("targets", targets.stream().map(Target::toString).toArray(String[]::new))
                .map(
                    (row, _) ->
                        new Overdue(
                            row.getString("target"),
                            row.getLong("subjects"),
                            Instant.ofEpochMilli(row.getLong("latest"))))
                .list());
  }

  @Override
  public List<String> overdueSince(String target, Instant after, Instant before) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select distinct h.subject from held h join place p on p.id = h.place
                    where h.ended is not null and h.reached is not null and h.gone is null
                      and h.ended > :after and h.ended < :before and p.target = :target
                      and not %s
                    order by h.subject
                    """
                        .formatted(HELD_AGAIN))
                .bind("after", after.toEpochMilli())
                .bind("before", before.toEpochMilli())
                .bind("target", target)
                .mapTo(String.class)
                .list());
  }

  @Override
  public Optional<Instant> beginning() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select began from held order by began limit 1")
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli));
  }
}
