package dev.usher.store.memory;

import dev.usher.core.ledger.Canonical;
import dev.usher.core.model.Target;
import dev.usher.engine.memory.Holdings.Holding;
import dev.usher.engine.memory.MeantBook;
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

/** One span for what was decided and one for what was carried out, both in one row. */
public final class PostgresMeantBook implements MeantBook {
  private final Jdbi jdbi;

  public PostgresMeantBook(Jdbi jdbi) {
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
}
