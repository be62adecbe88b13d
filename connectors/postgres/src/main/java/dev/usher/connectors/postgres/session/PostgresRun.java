package dev.usher.connectors.postgres.session;

import dev.usher.connectors.api.Claim;
import dev.usher.connectors.postgres.link.Blocked;
import dev.usher.connectors.postgres.link.PostgresErrors;
import dev.usher.connectors.postgres.model.PostgresLedgerMark;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Outcome;
import dev.usher.core.plan.Plan.Stage;
import dev.usher.core.plan.Plan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one stage as one transaction; nothing is told as done before it is committed. What cannot be
 * part of one runs statement by statement.
 */
public final class PostgresRun {
  /**
   * Warnings of a statement that did not do what it says (appendix A): privilege not granted, not
   * revoked; membership not revoked.
   */
  private static final Set<String> NOT_DONE = Set.of("01006", "01007", "01000");

  private final String admin;
  private final Target target;
  private final Optional<Claim> claim;
  private final Duration limit;
  private final InstantSource clock;

  /**
   * @param target whose mark is claimed
   */
  PostgresRun(
      String admin, Target target, Optional<Claim> claim, Duration limit, InstantSource clock) {
    this.admin = admin;
    this.target = target;
    this.claim = claim;
    this.limit = limit;
    this.clock = clock;
  }

  /**
   * @param blocked watches the connection
   */
  void run(Connection connection, Blocked blocked, Stage stage, Consumer<Outcome> told) {
    Optional<String> objection;
    try {
      objection = EventTriggers.objection(connection, stage);
    } catch (SQLException error) {
      objection = Optional.of(why(error, blocked));
    }
    if (objection.isPresent()) stopped(stage.steps(), objection.get(), told);
    else if (stage.atomic()) together(connection, blocked, stage, told);
    else oneByOne(connection, blocked, stage, told);
  }

  /** Whatever becomes of it, usher's account is itself again afterwards. */
  private void oneByOne(
      Connection connection, Blocked blocked, Stage stage, Consumer<Outcome> told) {
    List<Step> left = new ArrayList<>(stage.steps());
    try {
      if (claim.isPresent() && !PostgresLedgerMark.claim(target, connection, claim.get())) {
        stopped(left, Claim.overtaken(target), told);
        return;
      }
    } catch (SQLException error) {
      stopped(left, why(error, blocked), told);
      return;
    }
    try (Statement statement = connection.createStatement()) {
      while (!left.isEmpty()) {
        Step step = left.getFirst();
        try {
          statement.execute(step.statement());
        } catch (SQLException error) {
          if (!isGone(step, error)) throw error;
        }
        String warning = warning(statement.getWarnings());
        if (warning != null) {
          stopped(left, warning, told);
          break;
        }
        statement.clearWarnings();
        told.accept(new Outcome.Done(step.id(), clock.instant()));
        left.removeFirst();
      }
      statement.execute("SET ROLE NONE");
    } catch (SQLException error) {
      if (!left.isEmpty()) stopped(left, why(error, blocked), told);
      itself(connection);
    }
  }

  /** A transaction that somebody else has just ended is as ended as it was to be. */
  private static boolean isGone(Step step, SQLException error) {
    return step.statement().startsWith("ROLLBACK PREPARED ") && PostgresErrors.isUnknown(error);
  }

  private static void itself(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE NONE");
    } catch (SQLException gone) {
      // The connection is gone, and with it whoever it was.
    }
  }

  private static void stopped(List<Step> left, String why, Consumer<Outcome> told) {
    Step failed = left.getFirst();
    for (Step step : left) {
      String reason = step == failed ? why : "not begun, for step " + failed.id() + " was not done";
      told.accept(new Outcome.NotDone(step.id(), reason));
    }
  }

  private void together(
      Connection connection, Blocked blocked, Stage stage, Consumer<Outcome> told) {
    Step at = stage.steps().getFirst();
    Ending ending = new Ending();
    try {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET LOCAL statement_timeout = " + 10 * limit.toMillis());
        // Whoever sleeps in the middle, with locks, is woken to nothing.
        statement.execute(
            "SET LOCAL idle_in_transaction_session_timeout = " + WriterLock.alive(limit));
        if (claim.isPresent() && !PostgresLedgerMark.take(target, connection, claim.get())) {
          rollBack(connection);
          notDone(stage, at, Claim.overtaken(target), told);
          return;
        }
        for (Step step : stage.steps()) {
          at = step;
          try {
            if (statement.execute(step.statement())) {
              ending.told(step, statement.getResultSet());
              statement.clearWarnings();
            }
          } catch (SQLException error) {
            rollBack(connection);
            notDone(stage, step, why(error, blocked), told);
            return;
          }
          String warning = warning(statement.getWarnings());
          if (warning != null) {
            connection.rollback();
            notDone(stage, step, warning, told);
            return;
          }
          statement.clearWarnings();
        }
      }
    } catch (SQLException error) {
      rollBack(connection);
      notDone(stage, at, why(error, blocked), told);
      return;
    }
    try {
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException error) {
      commitFailed(connection, stage, error, told);
      return;
    }
    Map<Step, List<Integer>> left = left(connection, ending);
    Instant now = clock.instant();
    for (Step step : stage.steps()) {
      List<Integer> some = left.getOrDefault(step, List.of());
      told.accept(
          some.isEmpty()
              ? new Outcome.Done(step.id(), now)
              : new Outcome.NotDone(step.id(), Ending.why(some)));
    }
  }

  private Map<Step, List<Integer>> left(Connection connection, Ending ending) {
    try {
      return ending.left(connection);
    } catch (SQLException error) {
      return ending.all();
    }
  }

  private void commitFailed(
      Connection connection, Stage stage, SQLException error, Consumer<Outcome> told) {
    if (!PostgresErrors.isLost(error)) {
      rollBack(connection);
      notDone(stage, stage.steps().getLast(), PostgresErrors.why(admin, error), told);
      return;
    }
    String why = "the connection was lost at the commit: plan again, what is done is found";
    stage.steps().forEach(step -> told.accept(new Outcome.Unknown(step.id(), why)));
  }

  private static void notDone(Stage stage, Step failed, String why, Consumer<Outcome> told) {
    for (Step step : stage.steps()) {
      String reason =
          step == failed
              ? why
              : step.id() < failed.id()
                  ? "rolled back, for step " + failed.id() + " was not done"
                  : "not begun, for step " + failed.id() + " was not done";
      told.accept(new Outcome.NotDone(step.id(), reason));
    }
  }

  private String why(SQLException error, Blocked blocked) {
    return PostgresErrors.why(admin, error) + blocked.by(error);
  }

  private static @Nullable String warning(@Nullable SQLWarning first) {
    for (SQLWarning next = first; next != null; next = next.getNextWarning()) {
      if (NOT_DONE.contains(Objects.requireNonNullElse(next.getSQLState(), ""))) {
        return Objects.requireNonNullElse(next.getMessage(), "a warning without a text");
      }
    }
    return null;
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException gone) {
      // The connection is gone, and the transaction with it.
    }
  }
}
