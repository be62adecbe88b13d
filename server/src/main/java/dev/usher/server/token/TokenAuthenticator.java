package dev.usher.server.token;

import dev.usher.engine.office.Officers;
import dev.usher.engine.office.Officers.Rights;
import dev.usher.engine.token.Scope;
import dev.usher.engine.token.Tokens;
import dev.usher.engine.token.Tokens.Known;
import dev.usher.server.http.Authenticator;
import dev.usher.server.http.Caller;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks the store of each request's token: one that is revoked on another server is dead here too.
 */
public final class TokenAuthenticator implements Authenticator {
  private final Tokens tokens;
  private final Officers officers;

  /**
   * @param officers what a token's owner may do now
   */
  public TokenAuthenticator(Tokens tokens, Officers officers) {
    this.tokens = tokens;
    this.officers = officers;
  }

  @Override
  public Optional<Caller> caller(String token) {
    return tokens
        .recognise(token)
        .map(known -> new Caller(known.name(), scopes(known), known.owner(), Set.of()));
  }

  /** What its owner may not do any more, it may not either. */
  private Set<Scope> scopes(Known known) {
    if (known.owner().isEmpty()) return known.scopes();
    Optional<Rights> rights = officers.of(known.owner().get());
    return known.scopes().stream()
        .filter(scope -> rights.filter(owners -> owners.allow(scope)).isPresent())
        .collect(Collectors.toSet());
  }
}
