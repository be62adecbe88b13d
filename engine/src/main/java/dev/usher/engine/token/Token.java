package dev.usher.engine.token;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bearer token as it is kept: what it is for and until when, and not what its bearer shows.
 *
 * @param id by which it is revoked; no secret
 * @param by who made it
 * @param owner the person of the policy on whose word it goes back; while they may not, it may not
 * @param used when it was last shown, to the minute
 */
public record Token(
    String id,
    String name,
    List<Scope> scopes,
    Instant created,
    String by,
    Optional<String> owner,
    Instant expires,
    Optional<Instant> revoked,
    Optional<Instant> used) {

  public Token {
    scopes = List.copyOf(scopes);
  }

  public boolean isAlive(Instant now) {
    return revoked.isEmpty() && now.isBefore(expires);
  }

  public boolean isAdministrator() {
    return scopes.contains(Scope.ADMIN);
  }
}
