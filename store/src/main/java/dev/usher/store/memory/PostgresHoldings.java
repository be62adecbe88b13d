package dev.usher.store.memory;

import dev.usher.core.ledger.Canonical;
import dev.usher.core.model.Target;
import dev.usher.engine.memory.Holdings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

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

  private static List<Holding> sorted(Collection<Holding> holdings) {
    return holdings.stream()
        .sorted(
            Comparator.comparing(Holding::subject)
                .thenComparing(Holding::role)
                .thenComparing(Holding::why))
        .toList();
  }

  /** In one transaction: a hundred of them would cost more than all that is to be remembered. */
  @Override
  public void meant(Map<Target, List<Holding>> holdings, Map<String, Instant> among) {
    jdbi.useTransaction(
        handle ->
            new TreeMap<>(holdings)
                // Whoever is not spoken of is not among them.
                .forEach(
                    (target, here) -> some(handle, target, sorted(here), among, Instant.EPOCH)));
  }

  @Override
  public void meant(
      Target target,
      Collection<Holding> holdings,
      Optional<Map<String, Instant>> among,
      Instant since) {
    List<Holding> sorted = sorted(holdings);
    jdbi.useTransaction(
        handle -> {
          if (among.isPresent()) {
            some(handle, target, sorted, among.get(), since);
            return;
          }
          String digest =
              Canonical.digest(
                  sorted.stream()
                      .map(one -> List.of(one.subject(), one.role(), one.why()))
                      .toList());
          if (isWhole(handle, target, digest)) return;
          changed(handle, target, sorted, Optional.empty(), since);
          handle.execute(
              """
              insert into held_whole (target, digest) values (?, ?)
              on conflict (target) do update set digest = excluded.digest
              """,
              target.toString(),
              digest);
        });
  }

  private static void some(
      Handle handle,
      Target target,
      List<Holding> sorted,
      Map<String, Instant> among,
      Instant since) {
    if (changed(handle, target, sorted, Optional.of(among), since) > 0)
      handle.execute("delete from held_whole where target = ?", target.toString());
  }

  private static boolean isWhole(Handle handle, Target target, String digest) {
    return handle
        .createQuery(
            "select exists (select from held_whole where target = :target and digest = :digest)")
        .bind("target", target.toString())
        .bind("digest", digest)
        .mapTo(Boolean.class)
        .one();
  }

  /** Ends what is meant no more, and begins what was not. */
  private static int changed(
      Handle handle,
      Target target,
      List<Holding> meant,
      Optional<Map<String, Instant>> among,
      Instant since) {
    Function<Holding, Long> began =
        one ->
            among.map(all -> all.getOrDefault(one.subject(), since)).orElse(since).toEpochMilli();
    String[] subjects = texts(meant, Holding::subject);
    String[] roles = texts(meant, Holding::role);
    String[] whys = texts(meant, Holding::why);
    List<String> spoken = among.map(all -> List.copyOf(all.keySet())).orElse(List.of());
    Long[] times =
        spoken.stream()
            .map(one -> among.orElseThrow().getOrDefault(one, since).toEpochMilli())
            .toArray(Long[]::new);
    int ended =
        handle
            .createUpdate(
                """
                update held h set ended = greatest(h.began, coalesce(s.at, :since))
                from place p left join unnest(cast(:spoken as text[]), cast(:times as bigint[]))
                  s(subject, at) on not :everybody
                where p.id = h.place and p.target = :target and h.ended is null
                  and (:everybody or h.subject = s.subject)
                  and not exists (
                    select from unnest(cast(:subjects as text[]), cast(:roles as text[]),
                      cast(:whys as text[])) m(subject, role, why)
                    where m.subject = h.subject and m.role = p.role and m.why = p.why)
                """)
            .bind("since", since.toEpochMilli())
            .bind("everybody", among.isEmpty())
            .bind("spoken", spoken.toArray(new String[0]))
            .bind("times", times)
            .bind("target", target.toString())
            .bind("subjects", subjects)
            .bind("roles", roles)
            .bind("whys", whys)
            .execute();
    if (meant.isEmpty()) return ended;
    handle
        .createUpdate(
            """
            insert into place (target, role, why)
            select distinct :target, role, why
            from unnest(cast(:roles as text[]), cast(:whys as text[])) m(role, why)
            where not exists (
              select from place p
              where p.target = :target and p.role = m.role and p.why = m.why)
            on conflict do nothing
            """)
        .bind("target", target.toString())
        .bind("roles", roles)
        .bind("whys", whys)
        .execute();
    int begun =
        handle
            .createUpdate(
                """
                insert into held (place, subject, began)
                select p.id, m.subject, m.at
                from unnest(cast(:subjects as text[]), cast(:roles as text[]),
                  cast(:whys as text[]), cast(:times as bigint[])) m(subject, role, why, at)
                  join place p on p.target = :target and p.role = m.role and p.why = m.why
                order by p.id, m.subject
                on conflict (place, subject) where ended is null do nothing
                """)
            .bind("target", target.toString())
            .bind("subjects", subjects)
            .bind("roles", roles)
            .bind("whys", whys)
            .bind("times", meant.stream().map(began).toArray(Long[]::new))
            .execute();
    return ended + begun;
  }

  private static String[] texts(List<Holding> all, Function<Holding, String> text) {
    return all.stream().map(text).toArray(String[]::new);
  }

  @Override
  public void reached(Collection<Target> targets, Optional<Set<String>> among, Instant at) {
    jdbi.useTransaction(
        handle -> {
          // Never before it was decided, whatever another server's clock shows.
          spoken(
                  handle.createUpdate(
                      """
                      update held set reached = greatest(began, :at)
                      where place in (select id from place where target = any(:targets))
                        and reached is null and ended is null
                        and (:everybody or subject = any(cast(:among as text[])))
                      """),
                  targets,
                  among,
                  at)
              .execute();
          spoken(
                  handle.createUpdate(
                      """
                      update held set gone = greatest(reached, ended, :at)
                      where place in (select id from place where target = any(:targets))
                        and ended is not null and reached is not null and gone is null
                        and (:everybody or subject = any(cast(:among as text[])))
                      """),
                  targets,
                  among,
                  at)
              .execute();
        });
  }

  private static <S extends SqlStatement<S>> S spoken(
      S statement, Collection<Target> targets, Optional<Set<String>> among, Instant at) {
    return statement
        .bind("targets", targets.stream().map(Target::toString).toArray(String[]::new))
        .bind("everybody", among.isEmpty())
        .bind("among", among.orElse(Set.of()).toArray(new String[0]))
        .bind("at", at.toEpochMilli());
  }

  @Override
  public void policyReached(Target target, Instant since, Instant at) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into held_policy (target, at, since)
                    select :target, :at, :since
                    where :since is distinct from (
                      select since from held_policy where target = :target
                      order by at desc limit 1)
                    on conflict do nothing
                    """)
                .bind("target", target.toString())
                .bind("at", at.toEpochMilli())
                .bind("since", since.toEpochMilli())
                .execute());
  }

  @Override
  public void only(Set<Target> targets, Instant since) {
    String[] kept = targets.stream().map(Target::toString).toArray(String[]::new);
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate(
                  """
                  update held set ended = greatest(began, :since)
                  where ended is null and place in (
                    select id from place where not target = any(cast(:kept as text[])))
                  """)
              .bind("since", since.toEpochMilli())
              .bind("kept", kept)
              .execute();
          handle
              .createUpdate("delete from held_whole where not target = any(cast(:kept as text[]))")
              .bind("kept", kept)
              .execute();
        });
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
