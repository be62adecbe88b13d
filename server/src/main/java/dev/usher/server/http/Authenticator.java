package dev.usher.server.http;

import java.util.Optional;

/** Knows who a bearer token belongs to. */
public interface Authenticator {
  /**
   * @param token as sent, whatever it is
   * @return nobody for a token that is unknown, expired or revoked: which of them is not told
   */
  Optional<Caller> caller(String token);
}
