package dev.usher.store.scim;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;

/** People in force, by their ids and by the groups that they are in. */
final class People {
  private final Turn turn;

  People(Turn turn) {
    this.turn = turn;
  }

  record One(UUID id, String subject) {}

  private static final RowMapper<One> ROW =
      (row, _) -> new One(row.getObject("id", UUID.class), row.getString("subject"));

  /** Those of the users, and all who are in the groups or in groups within these. */
  List<One> of(Collection<UUID> users, Collection<UUID> groups) {
    // Asked by their keys alone, it costs the same in a group of many.
    return groups.isEmpty() ? of(users) : andBelow(users, groups);
  }

  private List<One> of(Collection<UUID> users) {
    return turn.query(
            "select u.id, u.subject from directory_user u"
                + " where u.id = any(cast(:users as uuid[])) and u.directory = :directory and "
                + Turn.IN_FORCE)
        .bind("users", Turn.texts(users))
        .map(ROW)
        .list();
  }

  private List<One> andBelow(Collection<UUID> users, Collection<UUID> groups) {
    lock(groups);
    return turn.query(
            """
            with recursive below(id) as (
              select unnest(cast(:groups as uuid[]))
              union
              select m.member_id from below join directory_member m on m.group_id = below.id
              where m.is_group and (m.told and m.awaiting is null or m.held is not null)
            )
            select u.id, u.subject
            from (
              select unnest(cast(:users as uuid[])) as id
              union
              select m.member_id from below join directory_member m on m.group_id = below.id
              where not m.is_group and (m.told and m.awaiting is null or m.held is not null)
            ) meant join directory_user u on u.id = meant.id
            where u.directory = :directory and\s"""
                + Turn.IN_FORCE)
        .bind("users", Turn.texts(users))
        .bind("groups", Turn.texts(groups))
        .map(ROW)
        .list();
  }

  /**
   * Who joins one of the groups meanwhile waits, or is seen: else nothing would be said of them
   * when these groups come into another one, or leave it.
   */
  private void lock(Collection<UUID> groups) {
    Set<UUID> locked = Set.of();
    for (Set<UUID> all = within(groups); !locked.containsAll(all); all = within(groups)) {
      turn.query(
              "select id from directory_group where id = any(cast(:groups as uuid[]))"
                  + " order by id for no key update")
          .bind("groups", Turn.texts(all))
          .mapTo(UUID.class)
          .list();
      locked = all;
    }
  }

  private Set<UUID> within(Collection<UUID> groups) {
    return turn.query(
            """
            with recursive below(id) as (
              select unnest(cast(:groups as uuid[]))
              union
              select m.member_id from below join directory_member m on m.group_id = below.id
              where m.is_group
            )
            select id from below
            """)
        .bind("groups", Turn.texts(groups))
        .mapTo(UUID.class)
        .set();
  }

  List<One> below(UUID group) {
    return of(Set.of(), Set.of(group));
  }

  static List<UUID> ids(List<One> people) {
    return people.stream().map(One::id).toList();
  }

  static List<String> subjects(List<One> people) {
    return people.stream().map(One::subject).toList();
  }
}
