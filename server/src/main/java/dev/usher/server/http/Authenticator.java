package dev.usher.server.http;

import java.util.Optional;

/** Knows who a bearer token belongs to, and whom they lead. */
public interface Authenticator {
  /**
   * @param token as sent, whatever it is
   * @return nobody for a token that is unknown, expired or revoked: which of them is not told
   */
  Optional<Caller> caller(String token);

  /** Whether somebody is in a team that the caller leads. */
  default boolean leads(Caller caller, String subject) {
    return false;
  }
}
