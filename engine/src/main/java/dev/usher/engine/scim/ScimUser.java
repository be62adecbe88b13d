package dev.usher.engine.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * A user as the directory has told of them.
 *
 * @param id immutable; usher gave it
 * @param subject the name that is bound to it
 * @param version one more with each change
 * @param document what was sent, by the names of RFC 7643, without {@code id}, {@code meta} and
 *     {@code groups}
 * @param groups in which they are
 */
public record ScimUser(
    String id,
    String subject,
    long version,
    Instant created,
    Instant modified,
    ObjectNode document,
    List<In> groups)
    implements Made {
  public ScimUser {
    groups = List.copyOf(groups);
  }

  /** A group by its id and the name that it shows. */
  public record In(String id, String displayName) {}
}
