package dev.usher.cli.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Set;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** A way into a server for somebody, whatever the server is. */
interface Door extends AutoCloseable {
  /**
   * Tries something that does no harm.
   *
   * @return the server's refusal; empty when it did as it was told
   * @throws SQLException any failure that is not a refusal
   */
  String tries(String statement) throws SQLException;

  /** Something that everybody may who is in. */
  String harmless();

  /** Whether the server has ended it. */
  default boolean isEnded() {
    try {
      tries(harmless());
      return false;
    } catch (SQLException | JedisException ended) {
      return true;
    }
  }

  @Override
  void close() throws SQLException;

  /**
   * @param denied SQLSTATEs by which the server says that somebody may not
   */
  static Door of(Connection connection, Set<String> denied) {
    return new Door() {
      @Override
      public String tries(String statement) throws SQLException {
        try (Statement running = connection.createStatement()) {
          running.execute(statement);
          return "";
        } catch (SQLException refused) {
          if (!denied.contains(String.valueOf(refused.getSQLState()))) throw refused;
          return Refusal.text(refused);
        }
      }

      @Override
      public String harmless() {
        return "select 1";
      }

      @Override
      public void close() throws SQLException {
        connection.close();
      }
    };
  }

  static Door of(Jedis connection) {
    return new Door() {
      @Override
      public String tries(String statement) {
        String[] words = statement.split(" ");
        try {
          connection.sendCommand(
              Protocol.Command.valueOf(words[0]), Arrays.copyOfRange(words, 1, words.length));
          return "";
        } catch (JedisDataException refused) {
          String message = String.valueOf(refused.getMessage());
          if (!message.startsWith("NOPERM")) throw refused;
          return message;
        }
      }

      @Override
      public String harmless() {
        return "PING";
      }

      @Override
      public void close() {
        connection.close();
      }
    };
  }
}
