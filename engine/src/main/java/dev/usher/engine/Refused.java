package dev.usher.engine;

/** What was asked for cannot be done. The message says why, and what to do instead. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Refused(String message) {
    super(message);
  }
}
