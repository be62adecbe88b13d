package dev.usher.cli.demo.server;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.embedded.core.ExecutableProvider;

/** A real Redis: this machine's own where it has one, else the 6.2 that comes along. */
public final class RedisServer implements AutoCloseable {
  private final Program program;

  private RedisServer(Program program) {
    this.program = program;
  }

  /**
   * @param data where it keeps its data and its accounts; stays when the server is closed
   * @param accounts what its ACL file holds at first: a line for each account
   */
  public static RedisServer start(Path data, List<String> accounts) throws IOException {
    Files.createDirectories(data);
    Path file = Files.write(data.resolve("users.acl"), accounts);
    int port = Program.freePort();
    List<String> command =
        List.of(
            executable().getPath(),
            "--bind",
            "127.0.0.1",
            "--port",
            String.valueOf(port),
            "--dir",
            data.toString(),
            "--aclfile",
            file.toString());
    return new RedisServer(Program.start(command, port, data.resolve("redis.log")));
  }

  private static File executable() throws IOException {
    try {
      return ExecutableProvider.newExecutableInPath("redis-server").get();
    } catch (FileNotFoundException _) {
      return ExecutableProvider.newJarResourceProvider().get();
    }
  }

  public int port() {
    return program.port();
  }

  public long pid() {
    return program.pid();
  }

  public String url() {
    return "redis://localhost:" + port();
  }

  /**
   * @throws redis.clients.jedis.exceptions.JedisException when it does not let the account in
   */
  public Jedis login(String account, String secret) {
    return new Jedis(
        new HostAndPort("127.0.0.1", port()),
        DefaultJedisClientConfig.builder().user(account).password(secret).build());
  }

  @Override
  public void close() {
    program.close();
  }
}
