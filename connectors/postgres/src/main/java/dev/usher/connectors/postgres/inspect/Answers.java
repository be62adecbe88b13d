package dev.usher.connectors.postgres.inspect;

import dev.usher.connectors.postgres.model.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * The answers to questions that are taken after others have been asked. In a database of many
 * tables another connection answers them meanwhile, as of the same moment (PostgreSQL manual,
 * 9.28.5 Snapshot Synchronization Functions); where there is none to be had, this one does.
 */
final class Answers implements AutoCloseable {
  /**
   * @param parameters arrays
   */
  record Question(String sql, InspectThings.Take take, List<Parameter> parameters) {
    private PreparedStatement on(Connection connection) throws SQLException {
      PreparedStatement statement = connection.prepareStatement(sql);
      for (int i = 0; i < parameters.size(); i++) {
        Parameter one = parameters.get(i);
        statement.setArray(i + 1, connection.createArrayOf(one.type, one.values));
      }
      statement.setFetchSize(InspectThings.AT_ONCE);
      return statement;
    }
  }

  /**
   * @param type of its elements
   */
  record Parameter(String type, Object[] values) {}

  /** What another connection has answered, as far as it has been fetched. */
  private record Asked(Connection other, List<ResultSet> answers) {}

  private final Connection connection;
  private final List<Question> questions;
  private final Optional<FutureTask<Asked>> meanwhile;

  private Answers(
      Connection connection, List<Question> questions, Optional<FutureTask<Asked>> meanwhile) {
    this.connection = connection;
    this.questions = questions;
    this.meanwhile = meanwhile;
  }

  /**
   * @param connection in a transaction that reads
   * @param another opens one more to the same database
   */
  static Answers meanwhile(
      Connection connection, Supplier<Connection> another, List<Question> questions)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
      row.next();
      String moment = row.getString(1);
      FutureTask<Asked> work = new FutureTask<>(() -> ask(another.get(), moment, questions));
      Thread.ofPlatform().daemon().start(work);
      return new Answers(connection, questions, Optional.of(work));
    }
  }

  /** Asks them when their answers are taken. */
  static Answers later(Connection connection, List<Question> questions) {
    return new Answers(connection, questions, Optional.empty());
  }

  private static Asked ask(Connection other, String moment, List<Question> questions)
      throws SQLException {
    try {
      other.setAutoCommit(false);
      try (Statement statement = other.createStatement()) {
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        statement.execute("SET TRANSACTION SNAPSHOT " + Sql.text(moment));
      }
      List<ResultSet> answers = new ArrayList<>();
      for (Question question : questions) {
        PreparedStatement statement = question.on(other);
        statement.closeOnCompletion();
        answers.add(statement.executeQuery());
      }
      return new Asked(other, answers);
    } catch (SQLException | RuntimeException failure) {
      other.close();
      throw failure;
    }
  }

  /** Takes the answers, in the order of the questions. */
  void take() throws SQLException {
    Optional<Asked> asked = meanwhile.flatMap(Answers::asked);
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      if (asked.isPresent()) {
        take(question, asked.get().answers().get(i));
      } else {
        try (PreparedStatement statement = question.on(connection)) {
          take(question, statement.executeQuery());
        }
      }
    }
  }

  private static void take(Question question, ResultSet answer) throws SQLException {
    try (answer) {
      while (answer.next()) question.take().row(answer);
    }
  }

  /** Nothing where it could not be had: a server may have room for one connection only. */
  private static Optional<Asked> asked(FutureTask<Asked> work) {
    try {
      return Optional.of(work.get());
    } catch (ExecutionException failed) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  @Override
  public void close() throws SQLException {
    Optional<Asked> asked = meanwhile.flatMap(Answers::asked);
    if (asked.isPresent()) asked.get().other().close();
  }
}
