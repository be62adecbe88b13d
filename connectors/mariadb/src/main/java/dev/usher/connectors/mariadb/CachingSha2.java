package dev.usher.connectors.mariadb;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The hash that MySQL's plugin caching_sha2_password keeps: {@code $A$}, thousands of rounds in
 * hexadecimal digits, {@code $}, 20 characters of salt, 43 of a digest. The digest is that of "Unix
 * crypt using SHA-256" (U. Drepper, version 0.6), but for the longer salt.
 */
final class CachingSha2 {
  private static final String DIGITS =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** The fewest that MySQL takes, and what 8.0 makes by itself. */
  private static final int THOUSANDS = 5;

  private static final int SALT = 20;

  /** The order of the digest's bytes, three and three. */
  private static final int[] ORDER = {
    0, 10, 20, 21, 1, 11, 12, 22, 2, 3, 13, 23, 24, 4, 14, 15, 25, 5, 6, 16, 26, 27, 7, 17, 18, 28,
    8, 9, 19, 29
  };

  private CachingSha2() {}

  static String hash(char[] secret) {
    SecureRandom random = new SecureRandom();
    byte[] salt = new byte[SALT];
    for (int i = 0; i < SALT; i++) salt[i] = (byte) DIGITS.charAt(random.nextInt(64));
    return hash(secret, salt, THOUSANDS);
  }

  static String hash(char[] secret, byte[] salt, int thousands) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
    byte[] key = new byte[encoded.remaining()];
    encoded.get(key);
    try {
      return "$A$%03X$".formatted(thousands)
          + new String(salt, StandardCharsets.US_ASCII)
          + text(digest(key, salt, 1000 * thousands));
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(encoded.array(), (byte) 0);
    }
  }

  private static byte[] digest(byte[] key, byte[] salt, int rounds) {
    MessageDigest sha = sha256();
    byte[] mixed = sha256(key, salt, key);
    sha.update(key);
    sha.update(salt);
    sha.update(repeated(mixed, key.length));
    for (int bits = key.length; bits > 0; bits >>= 1) sha.update((bits & 1) == 1 ? mixed : key);
    byte[] digest = sha.digest();
    for (int i = 0; i < key.length; i++) sha.update(key);
    byte[] keys = repeated(sha.digest(), key.length);
    for (int i = 0; i < 16 + (digest[0] & 0xFF); i++) sha.update(salt);
    byte[] salts = repeated(sha.digest(), salt.length);
    for (int round = 0; round < rounds; round++) {
      boolean odd = round % 2 == 1;
      sha.update(odd ? keys : digest);
      if (round % 3 != 0) sha.update(salts);
      if (round % 7 != 0) sha.update(keys);
      sha.update(odd ? digest : keys);
      digest = sha.digest();
    }
    Arrays.fill(keys, (byte) 0);
    return digest;
  }

  private static byte[] repeated(byte[] block, int length) {
    byte[] all = new byte[length];
    for (int i = 0; i < length; i++) all[i] = block[i % block.length];
    return all;
  }

  private static String text(byte[] digest) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ORDER.length; i += 3) {
      append(text, digest[ORDER[i]], digest[ORDER[i + 1]], digest[ORDER[i + 2]], 4);
    }
    append(text, (byte) 0, digest[31], digest[30], 3);
    return text.toString();
  }

  private static void append(StringBuilder text, byte high, byte middle, byte low, int digits) {
    int bits = (high & 0xFF) << 16 | (middle & 0xFF) << 8 | low & 0xFF;
    for (int i = 0; i < digits; i++, bits >>= 6) text.append(DIGITS.charAt(bits & 63));
  }

  private static byte[] sha256(byte[]... parts) {
    MessageDigest sha = sha256();
    for (byte[] part : parts) sha.update(part);
    return sha.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
