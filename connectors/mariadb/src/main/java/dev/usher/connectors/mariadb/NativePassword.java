package dev.usher.connectors.mariadb;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The hash that MariaDB's plugin mysql_native_password keeps (manual: its page). */
final class NativePassword {
  private NativePassword() {}

  /** {@code *} and the SHA-1 of the SHA-1, in capitals. */
  static String hash(char[] secret) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return "*" + HexFormat.of().withUpperCase().formatHex(sha1.digest(sha1.digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(encoded.array(), (byte) 0);
    }
  }
}
