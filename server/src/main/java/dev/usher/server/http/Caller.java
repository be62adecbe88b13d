package dev.usher.server.http;

import dev.usher.engine.token.CheckScope;
import dev.usher.engine.token.Scope;
import dev.usher.engine.token.Tokens;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, after they have proved it.
 *
 * @param name a person's, or a token's; goes into the ledger
 * @param scopes what they may ask for now
 * @param owner the person of the policy who asks, or on whose word the token goes back
 * @param leads teams whose members' access they may see
 */
public record Caller(String name, Set<Scope> scopes, Optional<String> owner, Set<String> leads) {
  /** Who has shown nothing, on routes that are open to all. */
  public static final Caller NOBODY = new Caller("nobody", Set.of());

  public Caller {
    scopes = Set.copyOf(scopes);
    leads = Set.copyOf(leads);
  }

  /** A token that is nobody's. */
  public Caller(String name, Set<Scope> scopes) {
    this(name, scopes, Optional.empty(), Set.of());
  }

  /**
   * Who answers for a yes: a person does for a token of theirs, which is no second one.
   *
   * @throws ProblemException 403 for the first administrator's token: whoever has it is nobody by
   *     name
   */
  public String answerable() {
    mustHaveName();
    return owner.orElse(name);
  }

  /**
   * For what is done in somebody's name, though they answer for nothing by it.
   *
   * @throws ProblemException 403 as above
   */
  public void mustHaveName() {
    if (name.equals(Tokens.FIRST)) throw Problem.nameless().raised();
  }

  /** Whether somebody of the policy asks in person. */
  public boolean isPerson() {
    return owner.filter(name::equals).isPresent();
  }

  public boolean may(Scope needed) {
    return scopes.stream().anyMatch(scope -> scope.covers(needed));
  }

  /** Of which systems they may check. */
  public CheckScope sight() {
    return CheckScope.of(scopes);
  }

  /** The one directory that a SCIM token serves. */
  public Optional<String> directory() {
    return scopes.stream().flatMap(scope -> scope.directory().stream()).findFirst();
  }
}
