package dev.usher.store.scim;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;

/** A transaction of one directory. Each statement knows {@code :directory} and {@code :now}. */
record Turn(Handle handle, String directory, Instant now) {
  /** Of a user, as {@code u}. */
  static final String IN_FORCE = "(u.active and u.deleted is null or u.held is not null)";

  Query query(String sql) {
    return bound(handle.createQuery(sql));
  }

  Update update(String sql) {
    return bound(handle.createUpdate(sql));
  }

  private <S extends SqlStatement<S>> S bound(S statement) {
    return statement.bind("directory", directory).bind("now", at(now));
  }

  static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /** As the text that {@code cast(:… as uuid[])} takes. */
  static String[] texts(Collection<UUID> ids) {
    return ids.stream().map(UUID::toString).toArray(String[]::new);
  }

  /** Nothing for what is none of our ids, whatever it is. */
  static Optional<UUID> id(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
