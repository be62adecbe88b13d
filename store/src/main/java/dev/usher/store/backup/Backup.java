package dev.usher.store.backup;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.store.Account;
import dev.usher.store.StoreFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a store down as it is at one moment, while servers go on working with it. A line of JSON
 * for each row; what is sealed stays sealed.
 *
 * <p>The first line says what it is: {@code {"usherBackup":1,"schema":"15",…}}. Then for each table
 * a line that names it and its columns, and its rows, each an array of texts as PostgreSQL writes
 * them. The last line has the SHA-256 of all before it, so that a file which was cut off is known.
 */
public final class Backup {
  static final int FORM = 1;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int FETCHED = 1_000;

  private final Connection connection;
  private final Summed out;
  private long rows;

  private Backup(Connection connection, Summed out) {
    this.connection = connection;
    this.out = out;
  }

  /**
   * @param owner of the store's tables
   * @return how many rows
   * @throws StoreFailure when the store or the file cannot be had
   */
  public static long write(Account owner, OutputStream file, Instant at) {
    try (Connection connection = Login.of(owner)) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      Backup backup = new Backup(connection, new Summed(file));
      backup.write(at);
      connection.rollback();
      return backup.rows;
    } catch (SQLException failure) {
      throw new StoreFailure(
          "the store cannot be read (%s); see that it runs and that %s owns its tables"
              .formatted(failure.getMessage(), owner.user()),
          failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void write(Instant at) throws SQLException, IOException {
    Login.plainTexts(connection);
    ObjectNode first = JSON.createObjectNode();
    first.put("usherBackup", FORM);
    first.put("schema", Tables.version(connection));
    first.put("at", at.toString());
    out.line(first);
    for (String table : Tables.all(connection)) table(table);
    ObjectNode sequences = JSON.createObjectNode();
    Tables.sequences(connection).forEach(sequences.putObject("sequences")::put);
    out.line(sequences);
    out.end(JSON.createObjectNode().put("rows", rows).put("sha256", out.sum()));
  }

  private void table(String table) throws SQLException, IOException {
    Map<String, String> columns = Tables.columns(connection, table);
    ObjectNode head = JSON.createObjectNode().put("table", table);
    columns.keySet().forEach(head.putArray("columns")::add);
    out.line(head);
    List<String> texts = new ArrayList<>();
    columns.keySet().forEach(column -> texts.add(Tables.name(column) + "::text"));
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCHED);
      try (ResultSet found =
          statement.executeQuery(
              "select " + String.join(", ", texts) + " from " + Tables.table(table))) {
        while (found.next()) {
          ArrayNode row = JSON.createArrayNode();
          for (int i = 1; i <= texts.size(); i++) row.add(found.getString(i));
          out.line(row);
          rows++;
        }
      }
    }
  }
}
