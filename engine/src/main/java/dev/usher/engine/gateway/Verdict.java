package dev.usher.engine.gateway;

/**
 * What becomes of a request, and why, for the log.
 *
 * @param subject who made it; empty where that is not known
 * @param what it would do; empty where that is not known
 */
public record Verdict(boolean allowed, String subject, String what, String why) {
  static Verdict denied(String subject, String why) {
    return new Verdict(false, subject, "", why);
  }
}
