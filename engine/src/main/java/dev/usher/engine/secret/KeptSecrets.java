package dev.usher.engine.secret;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.engine.ports.Precondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Secrets that the store keeps, sealed. Who may read the store's tables reads none of them. */
public interface KeptSecrets {
  /** What a name is like, as a regular expression. */
  String NAME = "[a-z][a-z0-9-]{0,62}";

  /**
   * That there is one; not what it is.
   *
   * @param by who put it there
   */
  record Kept(String name, String by, Instant since) {}

  /** By name. */
  List<Kept> all();

  /**
   * The secret itself.
   *
   * @throws SecretReference.Missing when the key does not open it
   */
  Optional<String> find(String name);

  /**
   * Keeps it, in place of one of that name.
   *
   * @param told goes into the ledger with it
   * @param meant held against what is there before
   * @throws SecretReference.Missing when there is no key to seal it with
   */
  void put(String name, String secret, Draft told, Precondition<Kept> meant);

  /**
   * Forgets it.
   *
   * @param told goes into the ledger with it
   * @param meant held against what is there before
   * @return false when there is none
   */
  boolean remove(String name, Draft told, Precondition<Kept> meant);

  /**
   * Seals all of them anew, with a key that was never used before.
   *
   * @param told goes into the ledger with it
   */
  void rotate(Draft told);
}
