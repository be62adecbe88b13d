package dev.usher.engine.secret;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.secret.KeptSecrets.Kept;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Puts secrets into the store and takes them away. The ledger tells of it, and not what they are.
 */
public final class Keeping {
  private final KeptSecrets kept;
  private final InstantSource clock;

  public Keeping(KeptSecrets kept, InstantSource clock) {
    this.kept = kept;
    this.clock = clock;
  }

  public List<Kept> all() {
    return kept.all();
  }

  /**
   * Keeps it, in place of one of that name.
   *
   * @param meant held against what is there before
   * @throws IllegalArgumentException for a name that is none
   * @throws SecretReference.Missing when there is no key to seal it with
   */
  public void put(String name, String secret, String by, Precondition<Kept> meant) {
    if (!name.matches(KeptSecrets.NAME))
      throw new IllegalArgumentException(
          "a secret's name is up to 63 of a-z, 0-9 and -, and begins with a letter");
    kept.put(name, secret, told(by, "the secret " + name + " is kept"), meant);
  }

  /**
   * @param meant held against what is there before
   * @return false when there is none of that name
   */
  public boolean remove(String name, String by, Precondition<Kept> meant) {
    return kept.remove(name, told(by, "the secret " + name + " is forgotten"), meant);
  }

  /** Seals all of them with a new key. */
  public void rotate(String by) {
    kept.rotate(told(by, "all secrets are sealed with a new key"));
  }

  private Draft told(String by, String text) {
    return new Draft(
        clock.instant(), by, What.SETTING, "usher", text, List.of(), List.of(), Optional.empty());
  }
}
