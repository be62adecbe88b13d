package dev.usher.engine.scim;

import java.util.Optional;

/**
 * A request that is not done, as RFC 7644 section 3.12 wants it told. The message says what to send
 * instead.
 */
public final class ScimRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Why why;
  private final String detail;

  /** Reasons, each with HTTP's status and the word of RFC 7644 table 9, where it has one. */
  public enum Why {
    INVALID_SYNTAX(400, "invalidSyntax"),
    INVALID_VALUE(400, "invalidValue"),
    INVALID_PATH(400, "invalidPath"),
    INVALID_FILTER(400, "invalidFilter"),
    /** RFC 9865 section 2.1. */
    INVALID_CURSOR(400, "invalidCursor"),
    INVALID_COUNT(400, "invalidCount"),
    NO_TARGET(400, "noTarget"),
    MUTABILITY(400, "mutability"),
    UNIQUENESS(409, "uniqueness"),
    FORBIDDEN(403, ""),
    NOT_FOUND(404, ""),
    OTHER_VERSION(412, ""),
    TOO_MANY(413, ""),
    NOT_HERE(501, "");

    private final int status;
    private final String word;

    Why(int status, String word) {
      this.status = status;
      this.word = word;
    }

    public int status() {
      return status;
    }

    /** SCIM's {@code scimType}. */
    public Optional<String> word() {
      return Optional.of(word).filter(it -> !it.isEmpty());
    }
  }

  public ScimRefused(Why why, String message) {
    super(message, null, false, false);
    this.why = why;
    this.detail = message;
  }

  /** The message. */
  public String detail() {
    return detail;
  }

  public Why why() {
    return why;
  }
}
