package dev.usher.connectors.api;

import dev.usher.core.model.Target;

/**
 * A target that cannot be reached or used. The message says what to do next; it holds no secret.
 */
public final class TargetFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public enum Code {
    UNREACHABLE,
    CREDENTIALS,
    READ_ONLY,
    LOCKED,
    FORBIDDEN,
    MISSING,
    CONFLICT,
    LOST,
    OTHER
  }

  private final Code code;
  private final transient Target target;

  public TargetFailure(Code code, Target target, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.target = target;
  }

  public TargetFailure(Code code, Target target, String message) {
    super(message);
    this.code = code;
    this.target = target;
  }

  public Code code() {
    return code;
  }

  public Target target() {
    return target;
  }
}
