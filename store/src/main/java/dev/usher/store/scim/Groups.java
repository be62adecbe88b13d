package dev.usher.store.scim;

import dev.usher.engine.scim.GroupChange;
import dev.usher.engine.scim.ScimGroup;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.mapper.RowMapper;

/** A directory's groups. */
final class Groups {
  static final String COLUMNS =
      "t.id, t.number, t.display_name, t.external_id, t.version, t.created, t.modified";

  /** A group's row. */
  record Row(
      UUID id,
      long number,
      String displayName,
      Optional<String> externalId,
      long version,
      Instant created,
      Instant modified) {
    ScimGroup group(List<ScimGroup.Member> members) {
      return new ScimGroup(
          id.toString(), displayName, externalId, version, created, modified, members);
    }
  }

  static final RowMapper<Row> ROW =
      (row, _) ->
          new Row(
              row.getObject("id", UUID.class),
              row.getLong("number"),
              row.getString("display_name"),
              Optional.ofNullable(row.getString("external_id")),
              row.getLong("version"),
              row.getObject("created", OffsetDateTime.class).toInstant(),
              row.getObject("modified", OffsetDateTime.class).toInstant());

  private final Turn turn;
  private final Supplier<UUID> ids;
  private final Words words;
  private final Removals removals;
  private final Joinings joinings;
  private final People people;

  Groups(Turn turn, Supplier<UUID> ids, Words words, Removals removals, Joinings joinings) {
    this.turn = turn;
    this.ids = ids;
    this.words = words;
    this.removals = removals;
    this.joinings = joinings;
    this.people = new People(turn);
  }

  Row create(List<GroupChange> said) {
    UUID id = ids.get();
    String displayName =
        said.stream()
            .mapMulti(
                (GroupChange one, Consumer<String> names) -> {
                  if (one instanceof GroupChange.Named(String name)) names.accept(name);
                })
            .findFirst()
            .orElseThrow(() -> new ScimRefused(Why.INVALID_VALUE, "A group needs a displayName."));
    Versions.unique(
        () ->
            turn.update(
                    """
                    insert into directory_group (id, directory, display_name, created, modified)
                    values (:id, :directory, :displayName, :now, :now)
                    """)
                .bind("id", id)
                .bind("displayName", displayName)
                .execute(),
        () -> nameTaken(displayName));
    Row row = new Row(id, 0, displayName, Optional.empty(), 1, turn.now(), turn.now());
    said.forEach(one -> apply(row, one));
    return find(id.toString()).orElseThrow();
  }

  private static ScimRefused nameTaken(String displayName) {
    return new ScimRefused(
        Why.UNIQUENESS,
        "There is a group \"%s\" already: find it by a filter, and change it."
            .formatted(displayName));
  }

  Optional<Row> find(String id) {
    return find(id, "");
  }

  private Optional<Row> find(String id, String lock) {
    return Turn.id(id)
        .flatMap(
            known ->
                turn.query(
                        "select "
                            + COLUMNS
                            + " from directory_group t where t.id = :id and t.directory ="
                            + " :directory and t.deleted is null "
                            + lock)
                    .bind("id", known)
                    .map(ROW)
                    .findOne());
  }

  /** Its row is locked: of two who change one group, the second sees what the first one did. */
  private Row locked(String id, OptionalLong expected) {
    // Not "for update": who adds a member only holds a key of the row.
    Row row = find(id, "for no key update").orElseThrow(() -> Versions.notFound("group", id));
    Versions.check(expected, row.version());
    return row;
  }

  void change(String id, OptionalLong expected, List<GroupChange> said) {
    Row row = locked(id, expected);
    boolean changed = false;
    for (GroupChange one : said) {
      changed |= apply(row, one);
      if (one instanceof GroupChange.Named(String name))
        row =
            new Row(
                row.id(),
                row.number(),
                name,
                row.externalId(),
                row.version(),
                row.created(),
                row.modified());
    }
    if (changed)
      turn.update(
              "update directory_group set version = version + 1, modified = :now where id = :id")
          .bind("id", row.id())
          .execute();
  }

  private boolean apply(Row row, GroupChange said) {
    Members members = new Members(turn, row.id(), words, removals, joinings);
    return switch (said) {
      case GroupChange.Named(String name) -> named(row, name);
      case GroupChange.External(Optional<String> external) -> external(row, external);
      case GroupChange.Join(List<String> joining) -> members.join(joining);
      case GroupChange.Leave(List<String> leaving) -> members.leave(leaving);
      case GroupChange.Exactly(List<String> all) -> members.exactly(all);
    };
  }

  /**
   * Who is in it leaves the group of the old name, and is at once in that of the new one; where the
   * first has to wait, they are in both, and where the second has to, in the old one.
   */
  private boolean named(Row row, String name) {
    if (name.equals(row.displayName())) return false;
    return joinings.wait(name) ? awaited(row, name) : atOnce(row, name);
  }

  /** A name under which it was never in force is none that it had. */
  private boolean awaited(Row row, String name) {
    Versions.unique(
        () ->
            turn.update(
                    """
                    update directory_group
                    set display_name = :name,
                      former = case when awaiting is null then former || display_name
                        else former end,
                      former_at = case when awaiting is null then array_append(former_at, 'infinity')
                        else former_at end,
                      awaiting = :now
                    where id = :id
                    """)
                .bind("id", row.id())
                .bind("name", name)
                .execute(),
        () -> nameTaken(name));
    return true;
  }

  private boolean atOnce(Row row, String name) {
    List<People.One> inside = people.below(row.id());
    boolean held = removals.areHeld(People.ids(inside), row.id().toString());
    Versions.unique(
        () ->
            turn.update(
                    """
                    update directory_group
                    set display_name = :name,
                      former = case when not (:held or held is not null) then '{}'
                        when awaiting is null then former || display_name
                        else former end,
                      former_at = case when not (:held or held is not null) then '{}'
                        when awaiting is null then array_append(former_at, :now)
                        else array_replace(former_at, 'infinity', :now) end,
                      held = case when :held then :now else held end,
                      awaiting = null
                    where id = :id
                    """)
                .bind("id", row.id())
                .bind("name", name)
                .bind("held", held)
                .execute(),
        () -> nameTaken(name));
    words.of(People.subjects(inside));
    return true;
  }

  private boolean external(Row row, Optional<String> external) {
    return turn.update(
                """
                update directory_group set external_id = :external
                where id = :id and external_id is distinct from :external
                """)
            .bind("id", row.id())
            .bind("external", external.orElse(null))
            .execute()
        > 0;
  }

  void delete(String id, OptionalLong expected) {
    Row row = locked(id, expected);
    Members members = new Members(turn, row.id(), words, removals, joinings);
    members.exactly(List.of());
    members.isInNoOther();
    turn.update(
            "update directory_group set deleted = :now, version = version + 1, modified = :now"
                + " where id = :id")
        .bind("id", row.id())
        .execute();
  }
}
