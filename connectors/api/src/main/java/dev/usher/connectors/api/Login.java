package dev.usher.connectors.api;

/**
 * Usher's own account at a target. Never printed.
 *
 * @param password may be empty where the target asks for none
 */
public record Login(String user, char[] password) {
  @Override
  public String toString() {
    return "Login[" + user + "]";
  }
}
