package dev.usher.engine.enact;

/** What stands at the source cannot be had. The message says what to do, and holds no secret. */
public final class SourceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SourceFailure(String message) {
    super(message);
  }

  public SourceFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
