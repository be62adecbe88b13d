package dev.usher.cli.server;

import dev.usher.cli.Wiring;
import dev.usher.cli.command.Commands;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Progress;
import dev.usher.server.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A whole server whose operator lists an issuer, and the command line against it. */
final class LoginServer implements AutoCloseable {
  static final String FIRST = "the-first-administrator-of-all-0123456789";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final RunningServer server;
  private final Map<String, String> environment = new TreeMap<>();

  /**
   * @param issuers as the operator's file has them
   * @param policy its text, besides environments
   */
  LoginServer(Path folder, String issuers, String policy) throws IOException {
    this.folder = folder;
    policy(policy);
    Path operator = Files.writeString(folder.resolve("operator.yaml"), issuers);
    environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    ConfigReader.Result config =
        ConfigReader.read(
            Map.of(
                Key.POLICY, folder.resolve("access").toString(),
                Key.DATA, folder.resolve("store").toString(),
                Key.OPERATOR, operator.toString(),
                Key.LISTEN, "127.0.0.1:0",
                Key.LISTEN_ENVOY, "127.0.0.1:0"),
            Optional.empty(),
            Map.of("USHER_ADMIN_TOKEN", FIRST));
    server =
        ServerWiring.start(
            config.config().orElseThrow(() -> new AssertionError(config.diagnostics())),
            Wiring.ushers(Map.of()),
            new EventLog(
                new PrintStream(logged, true, StandardCharsets.UTF_8), InstantSource.system()),
            Progress.silent(),
            new Opened());
  }

  /** The policy's text from now on, which the server sees within seconds. */
  void policy(String text) throws IOException {
    Path access = Files.createDirectories(folder.resolve("access"));
    Path next = Files.writeString(folder.resolve("next"), "environments: { prod: {} }\n" + text);
    Files.move(
        next,
        access.resolve("policy.yaml"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  URI address() {
    return server.address();
  }

  Path logins() {
    return folder.resolve("config/usher/logins.json");
  }

  /** A command at work. */
  final class Running {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> code = new CompletableFuture<>();

    private Running(String... said) {
      Terminal terminal =
          new Terminal(
              InputStream.nullInputStream(),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              "",
              environment);
      Thread.ofPlatform()
          .daemon()
          .start(
              () ->
                  code.complete(
                      Commands.of(Wiring.usher(environment), terminal, () -> 0, Map.of(), said[0])
                          .execute(said)));
    }

    int code() throws Exception {
      return code.get(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    }

    String out() {
      return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
      return err.toString(StandardCharsets.UTF_8);
    }

    /** The first group of what it tells on stderr, once it has. */
    String tells(String pattern) throws Exception {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < end) {
        Matcher found = Pattern.compile(pattern).matcher(err());
        if (found.find()) return found.group(1);
        Thread.sleep(20);
      }
      throw new AssertionError(err());
    }
  }

  Running run(String... said) {
    return new Running(said);
  }

  /** Adds a variable for the commands that follow; empty takes it away. */
  void set(String variable, String value) {
    if (value.isEmpty()) environment.remove(variable);
    else environment.put(variable, value);
  }

  @Override
  public void close() {
    server.close();
  }
}
