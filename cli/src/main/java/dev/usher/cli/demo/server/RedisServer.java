package dev.usher.cli.demo.server;

import dev.usher.connectors.redis.AdminScript;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/** A real Redis: this machine's own where it has one, else the 6.2 that comes along. */
public final class RedisServer implements AutoCloseable {
  /** The company's own administrator. */
  private static final String ADMINISTRATOR = "administrator";

  private final Program program;
  private final String password;

  private RedisServer(Program program, String password) {
    this.program = program;
    this.password = password;
  }

  /**
   * @param data where it keeps its data and its accounts; stays when the server is closed
   * @param password of the company's own administrator
   */
  public static RedisServer start(Path data, String password) throws IOException {
    Files.createDirectories(data);
    Path file =
        Files.write(
            data.resolve("users.acl"),
            List.of(
                "user default off", "user " + ADMINISTRATOR + " on >" + password + " ~* &* +@all"));
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
    return new RedisServer(
        Program.start(command, port, data.resolve("redis.log"), at -> isReady(at, password)),
        password);
  }

  private static File executable() throws IOException {
    try {
      return ExecutableProvider.newExecutableInPath("redis-server").get();
    } catch (FileNotFoundException _) {
      return ExecutableProvider.newJarResourceProvider().get();
    }
  }

  private static boolean isReady(int port, String password) {
    try (Jedis administrator = login(port, ADMINISTRATOR, password)) {
      return administrator.ping().equals("PONG");
    } catch (JedisException notYet) {
      return false;
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
    return login(port(), account, secret);
  }

  private static Jedis login(int port, String account, String secret) {
    return new Jedis(
        new HostAndPort("127.0.0.1", port),
        DefaultJedisClientConfig.builder().user(account).password(secret).build());
  }

  public Jedis administrator() {
    return login(ADMINISTRATOR, password);
  }

  /** Makes usher's own account by the script that ships for administrators. */
  public void admit(String usher, String secret) {
    try (Jedis administrator = administrator()) {
      for (List<String> words : AdminScript.commands(usher, secret)) {
        administrator.sendCommand(
            () -> words.getFirst().getBytes(StandardCharsets.UTF_8),
            words.subList(1, words.size()).toArray(String[]::new));
      }
      administrator.aclSave();
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
