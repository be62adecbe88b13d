package dev.usher.connectors.mariadb;

import dev.usher.core.model.Target;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How usher writes what it made: rows of {@code usher.mark}, for accounts have no comments. A row
 * is there before what it speaks of, and says so.
 */
final class MariaDbMark {
  /** In UTC, which every connection of ours has as its time zone. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  private static final String INSERT =
      "INSERT INTO usher.mark"
          + " (kind, name, host, environment, `system`, role, state, adopted, ends) VALUES ";

  private static final String AGAIN =
      " ON DUPLICATE KEY UPDATE role = VALUES(role), state = VALUES(state),"
          + " adopted = VALUES(adopted), ends = VALUES(ends)";

  private MariaDbMark() {}

  /** One role's mark, before the role is made. */
  static String roles(Collection<MariaDbFact.Group> groups) {
    return INSERT
        + groups.stream()
            .map(
                one ->
                    row(
                        "role",
                        Grantee.role(one.name()),
                        one.target(),
                        one.role(),
                        "coming",
                        false,
                        "NULL"))
            .collect(Collectors.joining(", "))
        + AGAIN;
  }

  /**
   * An account's marks.
   *
   * @param made whether it is there already
   */
  static String account(
      Grantee who,
      Collection<Target> targets,
      boolean made,
      boolean adopted,
      Optional<Instant> until) {
    String ends = until.map(MariaDbMark::time).orElse("NULL");
    return INSERT
        + targets.stream()
            .map(target -> row("account", who, target, "", made ? "made" : "coming", adopted, ends))
            .collect(Collectors.joining(", "))
        + AGAIN;
  }

  /** That of one that is taken over as it was, with the first change to it. */
  static String adopted(Grantee who, Collection<Target> targets) {
    return account(who, targets, true, true, Optional.empty());
  }

  private static String row(
      String kind,
      Grantee who,
      Target target,
      String role,
      String state,
      boolean adopted,
      String ends) {
    return "("
        + String.join(
            ", ",
            Sql.text(kind),
            Sql.text(who.name()),
            Sql.text(who.host()),
            Sql.text(target.environment()),
            Sql.text(target.system()),
            Sql.text(role),
            Sql.text(state),
            adopted ? "1" : "0",
            ends)
        + ")";
  }

  private static String time(Instant instant) {
    return Sql.text(TIME.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)));
  }

  static String madeRoles(Collection<String> names) {
    return "UPDATE usher.mark SET state = 'made' WHERE kind = 'role' AND name IN ("
        + Sql.texts(names)
        + ")";
  }

  static String made(Grantee who) {
    return "UPDATE usher.mark SET state = 'made' WHERE " + account(who);
  }

  /** That sessions may have kept what was taken, or have no more. */
  static String unswept(Collection<Grantee> accounts, boolean unswept) {
    return "UPDATE usher.mark SET unswept = "
        + (unswept ? "1" : "0")
        + " WHERE kind = 'account' AND (name, host) IN ("
        + accounts.stream()
            .map(who -> "(" + Sql.text(who.name()) + ", " + Sql.text(who.host()) + ")")
            .collect(Collectors.joining(", "))
        + ")";
  }

  static String ends(Grantee who, Optional<Instant> until) {
    return "UPDATE usher.mark SET ends = "
        + until.map(MariaDbMark::time).orElse("NULL")
        + " WHERE "
        + account(who);
  }

  static String gone(Grantee who, Collection<Target> targets) {
    return "DELETE FROM usher.mark WHERE " + account(who) + " AND " + in(targets);
  }

  static String goneRoles(Collection<String> names) {
    return "DELETE FROM usher.mark WHERE kind = 'role' AND name IN (" + Sql.texts(names) + ")";
  }

  private static String account(Grantee who) {
    return "kind = 'account' AND name = "
        + Sql.text(who.name())
        + " AND host = "
        + Sql.text(who.host());
  }

  private static String in(Collection<Target> targets) {
    List<String> rows =
        targets.stream()
            .map(one -> "(" + Sql.text(one.environment()) + ", " + Sql.text(one.system()) + ")")
            .toList();
    return "(environment, `system`) IN (" + String.join(", ", rows) + ")";
  }
}
