package dev.usher.server.http;

import dev.usher.engine.token.Scope;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, after they have proved it.
 *
 * @param name a person's, or a token's; goes into the ledger
 * @param scopes what they may ask for
 */
public record Caller(String name, Set<Scope> scopes) {
  /** Who has shown nothing, on routes that are open to all. */
  public static final Caller NOBODY = new Caller("nobody", Set.of());

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  public boolean may(Scope needed) {
    return scopes.stream().anyMatch(scope -> scope.covers(needed));
  }

  /** The one directory that a SCIM token serves. */
  public Optional<String> directory() {
    return scopes.stream().flatMap(scope -> scope.directory().stream()).findFirst();
  }
}
