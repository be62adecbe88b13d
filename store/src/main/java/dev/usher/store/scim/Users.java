package dev.usher.store.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.core.model.Policy.Directory;
import dev.usher.engine.scim.Made;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimUser;
import dev.usher.engine.scim.Subjects;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** A directory's users. */
final class Users {
  static final String COLUMNS =
      "t.id, t.number, t.subject, t.active, t.version, t.created, t.modified, t.held, t.document";

  /** A user's row; {@code held} whether they are in force though they should not be. */
  record Row(
      UUID id,
      long number,
      String subject,
      boolean active,
      long version,
      Instant created,
      Instant modified,
      boolean held,
      ObjectNode document) {
    ScimUser user(List<ScimUser.In> groups) {
      return new ScimUser(id.toString(), subject, version, created, modified, document, groups);
    }
  }

  static final RowMapper<Row> ROW =
      (row, _) ->
          new Row(
              row.getObject("id", UUID.class),
              row.getLong("number"),
              row.getString("subject"),
              row.getBoolean("active"),
              row.getLong("version"),
              row.getObject("created", OffsetDateTime.class).toInstant(),
              row.getObject("modified", OffsetDateTime.class).toInstant(),
              row.getObject("held") != null,
              Documents.read(row.getString("document")));

  private final Turn turn;
  private final Directory.Id rule;
  private final Supplier<UUID> ids;
  private final Words words;
  private final Removals removals;

  Users(Turn turn, Directory.Id rule, Supplier<UUID> ids, Words words, Removals removals) {
    this.turn = turn;
    this.rule = rule;
    this.ids = ids;
    this.words = words;
    this.removals = removals;
  }

  /** All of them by one statement: name, user and word of each, or nothing of it. */
  List<Made> create(List<ObjectNode> documents) {
    List<Made> all = new ArrayList<>();
    List<ScimUser> wanted = new ArrayList<>();
    for (ObjectNode document : documents) {
      try {
        String subject = Subjects.name(rule, document);
        ScimUser user =
            new ScimUser(
                ids.get().toString(), subject, 1, turn.now(), turn.now(), document, List.of());
        wanted.add(user);
        all.add(user);
      } catch (ScimRefused refused) {
        all.add(new Made.Not(refused));
      }
    }
    Set<String> made = insert(wanted);
    if (made.size() < wanted.size()) {
      List<ScimUser> left = wanted.stream().filter(it -> !made.contains(it.id())).toList();
      forget(left);
      Taken taken = new Taken(turn);
      Map<String, Made> why = new HashMap<>();
      left.forEach(user -> why.put(user.id(), new Made.Not(taken.refusal(user))));
      all.replaceAll(one -> one instanceof ScimUser user ? why.getOrDefault(user.id(), one) : one);
    }
    return all;
  }

  private Set<String> insert(List<ScimUser> users) {
    if (users.isEmpty()) return Set.of();
    words.spoken();
    return new HashSet<>(
        turn.query(
                """
                with wanted as (
                  select * from unnest(cast(:ids as uuid[]), cast(:userNames as text[]),
                    cast(:externalIds as text[]), cast(:subjects as text[]),
                    cast(:actives as boolean[]), cast(:documents as text[])) with ordinality
                    as w(id, user_name, external_id, subject, active, document, place)
                ), named as (
                  insert into directory_name (subject, directory, user_id, bound)
                  select subject, :directory, id, :now from wanted
                  order by place
                  on conflict do nothing returning user_id
                ), made as (
                  insert into directory_user (id, directory, user_name, external_id, subject,
                    active, created, modified, document)
                  select id, :directory, user_name, external_id, subject, active, :now, :now,
                    cast(document as jsonb)
                  from wanted join named on named.user_id = wanted.id order by place
                  on conflict do nothing returning id, subject, active
                ), word as (
                  insert into directory_word (subject, at, said)
                  select subject, :now, :directory from made where active
                )
                select cast(id as text) from made
                """)
            .bind("ids", column(users, ScimUser::id))
            .bind("userNames", column(users, it -> text(it, "userName")))
            .bind("externalIds", column(users, it -> text(it, "externalId")))
            .bind("subjects", column(users, ScimUser::subject))
            .bind("actives", column(users, it -> text(it, "active")))
            .bind("documents", column(users, it -> Documents.text(it.document())))
            .mapTo(String.class)
            .list());
  }

