package dev.usher.engine.token;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.engine.ports.Precondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where tokens are kept. What changes and the ledger's word on it are there both or neither. */
public interface TokenStore {

  /**
   * A first token with the scope {@code admin} ends the first administrator for good.
   *
   * @param digest of what its bearer shows
   * @return false when a token of that name is alive; then nothing was done
   */
  boolean add(Token token, byte[] digest, Draft told);

  /**
   * Alive or not; notes that it was used.
   *
   * @param digest of what was shown
   */
  Optional<Token> shown(byte[] digest, Instant now);

  /** All that there ever were, the newest first. */
  List<Token> all();

  /**
   * From then on it is nobody's.
   *
   * @param meant held against what is there before, alive or not
   * @return false when none of that id is alive; then nothing was done
   */
  boolean revoke(String id, Instant now, Draft told, Precondition<Token> meant);

  /** From then on the first administrator's token is dead; again where it is already, nothing. */
  void endFirstAdministrator(String by, Instant now);

  /** Whether a named administrator has been there, whoever is by now. */
  boolean isFirstAdministratorOver();
}
