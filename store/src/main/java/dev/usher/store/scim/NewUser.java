package dev.usher.store.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.core.model.Policy.Directory;
import dev.usher.engine.scim.ScimUser;
import dev.usher.engine.scim.Subjects;
import dev.usher.store.Straight;
import java.util.List;
import java.util.UUID;

/** One user made by one statement: the name, the user, the word. */
final class NewUser {
  /** A name that is taken makes nothing; a userName that is taken is an error and undoes it all. */
  private static final String INSERT =
      """
      with named as (
        insert into directory_name (subject, directory, user_id, bound) values (?, ?, ?, ?)
        on conflict do nothing returning *
      ), made as (
        insert into directory_user (id, directory, user_name, external_id, subject, active,
          created, modified, document)
        select user_id, directory, ?, ?, subject, ?, bound, bound, cast(? as jsonb) from named
        returning *
      ), word as (
        insert into directory_word (subject, at, said)
        select subject, created, directory from made where active
      )
      select true from made
      """;

  private final Turn turn;
  private final Directory.Id rule;
  private final Words words;

  NewUser(Turn turn, Directory.Id rule, Words words) {
    this.turn = turn;
    this.rule = rule;
    this.words = words;
  }

  /**
   * @throws dev.usher.engine.scim.ScimRefused where somebody has the name or the userName
   */
  ScimUser create(UUID id, ObjectNode document) {
    String subject = Subjects.name(rule, document);
    ScimUser user =
        new ScimUser(id.toString(), subject, 1, turn.now(), turn.now(), document, List.of());
    Versions.unique(
        () -> insert(id, user), () -> Taken.userName(document.path("userName").asText()));
    words.spoken();
    return user;
  }

  private void insert(UUID id, ScimUser user) {
    ObjectNode document = user.document();
    JsonNode externalId = document.path("externalId");
    boolean isMade =
        Straight.first(
                turn.handle(),
                INSERT,
                row -> row.getBoolean(1),
                user.subject(),
                turn.directory(),
                id,
                Turn.at(turn.now()),
                document.path("userName").asText(),
                externalId.isMissingNode() ? null : externalId.asText(),
                document.path("active").asBoolean(),
                Documents.text(document))
            .isPresent();
    if (!isMade) throw new Taken(turn).refusal(user);
  }
}
