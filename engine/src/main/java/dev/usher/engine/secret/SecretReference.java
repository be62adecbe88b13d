package dev.usher.engine.secret;

import java.util.regex.Pattern;

/**
 * Where a secret is: {@code env:NAME}, {@code file:PATH}, or {@code store:NAME} for one that the
 * store keeps.
 *
 * @param text as it is written
 */
public record SecretReference(String text) {
  static final String VARIABLE = "env:";
  static final String FILE = "file:";
  static final String STORE = "store:";

  private static final Pattern WRITTEN =
      Pattern.compile("env:.+|file:.+|store:" + KeptSecrets.NAME);

  /** The secret cannot be had. The message says what to do, and holds none. */
  public static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Missing(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Takes what leads somewhere.
   *
   * @throws Missing for what does not: it may be a secret itself, so it is not shown
   */
  public SecretReference {
    if (!isOne(text))
      throw new Missing(
          "a secret is not written here: write env:NAME, file:PATH or store:NAME, where it is");
  }

  public static boolean isOne(String text) {
    return WRITTEN.matcher(text).matches();
  }

  /** What stands behind the colon. */
  String name() {
    return text.substring(text.indexOf(':') + 1);
  }
}
