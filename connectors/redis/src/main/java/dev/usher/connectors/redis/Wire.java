package dev.usher.connectors.redis;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.model.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** One connection to a server. What is lost once is lost for good: it is never opened again. */
final class Wire implements AutoCloseable {
  /** Answers to so many commands are waited for at once. */
  private static final int AT_ONCE = 2_000;

  /** A server with many accounts takes a while to list them. */
  static final int ANSWER_LIMITS = 12;

  private final Connection connection;
  private final Target target;
  private final String user;

  private Wire(Connection connection, Target target, String user) {
    this.connection = connection;
    this.target = target;
    this.user = user;
  }

  static Wire open(Target target, RedisUrl url, Login login, Duration limit) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .socketTimeoutMillis(millis(limit.multipliedBy(ANSWER_LIMITS)))
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .credentials(new DefaultRedisCredentials(login.user(), login.password()));
    try {
      Connection connection = new Connection(new Sockets(url, limit), config.build());
      return new Wire(connection, target, login.user());
    } catch (JedisException error) {
      throw RedisErrors.opening(target, login.user(), error);
    } catch (ClassCastException
        | IllegalArgumentException
        | NegativeArraySizeException
        | StackOverflowError
        | OutOfMemoryError senseless) {
      throw RedisErrors.senseless(target, senseless);
    }
  }

  static int millis(Duration time) {
    return (int) Math.clamp(time.toMillis(), 1, Integer.MAX_VALUE);
  }

  boolean isLost() {
    return connection.isBroken();
  }

  /**
   * One command's answer: text, a number, or a list of such; null for nothing.
   *
   * @throws TargetFailure when the server refuses or is gone
   */
  @Nullable Object ask(String... words) {
    return ask(List.of(words));
  }

  @Nullable Object ask(List<String> words) {
    Object answer = all(List.of(words)).getFirst();
    if (answer instanceof JedisDataException refused) throw failure(refused);
    return answer;
  }

  /** A list of texts. */
  List<String> lines(String... words) {
    return ask(words) instanceof List<?> all
        ? all.stream().map(String::valueOf).toList()
        : List.of();
  }

  /**
   * The answers to all of them, in their order; what is refused is a {@link JedisDataException}
   * among them.
   *
   * @throws TargetFailure when the server is gone
   */
  List<@Nullable Object> all(List<List<String>> commands) {
    return all(commands, () -> {});
  }

  /**
   * The same.
   *
   * @param meanwhile what is done while the server works on the last of them
   */
  List<@Nullable Object> all(List<List<String>> commands, Runnable meanwhile) {
    return sensible(
        () -> {
          List<@Nullable Object> answers = new ArrayList<>(commands.size());
          for (int from = 0; from < commands.size(); from += AT_ONCE) {
            int to = Math.min(commands.size(), from + AT_ONCE);
            List<List<String>> some = commands.subList(from, to);
            for (List<String> words : some) connection.sendCommand(arguments(words));
            connection.getMany(0); // sends what is still in its buffer
            if (to == commands.size()) meanwhile.run();
            for (Object answer : connection.getMany(some.size())) answers.add(plain(answer));
          }
          if (commands.isEmpty()) meanwhile.run();
          return answers;
        });
  }

  /**
   * Sends some at once and waits for the answer to the first alone: nothing else can be asked here
   * any more.
   */
  @Nullable Object first(List<List<String>> commands) {
    List<@Nullable Object> answers =
        sensible(
            () -> {
              for (List<String> words : commands) connection.sendCommand(arguments(words));
              List<@Nullable Object> one = new ArrayList<>();
              for (Object answer : connection.getMany(1)) one.add(plain(answer));
              return one;
            });
    return answers.getFirst();
  }

  private <T> T sensible(Supplier<T> asked) {
    try {
      return asked.get();
    } catch (JedisException gone) {
      throw failure(gone);
    } catch (ClassCastException
        | IllegalArgumentException
        | NegativeArraySizeException
        | StackOverflowError
        | OutOfMemoryError senseless) {
      // The library believes lengths as they come, and lists in lists to any depth.
      connection.setBroken();
      close();
      throw RedisErrors.senseless(target, senseless);
    }
  }

  TargetFailure failure(JedisException error) {
    return RedisErrors.failure(target, user, error);
  }

  private static CommandArguments arguments(List<String> words) {
    byte[] verb = Words.bytes(words.getFirst());
    CommandArguments said = new CommandArguments(() -> verb);
    for (String word : words.subList(1, words.size())) said.add(Words.bytes(word));
    return said;
  }

  private static @Nullable Object plain(@Nullable Object answer) {
    if (answer instanceof byte[] text) return new String(text, StandardCharsets.UTF_8);
    if (!(answer instanceof List<?> many)) return answer;
    List<@Nullable Object> all = new ArrayList<>(many.size());
    for (Object each : many) all.add(plain(each));
    return all;
  }

  /** A list of names and values, one after the other: the value of that name. */
  static Optional<Object> field(@Nullable Object answer, String name) {
    if (!(answer instanceof List<?> all)) return Optional.empty();
    for (int i = 0; i + 1 < all.size(); i += 2) {
      if (name.equals(all.get(i))) return Optional.ofNullable(all.get(i + 1));
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (JedisException alreadyGone) {
      // Nothing is held by a connection that is gone.
    }
  }
}
