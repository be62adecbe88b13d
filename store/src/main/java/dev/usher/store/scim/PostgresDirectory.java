package dev.usher.store.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.scim.GroupChange;
import dev.usher.engine.scim.Made;
import dev.usher.engine.scim.ScimDirectory;
import dev.usher.engine.scim.ScimGroup;
import dev.usher.engine.scim.ScimPage;
import dev.usher.engine.scim.ScimQuery;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimUser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** One directory within one transaction. */
record PostgresDirectory(Turn turn, Users users, Groups groups) implements ScimDirectory {
  private static final String STEP = "step";

  @Override
  public List<Made> create(List<ObjectNode> documents) {
    return users.create(documents);
  }

  @Override
  public Optional<ScimUser> user(String id) {
    return users.find(id).map(this::user);
  }

  @Override
  public Optional<ScimUser> named(String subject) {
    return users.named(subject).map(this::user);
  }

  private ScimUser user(Users.Row row) {
    return row.user(groupsOf(Set.of(row.id())).getOrDefault(row.id(), List.of()));
  }

  @Override
  public ScimPage<ScimUser> users(ScimQuery query) {
    ScimPage<Users.Row> page =
        new Pages<>(
                turn, Places.USERS, "directory_user", Users.COLUMNS, Users.ROW, Users.Row::number)
            .of(query);
    var in = groupsOf(page.resources().stream().map(Users.Row::id).toList());
    return new ScimPage<>(
        page.total(),
        page.resources().stream()
            .map(row -> row.user(in.getOrDefault(row.id(), List.of())))
            .toList(),
        page.next());
  }

  private Map<UUID, List<ScimUser.In>> groupsOf(Collection<UUID> ids) {
    Map<UUID, List<ScimUser.In>> all = new HashMap<>();
    turn.query(
            """
            select m.member_id, g.id, g.display_name
            from directory_member m join directory_group g on g.id = m.group_id
            where m.member_id = any(cast(:ids as uuid[])) and m.told order by g.number
            """)
        .bind("ids", Turn.texts(ids))
        .map(
            (row, _) ->
                all.computeIfAbsent(row.getObject("member_id", UUID.class), _ -> new ArrayList<>())
                    .add(new ScimUser.In(row.getString("id"), row.getString("display_name"))))
        .list();
    return all;
  }

  @Override
  public ScimUser change(String id, OptionalLong expected, UnaryOperator<ObjectNode> change) {
    return user(users.change(id, expected, change));
  }

  @Override
  public void deleteUser(String id, OptionalLong expected) {
    users.delete(id, expected);
  }

  @Override
  public ScimGroup createGroup(List<GroupChange> said) {
    Groups.Row row = groups.create(said);
    return row.group(Members.of(turn.handle(), Set.of(row.id())).getOrDefault(row.id(), List.of()));
  }

  @Override
  public Optional<ScimGroup> group(String id, boolean members) {
    return groups.find(id).map(row -> with(List.of(row), members).getFirst());
  }

  private List<ScimGroup> with(List<Groups.Row> rows, boolean members) {
    Map<UUID, List<ScimGroup.Member>> inside =
        members ? Members.of(turn.handle(), rows.stream().map(Groups.Row::id).toList()) : Map.of();
    return rows.stream().map(row -> row.group(inside.getOrDefault(row.id(), List.of()))).toList();
  }

  @Override
  public ScimPage<ScimGroup> groups(ScimQuery query, boolean members) {
    ScimPage<Groups.Row> page =
        new Pages<>(
                turn,
                Places.GROUPS,
                "directory_group",
                Groups.COLUMNS,
                Groups.ROW,
                Groups.Row::number)
            .of(query);
    return new ScimPage<>(page.total(), with(page.resources(), members), page.next());
  }

  @Override
  public void change(String id, OptionalLong expected, List<GroupChange> said) {
    groups.change(id, expected, said);
  }

  @Override
  public void deleteGroup(String id, OptionalLong expected) {
    groups.delete(id, expected);
  }

  @Override
  public <T> T step(Supplier<T> step) {
    turn.handle().savepoint(STEP);
    try {
      T done = step.get();
      turn.handle().releaseSavepoint(STEP);
      return done;
    } catch (ScimRefused refused) {
      turn.handle().rollbackToSavepoint(STEP);
      throw refused;
    }
  }
}
