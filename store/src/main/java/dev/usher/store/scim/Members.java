package dev.usher.store.scim;

import dev.usher.engine.scim.ScimGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Who is in a group, a row each: only the rows of those who come or go are touched. */
final class Members {
  private final Turn turn;
  private final UUID group;
  private final Words words;
  private final Removals removals;
  private final Joinings joinings;
  private final People people;

  Members(Turn turn, UUID group, Words words, Removals removals, Joinings joinings) {
    this.turn = turn;
    this.group = group;
    this.words = words;
    this.removals = removals;
    this.joinings = joinings;
    this.people = new People(turn);
  }

  private record One(UUID id, boolean isGroup, boolean isNew) {}

  /**
   * In force at once, where that is a small thing; whom nobody knows is kept in mind. Who was to
   * leave and had not left yet stays in.
   */
  boolean join(List<String> members) {
    if (members.isEmpty()) return false;
    Set<UUID> ids = new HashSet<>();
    members.forEach(text -> Turn.id(text).ifPresent(ids::add));
    List<One> known = ids.isEmpty() ? List.of() : insert(ids);
    Set<UUID> found = new HashSet<>();
    known.forEach(one -> found.add(one.id()));
    strangers(
        members.stream().filter(text -> Turn.id(text).filter(found::contains).isEmpty()).toList());
    List<One> joined = known.stream().filter(One::isNew).toList();
    if (joined.isEmpty()) return false;
    List<People.One> inside = people(joined);
    removals.areBack(People.ids(inside), group.toString());
    words.of(People.subjects(inside));
    return true;
  }

  private List<One> insert(Set<UUID> ids) {
    return turn.query(
            """
            with known as (
              select wanted.id, u.id is null as is_group
              from unnest(cast(:ids as uuid[])) as wanted(id)
              left join directory_user u
                on u.id = wanted.id and u.directory = :directory and u.deleted is null
              left join directory_group g
                on g.id = wanted.id and g.directory = :directory and g.deleted is null
                  and g.id <> :group
              where u.id is not null or g.id is not null
              order by wanted.id
            ), joined as (
              insert into directory_member as m
                (group_id, member_id, is_group, since, told, awaiting)
              select :group, id, is_group, :now, true, case when :waits then :now end from known
              on conflict (group_id, member_id) do update set told = true, held = null
              where not m.told
              returning m.member_id
            )
            select known.id, known.is_group, joined.member_id is not null as is_new
            from known left join joined on joined.member_id = known.id
            """)
        .bind("ids", Turn.texts(ids))
        .bind("group", group)
        .bind("waits", joinings.wait(group))
        .map(
            (row, _) ->
                new One(
                    row.getObject("id", UUID.class),
                    row.getBoolean("is_group"),
                    row.getBoolean("is_new")))
        .list();
  }

  private void strangers(List<String> values) {
    if (values.isEmpty()) return;
    turn.update(
            """
            insert into directory_stranger (group_id, value, since)
            select :group, unnest(cast(:values as text[])), :now
            on conflict do nothing
            """)
        .bind("group", group)
        .bind("values", values.stream().distinct().toArray(String[]::new))
        .execute();
  }

  boolean leave(List<String> members) {
    if (members.isEmpty()) return false;
    List<String> ids =
        members.stream().flatMap(text -> Turn.id(text).stream()).map(UUID::toString).toList();
    forgetStrangers("value = any(cast(:values as text[]))", members);
    return goes("m.member_id = any(cast(:ids as uuid[]))", ids);
  }

  /** The others leave; who stays is not touched. */
  boolean exactly(List<String> members) {
    List<String> ids =
        members.stream().flatMap(text -> Turn.id(text).stream()).map(UUID::toString).toList();
    forgetStrangers("value <> all(cast(:values as text[]))", members);
    boolean left =
        goes(
            "not exists (select from unnest(cast(:ids as uuid[])) as kept(id)"
                + " where kept.id = m.member_id)",
            ids);
    boolean joined = join(members);
    return joined || left;
  }

  private void forgetStrangers(String which, List<String> values) {
    turn.update("delete from directory_stranger where group_id = :group and " + which)
        .bind("group", group)
        .bind("values", values.toArray(new String[0]))
        .execute();
  }

  /** Who has not come in yet has nothing that could be held. */
  private boolean goes(String which, List<String> ids) {
    int never =
        turn.update(
                "delete from directory_member m where m.group_id = :group"
                    + " and m.awaiting is not null and "
                    + which)
            .bind("group", group)
            .bind("ids", ids.toArray(new String[0]))
            .execute();
    return leaves(which, ids) || never > 0;
  }

  private boolean leaves(String which, List<String> ids) {
    List<One> going =
        turn.query(
                "select m.member_id, m.is_group from directory_member m"
                    + " where m.group_id = :group and m.told and "
                    + which)
            .bind("group", group)
            .bind("ids", ids.toArray(new String[0]))
            .map(
                (row, _) ->
                    new One(
                        row.getObject("member_id", UUID.class), row.getBoolean("is_group"), false))
            .list();
    if (going.isEmpty()) return false;
    List<People.One> inside = people(going);
    boolean held = removals.areHeld(People.ids(inside), group.toString());
    turn.update(
            going(held) + " where m.group_id = :group and m.member_id = any(cast(:ids as uuid[]))")
        .bind("group", group)
        .bind("ids", going.stream().map(one -> one.id().toString()).toArray(String[]::new))
        .execute();
    words.of(People.subjects(inside));
    return true;
  }

  private static String going(boolean held) {
    return held
        ? "update directory_member m set told = false, held = :now"
        : "delete from directory_member m";
  }

  /**
   * A group that is gone is in no other one. Who is still in it, being held, leaves the others as
   * its members would.
   */
  void isInNoOther() {
    turn.update(
            "delete from directory_member"
                + " where member_id = :group and is_group and awaiting is not null")
        .bind("group", group)
        .execute();
    List<People.One> inside = people.below(group);
    for (UUID other : around()) {
      boolean held = removals.areHeld(People.ids(inside), other.toString());
      turn.update(
              going(held) + " where m.group_id = :other and m.member_id = :group and m.is_group")
          .bind("other", other)
          .bind("group", group)
          .execute();
    }
    words.of(People.subjects(inside));
  }

  private List<UUID> around() {
    return turn.query(
            "select group_id from directory_member where member_id = :group and is_group"
                + " order by group_id")
        .bind("group", group)
        .mapTo(UUID.class)
        .list();
  }

  private List<People.One> people(List<One> members) {
    List<UUID> users = new ArrayList<>();
    List<UUID> groups = new ArrayList<>();
    members.forEach(one -> (one.isGroup() ? groups : users).add(one.id()));
    return people.of(users, groups);
  }

  /** The members of these groups as they are told, in the order in which they came. */
  static Map<UUID, List<ScimGroup.Member>> of(Handle handle, Collection<UUID> groups) {
    Map<UUID, List<ScimGroup.Member>> all = new HashMap<>();
    handle
        .createQuery(
            """
            select group_id, member_id, is_group from directory_member
            where group_id = any(cast(:groups as uuid[])) and told
            order by group_id, since, member_id
            """)
        .bind("groups", Turn.texts(groups))
        .map(
            (row, _) ->
                all.computeIfAbsent(row.getObject("group_id", UUID.class), _ -> new ArrayList<>())
                    .add(
                        new ScimGroup.Member(
                            row.getObject("member_id", UUID.class).toString(),
                            row.getBoolean("is_group"))))
        .list();
    return all;
  }
}
