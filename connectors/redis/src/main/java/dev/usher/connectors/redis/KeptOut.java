package dev.usher.connectors.redis;

import dev.usher.core.model.Hold;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * How it is written down that somebody is kept out: an account of its own, closed and without a
 * command, whose one key pattern is {@code kept/ENVIRONMENT/SYSTEM/KIND/SUBJECT}, each part as in a
 * URL. It opens nothing.
 */
final class KeptOut {
  /** How the accounts are called, before a digest of the target and the subject. */
  private static final String PREFIX = "usher.kept.";

  private static final String FIRST = "kept";

  private KeptOut() {}

  static boolean isOne(String account) {
    return account.startsWith(PREFIX);
  }

  static String account(Target target, String subject) {
    byte[] digest =
        RedisMark.sha256(target.environment() + "\0" + target.system() + "\0" + subject);
    return PREFIX + HexFormat.of().formatHex(digest, 0, 16);
  }

  /** The command that writes it down; whatever was of that name is no more. */
  static List<String> command(Target target, Hold hold) {
    String pattern =
        String.join(
            "/",
            FIRST,
            encoded(target.environment()),
            encoded(target.system()),
            hold.kind().word(),
            encoded(hold.subject()));
    return List.of(
        "ACL", "SETUSER", account(target, hold.subject()), "reset", "resetchannels", "~" + pattern);
  }

  /** What an account of that name and those key patterns says; nothing where it is not usher's. */
  static Holds read(String account, Collection<String> patterns) {
    for (String pattern : patterns) {
      String[] parts = pattern.split("/", -1);
      if (parts.length != 5 || !parts[0].equals(FIRST)) continue;
      try {
        Target target = new Target(decoded(parts[1]), decoded(parts[2]));
        Kind kind = Kind.valueOf(parts[3].toUpperCase(Locale.ROOT));
        Hold hold = new Hold(decoded(parts[4]), kind);
        if (account.equals(account(target, hold.subject()))) return Holds.NONE.with(target, hold);
      } catch (IllegalArgumentException notOurs) {
        // Nobody is kept out by what usher did not write.
      }
    }
    return Holds.NONE;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
