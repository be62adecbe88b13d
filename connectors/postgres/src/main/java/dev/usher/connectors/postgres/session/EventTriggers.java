package dev.usher.connectors.postgres.session;

import dev.usher.connectors.postgres.inspect.InspectServer;
import dev.usher.core.plan.Plan.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Event triggers by which a statement would run what somebody else writes, with usher's rights. A
 * plan tells of them, but a few people's leaves out what it would tell of others, a leaver's too;
 * and one may have been made since.
 */
final class EventTriggers {
  /**
   * What is said of roles and of databases fires none (PostgreSQL 18 manual, section 38.1), nor
   * does a question. All else is taken to fire one. Names are quoted, so none of these words is a
   * part of one.
   */
  private static final Pattern FIRES_NONE =
      Pattern.compile(
          "(?:SELECT|SET|ROLLBACK PREPARED|(?:CREATE|ALTER|DROP|COMMENT ON) ROLE"
              + "|(?:GRANT|REVOKE(?: [A-Z]+ OPTION FOR)?)(?: \"| [A-Z, ]+ ON DATABASE \")).*",
          Pattern.DOTALL);

  private EventTriggers() {}

  /** Why the stage is not begun. */
  static Optional<String> objection(Connection connection, Stage stage) throws SQLException {
    boolean fires =
        stage.steps().stream().anyMatch(step -> !FIRES_NONE.matcher(step.statement()).matches());
    if (!fires) return Optional.empty();
    return InspectServer.hooks(connection).stream()
        .findFirst()
        .map(
            hook ->
                "the event trigger "
                    + hook
                    + " would run with usher's rights: as a superuser, ALTER EVENT TRIGGER … DISABLE");
  }
}
