package dev.usher.core.condition;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A short name for a condition, by which a live system can tell which one it was given: equal
 * conditions have equal ones.
 */
public final class Digest {
  /** Of what is not narrowed: every row. */
  public static final String EVERY = "*";

  private Digest() {}

  public static String of(Optional<Condition> rows) {
    return rows.map(Digest::of).orElse(EVERY);
  }

  /** The first 16 digits of a SHA-256: whoever writes a policy gains nothing by two that agree. */
  private static String of(Condition condition) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(condition.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
