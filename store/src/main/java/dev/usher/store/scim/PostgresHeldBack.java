package dev.usher.store.scim;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.scim.HeldBack;
import dev.usher.store.ledger.PostgresLedger;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Who and what waits for a yes, in PostgreSQL. */
public final class PostgresHeldBack implements HeldBack {
  private final Jdbi jdbi;
  private final InstantSource clock;
  private final Runnable heard;

  /**
   * @param heard is told when something new stands in the queue, after it is there
   */
  public PostgresHeldBack(Jdbi jdbi, InstantSource clock, Runnable heard) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.heard = heard;
  }

  @Override
  public List<Waits> waits() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select directory, false as joining, count(*) as many, max(at) as latest from (
                      select u.directory, u.held as at from directory_user u
                      where u.held is not null
                      union all
                      select g.directory, m.held
                      from directory_member m join directory_group g on g.id = m.group_id
                        left join directory_user u on u.id = m.member_id
                      where m.held is not null and u.held is null
                      union all
                      select g.directory, had.at
                      from directory_group g join directory_member m on m.group_id = g.id
                        cross join lateral unnest(g.former_at) as had(at)
                      where g.held is not null and m.since <= had.at and had.at < 'infinity'
                        and m.told
                    ) going group by directory
                    union all
                    select directory, true, count(*), max(at) from (
                      select g.directory, m.awaiting as at
                      from directory_member m join directory_group g on g.id = m.group_id
                        left join directory_user u on u.id = m.member_id
                      where m.awaiting is not null and m.told
                        and g.deleted is null and u.deleted is null
                      union all
                      select g.directory, g.awaiting from directory_group g
                      where g.awaiting is not null and g.deleted is null
                    ) coming group by directory
                    order by 1, 2
                    """)
                .map(
                    (row, _) ->
                        new Waits(
                            row.getString("directory"),
                            row.getBoolean("joining"),
                            row.getLong("many"),
                            row.getObject("latest", OffsetDateTime.class).toInstant()))
                .list());
  }

  @Override
  public List<Held> held(String directory) {
    return jdbi.withHandle(
        handle ->
            new Turn(handle, directory, clock.instant())
                .query(
                    """
                    select u.subject, null as name, u.held from directory_user u
                    where u.directory = :directory and u.held is not null
                    union all
                    select coalesce(u.subject, 'group:' || below.display_name), g.display_name,
                      m.held
                    from directory_group g join directory_member m on m.group_id = g.id
                      left join directory_user u on u.id = m.member_id
                      left join directory_group below on below.id = m.member_id
                    where g.directory = :directory and m.held is not null and u.held is null
                    union all
                    select coalesce(u.subject, 'group:' || below.display_name), had.name, had.at
                    from directory_group g join directory_member m on m.group_id = g.id
                      cross join lateral unnest(g.former, g.former_at) as had(name, at)
                      left join directory_user u on u.id = m.member_id
                      left join directory_group below on below.id = m.member_id
                    where g.directory = :directory and m.since <= had.at and had.at < 'infinity'
                      and m.told
                    order by 3, 1, 2
                    """)
                .map(
                    (row, _) ->
                        new Held(
                            row.getString("subject"),
                            Optional.ofNullable(row.getString("name")),
                            row.getObject("held", OffsetDateTime.class).toInstant()))
                .list());
  }

  @Override
  public int release(String directory, String byWhom) {
    int released =
        jdbi.inTransaction(
            handle -> {
              Turn turn = new Turn(handle, directory, clock.instant());
              List<String> waiting = letGo(turn);
              turn.update("delete from directory_removal where directory = :directory").execute();
              say(turn, "release", byWhom);
              tell(turn, byWhom, let(turn.directory(), waiting), deeds(waiting));
              return waiting.size();
            });
    heard.run();
    return released;
  }

  private static List<String> letGo(Turn turn) {
    List<Lasting> members =
        turn.query(
                """
                select m.group_id, m.member_id, m.is_group
                from directory_group g join directory_member m on m.group_id = g.id
                where g.directory = :directory and m.held is not null
                """)
            .map(
                (row, _) ->
                    new Lasting(
                        row.getObject("group_id", UUID.class),
                        row.getObject("member_id", UUID.class),
                        row.getBoolean("is_group")))
            .list();
    List<UUID> renamed = ids(turn, "directory_group");
    List<UUID> users = ids(turn, "directory_user");
    // Asked before it is let go: afterwards they are not in force any more.
    Set<UUID> meant = new HashSet<>(users);
    Set<UUID> groups = new HashSet<>(renamed);
    members.forEach(one -> (one.isGroup() ? groups : meant).add(one.member()));
    List<People.One> people = new People(turn).of(meant, groups);
    turn.update("update directory_user set held = null where id = any(cast(:ids as uuid[]))")
        .bind("ids", Turn.texts(users))
        .execute();
    turn.update(
            """
            update directory_group
            set held = null,
              former = case when awaiting is null then '{}'
                else array[former[cardinality(former)]] end,
              former_at = case when awaiting is null then '{}'
                else array[former_at[cardinality(former)]] end
            where id = any(cast(:ids as uuid[]))
            """)
        .bind("ids", Turn.texts(renamed))
        .execute();
    turn.update(
            "delete from directory_member where held is not null"
                + " and group_id = any(cast(:ids as uuid[]))")
        .bind("ids", Turn.texts(members.stream().map(Lasting::group).distinct().toList()))
        .execute();
    List<String> subjects = List.copyOf(People.subjects(people));
    new Words(turn).of(subjects);
    return subjects;
  }

  /** A membership that is still in force. */
  private record Lasting(UUID group, UUID member, boolean isGroup) {}

  private static List<UUID> ids(Turn turn, String table) {
    return turn.query(
            "select id from " + table + " where directory = :directory and held is not null")
        .mapTo(UUID.class)
        .list();
  }

  @Override
  public List<Joining> joining(String directory) {
    return jdbi.withHandle(
        handle ->
            new Turn(handle, directory, clock.instant())
                .query(
                    """
                    select coalesce(u.subject, 'group:' || below.display_name) as member,
                      g.display_name, m.awaiting as since
                    from directory_group g join directory_member m on m.group_id = g.id
                      left join directory_user u on u.id = m.member_id
                      left join directory_group below on below.id = m.member_id
                    where g.directory = :directory and m.awaiting is not null and m.told
                      and g.deleted is null and u.deleted is null
                    union all
                    select '*', g.display_name, g.awaiting from directory_group g
                    where g.directory = :directory and g.awaiting is not null
                      and g.deleted is null
                    order by 3, 2, 1
                    """)
                .map(
                    (row, _) ->
                        new Joining(
                            row.getString("member"),
                            row.getString("display_name"),
                            row.getObject("since", OffsetDateTime.class).toInstant()))
                .list());
  }

  @Override
  public boolean admit(String directory, String group, String member, String byWhom) {
    boolean admitted =
        jdbi.inTransaction(
            handle -> {
              Turn turn = new Turn(handle, directory, clock.instant());
              Set<UUID> users = new HashSet<>();
              Set<UUID> groups = new HashSet<>();
              if (member.equals("*")) groups.addAll(renamed(turn, group));
              else
                for (Lasting one : joined(turn, group, member))
                  (one.isGroup() ? groups : users).add(one.member());
              if (users.isEmpty() && groups.isEmpty()) return false;
              List<String> about = People.subjects(new People(turn).of(users, groups));
              new Words(turn).of(about);
              say(turn, "admit " + member + " to " + group, byWhom);
              tell(
                  turn,
                  byWhom,
                  "%s may come into %s of %s".formatted(member, group, directory),
                  about.stream()
                      .map(
                          one ->
                              new Deed("give", one + ", into " + group, new TreeSet<>(Set.of(one))))
                      .toList());
              return true;
            });
    if (admitted) heard.run();
    return admitted;
  }

  private static List<UUID> renamed(Turn turn, String group) {
    return turn.query(
            """
            update directory_group
            set awaiting = null,
              former = case when held is null then '{}' else former end,
              former_at = case when held is null then '{}'
                else array_replace(former_at, 'infinity', :now) end
            where directory = :directory and display_name = :group and awaiting is not null
              and deleted is null
            returning id
            """)
        .bind("group", group)
        .mapTo(UUID.class)
        .list();
  }

  private static List<Lasting> joined(Turn turn, String group, String member) {
    return turn.query(
            """
            update directory_member m set awaiting = null
            from directory_group g, directory_member o
              left join directory_user u on u.id = o.member_id
              left join directory_group below on below.id = o.member_id
            where g.id = m.group_id and g.directory = :directory and g.display_name = :group
              and g.deleted is null and o.group_id = m.group_id and o.member_id = m.member_id
              and m.awaiting is not null
              and coalesce(u.subject, 'group:' || below.display_name) = :member
            returning m.group_id, m.member_id, m.is_group
            """)
        .bind("group", group)
        .bind("member", member)
        .map(
            (row, _) ->
                new Lasting(
                    row.getObject("group_id", UUID.class),
                    row.getObject("member_id", UUID.class),
                    row.getBoolean("is_group")))
        .list();
  }

  @Override
  public List<String> unknown(String directory) {
    return jdbi.withHandle(
        handle ->
            new Turn(handle, directory, clock.instant())
                .query(
                    """
                    select distinct s.value
                    from directory_stranger s join directory_group g on g.id = s.group_id
                    where g.directory = :directory and g.deleted is null order by s.value
                    """)
                .mapTo(String.class)
                .list());
  }

  @Override
  public Freed free(String name, String byWhom) {
    return jdbi.inTransaction(
        handle -> {
          Optional<Holder> holder =
              handle
                  .createQuery(
                      """
                      select n.directory, u.deleted is not null and u.held is null as is_gone
                      from directory_name n join directory_user u on u.id = n.user_id
                      where lower(n.subject) = lower(:name) for update of n, u
                      """)
                  .bind("name", name)
                  .map(
                      (row, _) -> new Holder(row.getString("directory"), row.getBoolean("is_gone")))
                  .findOne();
          if (holder.isEmpty()) return Freed.NOBODYS;
          if (!holder.get().isGone()) return Freed.IN_USE;
          Turn turn = new Turn(handle, holder.get().directory(), clock.instant());
          turn.update("delete from directory_name where lower(subject) = lower(:name)")
              .bind("name", name)
              .execute();
          new WaysIn(turn).shut(name, byWhom);
          say(turn, "free " + name, byWhom);
          Deed deed = new Deed("take", "the name " + name, new TreeSet<>(Set.of(name)));
          tell(turn, byWhom, "the name " + name + " is free for another one", List.of(deed));
          return Freed.FREED;
        });
  }

  private record Holder(String directory, boolean isGone) {}

  private static void say(Turn turn, String what, String byWhom) {
    turn.update(
            """
            insert into directory_yes (directory, what, by_whom, at)
            values (:directory, :what, :byWhom, :now)
            """)
        .bind("what", what)
        .bind("byWhom", byWhom)
        .execute();
  }

  private static String let(String directory, List<String> subjects) {
    return "yes to %d removals that %s said and that were held"
        .formatted(subjects.size(), directory);
  }

  private static List<Deed> deeds(List<String> subjects) {
    return subjects.stream()
        .map(one -> new Deed("take", one + ", as held", new TreeSet<>(Set.of(one))))
        .toList();
  }

  private static void tell(Turn turn, String byWhom, String text, List<Deed> deeds) {
    PostgresLedger.append(
        turn.handle(),
        Draft.said(
            turn.now(),
            byWhom,
            What.DECIDED,
            "directory " + turn.directory(),
            text,
            List.of(),
            deeds),
        Head.NONE);
  }
}
