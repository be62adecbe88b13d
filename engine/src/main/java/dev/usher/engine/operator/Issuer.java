package dev.usher.engine.operator;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Whose word counts about who somebody is (OpenID Connect).
 *
 * @param url as its tokens have it in {@code iss}; https, or http on this machine
 * @param client to which its tokens have to be made out, whoever's they may be where none is said;
 *     by it people log in: a public one, with PKCE
 * @param audience for which its tokens have to be
 * @param person the claim that names the person of the policy, when somebody comes for the first
 *     time
 * @param domain what stands behind an @ in that claim, and is taken off; then nobody else's counts
 * @param hosts beside its own, where it may keep its keys and take logins
 */
public record Issuer(
    URI url,
    Optional<String> client,
    String audience,
    String person,
    Optional<String> domain,
    Set<String> hosts) {
  /** Where people's names are unless an operator says otherwise. */
  public static final String PERSON = "preferred_username";

  public Issuer {
    hosts = Set.copyOf(hosts);
  }

  /**
   * Whether usher goes there for it: it says itself where its keys are, and must not be able to say
   * anything.
   */
  public boolean mayUse(URI address) {
    if (!isSafe(address)) return false;
    boolean isOwn =
        address.getHost().equalsIgnoreCase(url.getHost()) && address.getPort() == url.getPort();
    return isOwn || hosts.contains(address.getHost());
  }

  /** https, or http on this machine; without an account in it. */
  public static boolean isSafe(URI address) {
    if (address.getHost() == null || address.getRawUserInfo() != null) return false;
    return "https".equals(address.getScheme())
        || "http".equals(address.getScheme()) && Hosts.areThisMachine(address.toString());
  }

  /** What a claim of it calls a person of the policy; nothing where it may not. */
  public Optional<String> named(String claim) {
    if (domain.isEmpty()) return Optional.of(claim);
    String end = "@" + domain.get();
    int start = claim.length() - end.length();
    boolean isOfIt = start > 0 && claim.regionMatches(true, start, end, 0, end.length());
    return isOfIt ? Optional.of(claim.substring(0, start)) : Optional.empty();
  }
}
