package dev.usher.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * By the driver alone, for the few statements that nearly every request needs: to take them through
 * Jdbi costs this process more than all the rest of them.
 */
public final class Straight {
  private Straight() {}

  /** Reads one row. */
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * @param sql a parameter is {@code ?}
   * @return the first row's; nothing where there is none
   * @throws UnableToExecuteStatementException as Jdbi does; its cause is the SQLException
   */
  public static <T> Optional<T> first(
      Handle handle, String sql, Row<T> row, @Nullable Object... parameters) {
    return all(handle, sql, row, parameters).stream().findFirst();
  }

  /**
   * @param sql as in {@link #first}
   * @throws UnableToExecuteStatementException likewise
   */
  public static <T> List<T> all(
      Handle handle, String sql, Row<T> row, @Nullable Object... parameters) {
    try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        Object value = parameters[i];
        // Of no other type than where there is one, or it would be planned anew.
        if (value == null) statement.setNull(i + 1, Types.VARCHAR);
        else statement.setObject(i + 1, value);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<T> all = new ArrayList<>();
        while (rows.next()) all.add(row.read(rows));
        return all;
      }
    } catch (SQLException failure) {
      throw new UnableToExecuteStatementException(failure, null);
    }
  }
}
