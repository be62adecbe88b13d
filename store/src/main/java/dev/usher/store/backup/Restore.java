package dev.usher.store.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.store.Account;
import dev.usher.store.Store;
import dev.usher.store.StoreFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a backup into an empty store, all of it or nothing. The store is brought to the form that
 * the backup has, filled, and then brought to the one of this version. From then on it counts as
 * restored: a server on it only takes away until somebody says that it takes over.
 */
public final class Restore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** So many rows by one statement. */
  private static final int AT_ONCE = 500;

  /** Tables that have rows from their migration on. */
  private static final List<String> BORN_FULL = List.of("past_epoch");

  private final Connection connection;
  private final BufferedReader lines;
  private final MessageDigest sum = Summed.digest();
  private final List<String> batch = new ArrayList<>();
  private String table = "";
  private String insert = "";
  private long rows;

  private Restore(Connection connection, BufferedReader lines) {
    this.connection = connection;
    this.lines = lines;
  }

  /**
   * @param owner of the store's tables, or who may make them
   * @param running what the server will work as
   * @param who does it
   * @return how many rows
   * @throws StoreFailure when the file is no backup or not whole, or the store is not empty; then
   *     nothing was changed but that its tables may be there
   */
  public static long read(InputStream file, Account owner, Account running, String who) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                file,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
      String first = lines.readLine();
      String schema = schema(first);
      Store.migrate(owner, running, schema);
      long rows = read(first, lines, owner, who);
      Store.migrate(owner, running, Store.LATEST);
      return rows;
    } catch (SQLException failure) {
      throw new StoreFailure(
          "the backup cannot be read into the store (%s); nothing of it is there"
              .formatted(failure.getMessage()),
          failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String schema(@Nullable String first) {
    JsonNode head = first == null ? JSON.createObjectNode() : json(first);
    String schema = head.path("schema").asText("");
    if (head.path("usherBackup").asInt(0) != Backup.FORM || !schema.matches("[0-9]{1,6}"))
      throw new StoreFailure(
          "this is no backup that this usher understands: usher backup makes one; a newer usher's"
              + " wants that one");
    return schema;
  }

  private static long read(String first, BufferedReader lines, Account owner, String who)
      throws SQLException, IOException {
    try (Connection connection = Login.of(owner)) {
      connection.setAutoCommit(false);
      Login.plainTexts(connection);
      Restore restore = new Restore(connection, lines);
      restore.add(first);
      restore.empty();
      restore.all();
      restore.restored(who);
      connection.commit();
      return restore.rows;
    }
  }

  private void empty() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String name : Tables.all(connection)) {
        statement.execute("lock table " + Tables.table(name) + " in access exclusive mode");
        if (BORN_FULL.contains(name)) {
          statement.execute("delete from " + Tables.table(name));
          continue;
        }
        try (ResultSet row =
            statement.executeQuery("select exists (select from " + Tables.table(name) + ")")) {
          row.next();
          if (row.getBoolean(1))
            throw new StoreFailure(
                "the store is not empty (%s has rows): name a database or a folder of its own, and"
                        .formatted(name)
                    + " keep this one for as long as you want it");
        }
      }
    }
  }

  private void all() throws SQLException, IOException {
    while (true) {
      String line = lines.readLine();
      if (line == null) throw notWhole("its end is missing");
      JsonNode node = json(line);
      if (node.has("sha256")) {
        flush();
        end(node);
        return;
      }
      add(line);
      if (node.has("table")) begin(node);
      else if (node.has("sequences")) sequences(node.path("sequences"));
      else if (node.isArray() && !table.isEmpty()) row(line);
      else throw notWhole("a line of it is of no known kind");
    }
  }

  private void add(String line) {
    sum.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void begin(JsonNode head) throws SQLException {
    flush();
    table = head.path("table").asText();
    Map<String, String> there = Tables.columns(connection, table);
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (JsonNode column : head.path("columns")) {
      String type = there.get(column.asText());
      if (type == null) throw notWhole("%s.%s is unknown here".formatted(table, column.asText()));
      values.add("(line ->> %d)::%s".formatted(names.size(), type));
      names.add(Tables.name(column.asText()));
    }
    insert =
        "insert into %s (%s) overriding system value select %s from unnest(cast(? as jsonb[])) line"
            .formatted(Tables.table(table), String.join(", ", names), String.join(", ", values));
  }

  private void row(String line) throws SQLException {
    batch.add(line);
    rows++;
    if (batch.size() == AT_ONCE) flush();
  }

  private void flush() throws SQLException {
    if (batch.isEmpty()) return;
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setArray(1, connection.createArrayOf("text", batch.toArray()));
      statement.executeUpdate();
    }
    batch.clear();
  }

  private void sequences(JsonNode sequences) throws SQLException {
    flush();
    try (PreparedStatement statement =
        connection.prepareStatement("select setval(cast(? as regclass), ?)")) {
      for (var one : sequences.properties()) {
        statement.setString(1, Tables.table(one.getKey()));
        statement.setLong(2, one.getValue().asLong());
        statement.execute();
      }
    }
  }

  private void end(JsonNode last) throws IOException {
    String found = HexFormat.of().formatHex(sum.digest());
    if (!last.path("sha256").asText().equals(found) || last.path("rows").asLong(-1) != rows)
      throw notWhole("its checksum is another one");
    if (lines.readLine() != null) throw notWhole("something stands behind its end");
  }

  /** In the transaction of all the rest: there is no moment in which a server could believe it. */
  private void restored(String who) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into %1$s.past_epoch (epoch, instance, how, who) select epoch + 1, instance, 'restored', ? from %1$s.past_epoch order by epoch desc limit 1"
                .formatted(Store.SCHEMA))) {
      statement.setString(1, who);
      if (statement.executeUpdate() != 1) throw notWhole("it does not say whose past it is of");
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException wrong) {
      throw notWhole("a line of it is no JSON");
    }
  }

  private static StoreFailure notWhole(String why) {
    return new StoreFailure(
        "the backup was cut off or changed (%s); nothing of it is in the store: take another one"
            .formatted(why));
  }
}
