package dev.usher.connectors.redis;

import dev.usher.core.model.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What usher writes among the passwords of an account that it made, so that the next run knows with
 * no file of ours: hashes that are hashes of nothing. Nobody comes in by one, for that would take a
 * text whose SHA-256 begins with eleven bytes of our choice; they come with the account in one
 * command, and die with it. 32 bytes: ten that say usher-mark, one that says which form, 21 of
 * content.
 */
sealed interface RedisMark {
  byte[] TAG = "usher-mark".getBytes(StandardCharsets.US_ASCII);
  int BYTES = 32;
  int CONTENT = BYTES - TAG.length - 1;

  /**
   * The account is for that target.
   *
   * @param of a digest of the target's name
   * @param unswept whether connections may still do what has been taken
   */
  record For(String of, boolean unswept) implements RedisMark {
    static For target(Target target, boolean unswept) {
      byte[] digest = sha256(target.environment() + "\0" + target.system());
      return new For(HexFormat.of().formatHex(digest, 0, CONTENT), unswept);
    }

    @Override
    public String hash() {
      return written(unswept ? 2 : 1, HexFormat.of().parseHex(of));
    }
  }

  /** The password that usher issued ends then; to the second. */
  record Ends(Instant at) implements RedisMark {
    @Override
    public String hash() {
      byte[] seconds = ByteBuffer.allocate(CONTENT).putLong(at.getEpochSecond()).array();
      return written(3, seconds);
    }
  }

  /** What is so now is not in the ACL file yet. Of {@link RedisNames#LEDGER} alone. */
  record Unsaved() implements RedisMark {
    @Override
    public String hash() {
      return written(4, new byte[CONTENT]);
    }
  }

  /** As it stands among the passwords: 64 hexadecimal digits. */
  String hash();

  /** The mark in a hash; none when it is not one of ours, digit by digit. */
  static Optional<RedisMark> read(String hash) {
    if (!hash.startsWith(HexFormat.of().formatHex(TAG)) || hash.length() != 2 * BYTES) {
      return Optional.empty();
    }
    byte[] bytes = HexFormat.of().parseHex(hash);
    ByteBuffer content = ByteBuffer.wrap(bytes, TAG.length + 1, CONTENT);
    String digest = HexFormat.of().formatHex(bytes, TAG.length + 1, BYTES);
    RedisMark mark =
        switch (bytes[TAG.length]) {
          case 1 -> new For(digest, false);
          case 2 -> new For(digest, true);
          case 3 -> ends(content.getLong());
          default -> new Unsaved();
        };
    return mark.hash().equals(hash) ? Optional.of(mark) : Optional.empty();
  }

  private static Ends ends(long seconds) {
    long bounded = Math.clamp(seconds, Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
    return new Ends(Instant.ofEpochSecond(bounded));
  }

  private static String written(int form, byte[] content) {
    ByteBuffer all = ByteBuffer.allocate(BYTES).put(TAG).put((byte) form).put(content);
    return HexFormat.of().formatHex(all.array());
  }

  /** SHA-256 of the text's UTF-8. */
  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
