package dev.usher.connectors.redis;

import dev.usher.core.model.Visible;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The names that usher makes at a Redis, and which ones no account can have. */
final class RedisNames {
  /** An account nobody comes in by: it holds what belongs to the server as a whole. */
  static final String LEDGER = "usher.ledger";

  /** Name of the connection of the one who writes. */
  static final String WRITER = "usher-writer";

  /** Whoever says no name is this account. */
  static final String DEFAULT = "default";

  private RedisNames() {}

  /** Whether the policy can name somebody so whose account is called that, as {@code "{name}"}. */
  static boolean isSubject(String account) {
    return !account.equals("*")
        && account.indexOf(':') < 0
        && !account.contains("{env}")
        && account.codePoints().noneMatch(Visible::isHidden);
  }

  /** Why no account can be called that; empty when one can. */
  static Optional<String> refusal(String account) {
    if (account.isEmpty()) return Optional.of("it is empty");
    if (account.equals(DEFAULT)) return Optional.of("that is whoever says no name at all");
    if (account.equals(LEDGER) || KeptOut.isOne(account))
      return Optional.of("usher keeps that account for itself");
    if (account.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      return Optional.of("it holds a blank or a control character");
    }
    if (account.chars().anyMatch(c -> c == '(' || c == ')')) {
      return Optional.of("it holds a parenthesis, which begins a selector in the ACL file");
    }
    int bytes = account.getBytes(StandardCharsets.UTF_8).length;
    int most = RedisType.TYPE.maxNameBytes();
    return bytes > most
        ? Optional.of("it has " + bytes + " bytes, and " + most + " are the most")
        : Optional.empty();
  }
}
