package dev.usher.store.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.core.access.Roster;
import dev.usher.core.access.Roster.Person;
import dev.usher.engine.follow.Directories;
import dev.usher.engine.scim.DirectoryRules;
import dev.usher.engine.scim.Subjects;
import dev.usher.engine.scim.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** The people of all directories, as far as what is said of them is in force. */
public final class PostgresDirectories implements Directories {
  /**
   * Groups within groups count. A name that a group had counts for who was in it then. Each is
   * looked up by its key (which {@code offset 0} sees to), so that a few people cost the same among
   * many.
   *
   * <p>{@code %s} says which users, as {@code u}.
   */
  private static final String SOME =
      """
      with recursive people as materialized (
        select u.id, u.directory, u.subject, u.document from directory_user u %s
      ), up(person, id, since) as (
        select people.id, m.group_id, m.since
        from people cross join lateral (
          select * from directory_member m
          where m.member_id = people.id
            and (m.told and m.awaiting is null or m.held is not null) offset 0) m
        union
        select up.person, m.group_id, least(m.since, up.since)
        from up cross join lateral (
          select * from directory_member m
          where m.member_id = up.id and m.is_group
            and (m.told and m.awaiting is null or m.held is not null) offset 0) m
      ), named as (
        select up.person, array_agg(distinct name.one) as groups
        from up join directory_group g on g.id = up.id
        cross join lateral unnest(
          array(select had.name from unnest(g.former, g.former_at) as had(name, at)
              where up.since <= had.at)
            || case when g.awaiting is null then array[g.display_name] end) as name(one)
        group by up.person
      )
      select people.directory, people.subject, people.document,
        coalesce(named.groups, '{}') as groups
      from people left join named on named.person = people.id
      """;

  /**
   * The same of everybody: what a membership gives is found for each group once, and not looked up
   * for each of millions of members. Whoever is in the group from {@code until} on has not the
   * name.
   */
  private static final String ALL =
      """
      with recursive inside(id, up, since) as (
        select g.id, g.id, timestamptz 'infinity' from directory_group g
        union
        select inside.id, m.group_id, least(m.since, inside.since)
        from inside join directory_member m on m.member_id = inside.up and m.is_group
          and (m.told and m.awaiting is null or m.held is not null)
      ), name(group_id, one, until) as materialized (
        select inside.id, named.one,
          case when inside.since <= named.until then 'infinity' else named.until end
        from inside join directory_group g on g.id = inside.up
        cross join lateral (
          select g.display_name, timestamptz 'infinity' where g.awaiting is null
          union all
          select * from unnest(g.former, g.former_at)) as named(one, until)
      ), named as (
        select m.member_id, array_agg(name.one) as groups
        from directory_member m join name on name.group_id = m.group_id and m.since <= name.until
        where m.told and m.awaiting is null or m.held is not null
        group by m.member_id
      )
      select u.directory, u.subject, u.document, coalesce(named.groups, '{}') as groups
      from directory_user u left join named on named.member_id = u.id
      where\s"""
          + Turn.IN_FORCE;

  private static final int AT_A_TIME = 10_000;

  /** For everybody: what is sorted by a million people is otherwise written to disk and read. */
  private static final String ROOM = "set local work_mem = '64MB'";

  private final Jdbi jdbi;
  private final DirectoryRules rules;

  public PostgresDirectories(Jdbi jdbi, DirectoryRules rules) {
    this.jdbi = jdbi;
    this.rules = rules;
  }

  @Override
  public Roster everybody() {
    DirectoryRules now = rules.now();
    // A few at a time, which the driver does within a transaction alone.
    return jdbi.inTransaction(
        handle -> {
          handle.execute(ROOM);
          return roster(handle.createQuery(ALL).setFetchSize(AT_A_TIME), now);
        });
  }

  @Override
  public Roster of(Collection<String> subjects) {
    if (subjects.isEmpty()) return Roster.NOBODY;
    DirectoryRules now = rules.now();
    return jdbi.withHandle(
        handle ->
            roster(
                handle
                    .createQuery(
                        SOME.formatted(
                            """
                            join directory_name n on n.user_id = u.id
                            where lower(n.subject) = any(
                                array(select lower(one) from unnest(cast(:subjects as text[])) one))
                              and n.subject = any(cast(:subjects as text[])) and\s"""
                                + Turn.IN_FORCE))
                    .bind("subjects", subjects.toArray(new String[0])),
                now));
  }

  private static Roster roster(Query people, DirectoryRules rules) {
    Map<String, Map<String, Target>> attributes = new HashMap<>();
    Map<String, List<Person>> all = new HashMap<>();
    // Of a million people each is in groups that many others are in.
    Map<String, String> names = new HashMap<>();
    people
        .map(
            (row, _) -> {
              String directory = row.getString("directory");
              ObjectNode document = Documents.read(row.getString("document"));
              String[] groups = (String[]) row.getArray("groups").getArray();
              return all.computeIfAbsent(directory, _ -> new ArrayList<>())
                  .add(
                      Subjects.person(
                          row.getString("subject"),
                          document,
                          attributes.computeIfAbsent(directory, one -> attributes(rules, one)),
                          Arrays.stream(groups)
                              .map(one -> names.computeIfAbsent(one, it -> it))
                              .collect(Collectors.toUnmodifiableSet())));
            })
        .forEach(_ -> {});
    return new Roster(all);
  }

  private static Map<String, Target> attributes(DirectoryRules rules, String directory) {
    Map<String, Target> targets = new HashMap<>();
    rules.attributes(directory).forEach((name, path) -> targets.put(name, Target.parse(path)));
    return targets;
  }
}
