package dev.usher.engine.secret;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.secret.SecretReference.Missing;
import java.util.List;
import java.util.Optional;

/** Without a key nothing is kept. */
public final class Keyless implements KeptSecrets {
  private static Missing noKey() {
    return new Missing(
        "the server has no key to keep secrets with: name one with --store-key and start it again");
  }

  @Override
  public List<Kept> all() {
    return List.of();
  }

  @Override
  public Optional<String> find(String name) {
    throw noKey();
  }

  @Override
  public void put(String name, String secret, Draft told, Precondition<Kept> meant) {
    throw noKey();
  }

  @Override
  public boolean remove(String name, Draft told, Precondition<Kept> meant) {
    throw noKey();
  }

  @Override
  public void rotate(Draft told) {
    throw noKey();
  }
}
