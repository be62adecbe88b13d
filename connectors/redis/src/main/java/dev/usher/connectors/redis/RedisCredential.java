package dev.usher.connectors.redis;

import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.model.Target;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Passwords. The server is sent the hash that it would make of one itself, and not the password;
 * the mark that tells its end comes with it.
 */
final class RedisCredential {
  private RedisCredential() {}

  static void set(Target target, Wire wire, String account, char[] secret, Optional<Instant> end) {
    if (wire.ask("ACL", "GETUSER", account) == null) {
      throw new TargetFailure(
          Code.MISSING, target, "there is no account " + account + " in " + target + ": apply");
    }
    List<RedisMark> marks =
        marks(wire, account).stream().filter(RedisMark.For.class::isInstance).toList();
    if (marks.isEmpty()) {
      throw new TargetFailure(
          Code.CONFLICT,
          target,
          account + " in " + target + " is not usher's: set its password yourself");
    }
    List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", account, "resetpass"));
    marks.forEach(mark -> words.add("#" + mark.hash()));
    end.ifPresent(at -> words.add("#" + new RedisMark.Ends(at).hash()));
    words.add("#" + hash(secret));
    wire.ask(words);
    if (RedisInspect.hasFile(wire)) wire.ask("ACL", "SAVE");
  }

  /** The marks among an account's passwords; none of one that is not there. */
  static List<RedisMark> marks(Wire wire, String account) {
    Object passwords =
        Wire.field(wire.ask("ACL", "GETUSER", account), "passwords").orElse(List.of());
    return passwords instanceof List<?> all
        ? RedisInspect.marks(all.stream().map(String::valueOf).toList())
        : List.of();
  }

  private static String hash(char[] secret) {
    ByteBuffer text = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(text.duplicate());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } finally {
      Arrays.fill(text.array(), (byte) 0);
    }
  }
}
