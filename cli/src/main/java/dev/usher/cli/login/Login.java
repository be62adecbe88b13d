package dev.usher.cli.login;

import java.time.Instant;
import java.util.Optional;

/**
 * What an issuer gave somebody for one server.
 *
 * @param token what is shown to the server
 * @param expires when that is over
 * @param refresh what it is made anew with; none where the issuer gave none
 */
record Login(
    String issuer, String client, String token, Instant expires, Optional<String> refresh) {

  /** Over, or so soon that it could be on the way. */
  boolean isOver(Instant now) {
    return !now.plusSeconds(30).isBefore(expires);
  }

  @Override
  public String toString() {
    return "Login[" + issuer + "]";
  }
}
