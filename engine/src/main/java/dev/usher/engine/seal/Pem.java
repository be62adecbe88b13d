package dev.usher.engine.seal;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys as text (RFC 7468). */
final class Pem {
  static final String PRIVATE = "PRIVATE KEY";
  static final String PUBLIC = "PUBLIC KEY";

  /** RFC 7468, section 2. */
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  static String write(String label, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
        .formatted(label, LINES.encodeToString(bytes));
  }

  /** The first block of that label; what stands around it is left alone. */
  static Optional<byte[]> read(String label, String text) {
    Matcher block =
        Pattern.compile("-----BEGIN %s-----([A-Za-z0-9+/=\\s]*)-----END %1$s-----".formatted(label))
            .matcher(text);
    if (!block.find()) return Optional.empty();
    try {
      return Optional.of(Base64.getMimeDecoder().decode(block.group(1)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
