package dev.usher.cli.demo;

import java.sql.SQLException;
import java.util.Set;

/** What a server says when it refuses. */
final class Refusal {
  /** Wrong password, no such account or not to log in, no privilege (manual, appendix A). */
  private static final Set<String> DOOR = Set.of("28P01", "28000", "42501");

  private Refusal() {}

  /** Whether it did not let somebody in. */
  static boolean isAtTheDoor(SQLException refused) {
    return DOOR.contains(String.valueOf(refused.getSQLState()));
  }

  /** Its first line, without the word that opens it. */
  static String text(SQLException refused) {
    String message = String.valueOf(refused.getMessage());
    return message.lines().findFirst().orElse("").replaceFirst("^(ERROR|FATAL): ", "");
  }
}
