package dev.usher.store.past;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Past;
import dev.usher.engine.past.Pasts;
import dev.usher.store.ledger.PostgresLedger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Whose past the store is of, as rows. */
public final class PostgresPasts implements Pasts {
  /** So many of the latest may stand in marks that nobody has looked at for a while. */
  private static final int LATEST = 100;

  private final Jdbi jdbi;

  public PostgresPasts(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public Own own() {
    return jdbi.withHandle(PostgresPasts::own);
  }

  static Own own(Handle handle) {
    return handle
        .createQuery(
            """
            select epoch, instance, how, at, array(select unnest(over) from past_epoch) as over
            from past_epoch order by epoch desc limit 1
            """)
        .map((row, _) -> own(row))
        .one();
  }

  private static Own own(ResultSet row) throws SQLException {
    return new Own(
        row.getString("instance"),
        row.getLong("epoch"),
        Set.copyOf(Arrays.asList((String[]) row.getArray("over").getArray())),
        row.getString("how").equals("restored")
            ? Optional.of(row.getTimestamp("at").toInstant())
            : Optional.empty());
  }

  @Override
  public Known of(String realm, Collection<Past> found) {
    Long[] asked = found.stream().map(Past::sequence).toArray(Long[]::new);
    return jdbi.withHandle(
        handle ->
            new Known(
                own(handle),
                handle
                    .createQuery(
                        """
                        (select * from past_apply where realm = :realm and sequence = any (:asked))
                        union
                        (select * from past_apply where realm = :realm
                         order by sequence desc limit :latest)
                        """)
                    .bind("realm", realm)
                    .bind("asked", asked)
                    .bind("latest", LATEST)
                    .map((row, _) -> past(row))
                    .collect(Collectors.toSet())));
  }

  private static Past past(ResultSet row) throws SQLException {
    return new Past(
        row.getString("instance"),
        row.getLong("epoch"),
        row.getLong("sequence"),
        row.getString("apply"));
  }

  @Override
  public boolean isCutOff(String realm) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select exists (select from past_apply where realm = :realm and not ended)")
                .bind("realm", realm)
                .mapTo(Boolean.class)
                .one());
  }

  @Override
  public Past begin(String realm) {
    while (true) {
      Optional<Past> begun = jdbi.withHandle(handle -> begin(handle, realm));
      if (begun.isPresent()) return begun.get();
    }
  }

  /** Empty when another server took that number. */
  private static Optional<Past> begin(Handle handle, String realm) {
    return handle
        .createQuery(
            """
            insert into past_apply (realm, sequence, instance, epoch)
            select :realm,
              coalesce((select max(sequence) from past_apply where realm = :realm), 0) + 1,
              instance, epoch
            from past_epoch order by epoch desc limit 1
            on conflict do nothing
            returning *
            """)
        .bind("realm", realm)
        .map((row, _) -> past(row))
        .findOne();
  }

  @Override
  public void end(String realm, Past past) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update past_apply set ended = true
                    where realm = :realm and sequence <= :sequence and not ended
                    """)
                .bind("realm", realm)
                .bind("sequence", past.sequence())
                .execute());
  }

  @Override
  public void forget(String realm, long before) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    delete from past_apply
                    where realm = :realm and sequence < :before and ended
                      and at < now() - interval '30 days'
                    """)
                .bind("realm", realm)
                .bind("before", before)
                .execute());
  }

  @Override
  public boolean behind(String realm, String found) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        """
                    insert into past_behind (realm, found) values (:realm, :found)
                    on conflict do nothing
                    """)
                    .bind("realm", realm)
                    .bind("found", found)
                    .execute()
                == 1);
  }

  @Override
  public void level(String realm) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("delete from past_behind where realm = :realm")
                .bind("realm", realm)
                .execute());
  }

  @Override
  public List<Behind> behind() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select * from past_behind order by realm")
                .map(
                    (row, _) ->
                        new Behind(
                            row.getString("realm"),
                            row.getString("found"),
                            row.getTimestamp("since").toInstant()))
                .list());
  }

  @Override
  public Map<String, Instant> spoken() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select directory, max(modified) as last
                    from (select directory, modified from directory_user
                          union all select directory, modified from directory_group) told
                    group by directory
                    """)
                .reduceRows(
                    new TreeMap<String, Instant>(),
                    (map, row) -> {
                      map.put(
                          row.getColumn("directory", String.class),
                          row.getColumn("last", Timestamp.class).toInstant());
                      return map;
                    }));
  }

  @Override
  public boolean recover(long epoch, Set<String> over, String who, Draft told) {
    return jdbi.inTransaction(
        handle -> {
          int begun =
              handle
                  .createUpdate(
                      """
                      insert into past_epoch (epoch, instance, how, over, who)
                      select :epoch, instance, 'recovered', :over, :who
                      from past_epoch order by epoch desc limit 1
                      on conflict do nothing
                      """)
                  .bind("epoch", epoch)
                  .bind("over", over.toArray(new String[0]))
                  .bind("who", who)
                  .execute();
          if (begun == 0) return false;
          handle.execute("delete from past_behind");
          PostgresLedger.append(handle, told, Head.NONE);
          return true;
        });
  }
}
