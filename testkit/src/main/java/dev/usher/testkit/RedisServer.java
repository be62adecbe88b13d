package dev.usher.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/** A Redis of one's own: a process on a free port, with a folder that goes with it. */
public final class RedisServer implements AutoCloseable {
  private static final Set<RedisServer> RUNNING = ConcurrentHashMap.newKeySet();
  private static final int PATIENCE_MILLIS = 30_000;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(RedisServer::close)));
  }

  /** Which Redis. */
  public enum Version {
    /** 6.2, from the jar of embedded-redis. */
    OLDEST("Redis 6.2"),
    /** 7: the program that USHER_TEST_REDIS_SERVER names, else redis-server on the PATH. */
    NEWEST("Redis 7");

    private final String shown;

    Version(String shown) {
      this.shown = shown;
    }

    /**
     * Those that this machine has.
     *
     * @throws IllegalStateException under {@code CI=true}, when one is missing
     */
    public static List<Version> available() {
      return Arrays.stream(values()).filter(version -> version.program().isPresent()).toList();
    }

    private Optional<Path> program() {
      return switch (this) {
        case OLDEST -> Optional.of(Oldest.PROGRAM);
        case NEWEST -> newest();
      };
    }

    @Override
    public String toString() {
      return shown;
    }
  }

  /** Unpacked once. */
  private static final class Oldest {
    static final Path PROGRAM = unpack();

    private static Path unpack() {
      try {
        return ExecutableProvider.newJarResourceProvider().get().toPath();
      } catch (IOException failure) {
        throw new UncheckedIOException("embedded-redis has no Redis for this machine", failure);
      }
    }
  }

  private static Optional<Path> newest() {
    String named = Optional.ofNullable(System.getenv("USHER_TEST_REDIS_SERVER")).orElse("");
    Stream<Path> places =
        named.isEmpty()
            ? Arrays.stream(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(folder -> Path.of(folder, "redis-server"))
            : Stream.of(Path.of(named));
    Optional<Path> found = places.filter(Files::isExecutable).findFirst();
    if (found.isPresent()) return found;
    String what = "no Redis 7: no redis-server on the PATH, and USHER_TEST_REDIS_SERVER names none";
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(what + "; under CI=true there must be one");
    }
    System.err.println("SKIPPED: " + what);
    return Optional.empty();
  }

  private final Version version;
  private final Path folder;
  private final int port;
  private Process process;

  private RedisServer(Version version, String... config) {
    this.version = version;
    try {
      folder = Files.createTempDirectory("usher-redis");
      port = freePort();
      List<String> lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "save \"\""));
      lines.addAll(List.of(config));
      Files.write(folder.resolve("redis.conf"), lines);
      for (String line : config) {
        if (line.startsWith("aclfile ")) Files.createFile(folder.resolve(line.substring(8)));
      }
      process = begin();
    } catch (IOException failure) {
      throw new UncheckedIOException(version + " does not start", failure);
    }
    RUNNING.add(this);
    await();
  }

  /**
   * Starts one.
   *
   * @param config lines of redis.conf; what {@code aclfile} names is made, empty, in its folder
   */
  public static RedisServer start(Version version, String... config) {
    return new RedisServer(version, config);
  }

  public Version version() {
    return version;
  }

  public int port() {
    return port;
  }

  /** Ends the process, with nothing saved that was not, and starts it on the same folder. */
  public void restart() {
    end();
    try {
      process = begin();
    } catch (IOException failure) {
      throw new UncheckedIOException(version + " does not start again", failure);
    }
    await();
  }

  /** A connection of that account's. */
  public Connection connect(String account, String password) {
    return new Connection(
        new HostAndPort("127.0.0.1", port),
        DefaultJedisClientConfig.builder()
            .user(account)
            .password(password)
            .timeoutMillis(PATIENCE_MILLIS)
            .build());
  }

  /** A connection of the account {@code default}, which is open and can do everything. */
  public Connection connect() {
    return new Connection(
        new HostAndPort("127.0.0.1", port),
        DefaultJedisClientConfig.builder().timeoutMillis(PATIENCE_MILLIS).build());
  }

  /** What the server answers to the account {@code default}. */
  public Object run(String... words) {
    try (Connection connection = connect()) {
      return RedisWords.say(connection, words);
    }
  }

  private Process begin() throws IOException {
    Path program = version.program().orElseThrow();
    return new ProcessBuilder(program.toString(), "redis.conf")
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private void await() {
    long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
    while (true) {
      try {
        run("PING");
        return;
      } catch (JedisConnectionException notYet) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IllegalStateException(version + " does not start: " + log(), notYet);
        }
        Thread.onSpinWait();
      } catch (JedisException itAnswers) {
        return;
      }
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException none) {
      return "it says nothing";
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void end() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
    RUNNING.remove(this);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    } catch (IOException alreadyGone) {
      // As wanted.
    }
  }

  @Override
  public String toString() {
    return version + " on port " + port;
  }
}