  private static @Nullable String text(ScimUser user, String attribute) {
    JsonNode value = user.document().path(attribute);
    return value.isMissingNode() ? null : value.asText();
  }

  private static String[] column(List<ScimUser> users, Function<ScimUser, @Nullable String> value) {
    return users.stream().map(value).toArray(String[]::new);
  }

  /** A name that was given to who then could not be made. */
  private void forget(List<ScimUser> left) {
    turn.update(
            """
            delete from directory_name n using
              unnest(cast(:ids as uuid[]), cast(:subjects as text[])) as l(id, subject)
            where lower(n.subject) = lower(l.subject) and n.user_id = l.id
            """)
        .bind("ids", column(left, ScimUser::id))
        .bind("subjects", column(left, ScimUser::subject))
        .execute();
  }

  Optional<Row> find(String id) {
    return find(id, "");
  }

  /** Names are bound whatever their case, and asked for as they are written. */
  Optional<Row> named(String subject) {
    return turn.query(
            "select "
                + COLUMNS
                + " from directory_name n join directory_user t on t.id = n.user_id"
                + " where lower(n.subject) = lower(:subject) and n.subject = :subject"
                + " and t.directory = :directory and t.deleted is null")
        .bind("subject", subject)
        .map(ROW)
        .findOne();
  }

  private Optional<Row> find(String id, String lock) {
    return Turn.id(id)
        .flatMap(
            known ->
                turn.query(
                        "select "
                            + COLUMNS
                            + " from directory_user t where t.id = :id and t.directory = :directory"
                            + " and t.deleted is null "
                            + lock)
                    .bind("id", known)
                    .map(ROW)
                    .findOne());
  }

  private Row locked(String id, OptionalLong expected) {
    Row row = find(id, "for update").orElseThrow(() -> Versions.notFound("user", id));
    Versions.check(expected, row.version());
    return row;
  }

  /** Whoever is not active any more may have to wait; who is active again waits no more. */
  Row change(String id, OptionalLong expected, UnaryOperator<ObjectNode> change) {
    Row before = locked(id, expected);
    ObjectNode document = change.apply(before.document().deepCopy());
    if (document.equals(before.document())) return before;
    boolean active = document.path("active").asBoolean();
    boolean held = before.held() && !active;
    if (before.active() && !active) held = removals.areHeld(List.of(before.id()), "");
    else if (active && !before.active()) removals.areBack(List.of(before.id()), "");
    Row after =
        new Row(
            before.id(),
            before.number(),
            before.subject(),
            active,
            before.version() + 1,
            before.created(),
            turn.now(),
            held,
            document);
    Versions.unique(() -> write(after), () -> Taken.userName(document.path("userName").asText()));
    words.of(List.of(before.subject()));
    return after;
  }

  private void write(Row row) {
    JsonNode externalId = row.document().path("externalId");
    turn.update(
            """
            update directory_user set user_name = :userName, external_id = :externalId,
              active = :active, version = :version, modified = :now,
              held = case when :held then coalesce(held, :now) end,
              document = cast(:document as jsonb)
            where id = :id
            """)
        .bind("id", row.id())
        .bind("userName", row.document().path("userName").asText())
        .bind("externalId", externalId.isMissingNode() ? null : externalId.asText())
        .bind("active", row.active())
        .bind("version", row.version())
        .bind("held", row.held())
        .bind("document", Documents.text(row.document()))
        .execute();
  }

  /** The row stays, and the name with it. */
  void delete(String id, OptionalLong expected) {
    Row row = locked(id, expected);
    boolean held = row.held() || (row.active() && removals.areHeld(List.of(row.id()), ""));
    turn.update(
            """
            update directory_user set deleted = :now, version = version + 1, modified = :now,
              held = case when :held then coalesce(held, :now) end
            where id = :id
            """)
        .bind("id", row.id())
        .bind("held", held)
        .execute();
    turn.update("delete from directory_member where member_id = :id and awaiting is not null")
        .bind("id", row.id())
        .execute();
    turn.update(
            held
                ? "update directory_member set told = false, held = coalesce(held, :now)"
                    + " where member_id = :id"
                : "delete from directory_member where member_id = :id")
        .bind("id", row.id())
        .execute();
    words.of(List.of(row.subject()));
  }
}
