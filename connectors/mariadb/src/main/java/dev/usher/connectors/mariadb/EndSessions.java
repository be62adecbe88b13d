package dev.usher.connectors.mariadb;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Ends sessions, and looks again until there are none. A session shows its account's name and not
 * its host: whoever else has that name is sent out too.
 */
final class EndSessions {
  /** Twenty looks a second. */
  private static final int LOOKS = 400;

  private EndSessions() {}

  /** One compound statement (manual: BEGIN NOT ATOMIC; KILL). */
  static String of(Collection<Grantee> accounts, Optional<String> database) {
    List<String> names = accounts.stream().map(Grantee::name).distinct().sorted().toList();
    String which =
        "FROM information_schema.processlist WHERE BINARY user IN ("
            + Sql.texts(names)
            + ")"
            + database.map(one -> " AND BINARY db = " + Sql.text(one)).orElse("");
    return "BEGIN NOT ATOMIC DECLARE looks INT DEFAULT 0;"
        + " DECLARE CONTINUE HANDLER FOR 1094 BEGIN END;"
        + " WHILE EXISTS (SELECT 1 "
        + which
        + ") DO IF looks = "
        + LOOKS
        + " THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a session does not end';"
        + " END IF; FOR s IN (SELECT id "
        + which
        + ") DO KILL HARD CONNECTION s.id; END FOR; DO SLEEP(0.05); SET looks = looks + 1;"
        + " END WHILE; END";
  }
}
