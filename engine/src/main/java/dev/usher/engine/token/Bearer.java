package dev.usher.engine.token;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/** What a bearer shows: {@code usher_} and 256 random bits. Kept by nobody but its bearer. */
public final class Bearer {
  private static final String PREFIX = "usher_";
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

  /** So many digits to the base 62 hold 256 bits. */
  private static final int LENGTH = 43;

  private static final int BYTES = 32;

  /** To be cloned: nearly every request needs one, and to look for the provider takes longer. */
  private static final MessageDigest SHA_256 = sha256();

  private Bearer() {}

  /**
   * @param random cryptographically strong
   */
  static String random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return PREFIX + base62(new BigInteger(1, bytes), LENGTH);
  }

  /** A name for a token that is no secret and that nobody else's has. */
  static String id(RandomGenerator random) {
    byte[] bytes = new byte[BYTES / 4];
    random.nextBytes(bytes);
    return base62(new BigInteger(1, bytes), 11);
  }

  private static String base62(BigInteger number, int length) {
    StringBuilder text = new StringBuilder();
    BigInteger rest = number;
    for (int i = 0; i < length; i++) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      text.append(DIGITS.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return text.reverse().toString();
  }

  /**
   * What is kept of it and by which it is found: SHA-256, without salt, for there is nothing to
   * guess in 256 random bits.
   */
  public static byte[] digest(String shown) {
    try {
      MessageDigest digest = (MessageDigest) SHA_256.clone();
      return digest.digest(shown.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
