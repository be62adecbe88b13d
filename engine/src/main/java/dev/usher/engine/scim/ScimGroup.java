package dev.usher.engine.scim;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A group as the directory has told of it.
 *
 * @param id immutable; usher gave it
 * @param version one more with each change, also of its members
 * @param members empty where they were not asked for
 */
public record ScimGroup(
    String id,
    String displayName,
    Optional<String> externalId,
    long version,
    Instant created,
    Instant modified,
    List<Member> members) {
  public ScimGroup {
    members = List.copyOf(members);
  }

  /**
   * Who is in it.
   *
   * @param isGroup a group within the group
   */
  public record Member(String id, boolean isGroup) {}
}
