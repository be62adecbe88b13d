package dev.usher.engine.office;

import java.util.Map;
import java.util.Optional;

/**
 * Somebody for whom an issuer vouches.
 *
 * @param sub its immutable id of them
 * @param name what it calls them; absent where it does not say, or may not
 * @param claims all of its word that is text
 */
public record Vouched(
    String issuer, String sub, Optional<String> name, Map<String, String> claims) {
  public Vouched {
    claims = Map.copyOf(claims);
  }
}
