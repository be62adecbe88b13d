package dev.usher.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;

/** Commands to a Redis as the words that one would type. */
public final class RedisWords {
  private RedisWords() {}

  /**
   * Says one command.
   *
   * @return text, a number, or a list of answers
   * @throws redis.clients.jedis.exceptions.JedisDataException when the server refuses
   */
  public static Object say(Connection connection, String... words) {
    connection.sendCommand(arguments(words));
    return plain(connection.getOne());
  }

  /** The command, to be sent without waiting for the answer. */
  public static CommandArguments arguments(String... words) {
    CommandArguments said = new CommandArguments(() -> words[0].getBytes(StandardCharsets.UTF_8));
    Arrays.stream(words).skip(1).forEach(word -> said.add(word));
    return said;
  }

  /** An answer with its bytes as text. */
  public static Object plain(Object answer) {
    return switch (answer) {
      case null -> "";
      case byte[] text -> new String(text, StandardCharsets.UTF_8);
      case List<?> all -> all.stream().map(RedisWords::plain).toList();
      default -> answer;
    };
  }
}
