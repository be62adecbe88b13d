package dev.usher.server.sink;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The header {@code webhook-signature} of Standard Webhooks (specification 1.0.0, "Signature
 * scheme", symmetric): {@code v1,} and base64 of HMAC-SHA256 over {@code id.timestamp.body}. With
 * several secrets there are as many signatures, so that a receiver can go from one to the next.
 */
final class WebhookSignature {
  private static final String PREFIX = "whsec_";

  /** "Secrets": between 24 and 64 bytes. */
  private static final int SHORTEST = 24;

  private static final int LONGEST = 64;

  private WebhookSignature() {}

  /** It is no secret of that form. Does not hold it. */
  static final class NoSecret extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSecret() {
      super(
          "what is there is no secret for webhooks: whsec_ and then base64 of 24 to 64 random bytes",
          null,
          false,
          false);
    }
  }

  /**
   * @param secrets each {@code whsec_…}, parted by white space
   * @param seconds since 1970
   */
  static String of(String secrets, String id, long seconds, byte[] body) {
    return Arrays.stream(secrets.strip().split("\\s+"))
        .map(secret -> "v1," + signed(key(secret), id + "." + seconds + ".", body))
        .collect(Collectors.joining(" "));
  }

  /**
   * @throws NoSecret when one of them is none
   */
  static void check(String secrets) {
    for (String secret : secrets.strip().split("\\s+")) key(secret);
  }

  private static byte[] key(String secret) {
    if (!secret.startsWith(PREFIX)) throw new NoSecret();
    try {
      byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
      if (key.length < SHORTEST || key.length > LONGEST) throw new NoSecret();
      return key;
    } catch (IllegalArgumentException _) {
      throw new NoSecret();
    }
  }

  private static String signed(byte[] key, String before, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(before.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
