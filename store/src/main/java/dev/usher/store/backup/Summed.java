package dev.usher.store.backup;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Lines that are summed up while they are written. */
final class Summed {
  private final OutputStream out;
  private final MessageDigest sum = digest();

  Summed(OutputStream out) {
    this.out = new BufferedOutputStream(out);
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  void line(JsonNode node) throws IOException {
    byte[] line = (node + "\n").getBytes(StandardCharsets.UTF_8);
    sum.update(line);
    out.write(line);
  }

  /** Of all lines until now; once. */
  String sum() {
    return HexFormat.of().formatHex(sum.digest());
  }

  void end(JsonNode node) throws IOException {
    out.write((node + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
