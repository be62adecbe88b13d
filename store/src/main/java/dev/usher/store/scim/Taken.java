package dev.usher.store.scim;

import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import dev.usher.engine.scim.ScimUser;

/** Why somebody could not be made: who has the userName, or the name. */
record Taken(Turn turn) {

  ScimRefused refusal(ScimUser user) {
    String userName = user.document().path("userName").asText();
    boolean there =
        turn.query(
                """
                select true from directory_user
                where directory = :directory and lower(user_name) = lower(:userName)
                  and deleted is null
                """)
            .bind("userName", userName)
            .mapTo(Boolean.class)
            .findOne()
            .isPresent();
    if (there) return userName(userName);
    String holder =
        turn.query(
                """
                select case
                    when n.directory <> :directory then 'somebody of the directory ' || n.directory
                    when u.deleted is not null then u.user_name || ', who is deleted'
                    else u.user_name end
                from directory_name n join directory_user u on u.id = n.user_id
                where lower(n.subject) = lower(:subject)
                """)
            .bind("subject", user.subject())
            .mapTo(String.class)
            .findOne()
            .orElse("somebody");
    return new ScimRefused(
        Why.UNIQUENESS,
        "%s would be called \"%s\", which is %s. Let the directory's id in the policy make another name, or have an administrator free that one."
            .formatted(userName, user.subject(), holder));
  }

  static ScimRefused userName(String userName) {
    return new ScimRefused(
        Why.UNIQUENESS,
        "Somebody has the userName \"%s\" already: find them by a filter, and change them."
            .formatted(userName));
  }
}
