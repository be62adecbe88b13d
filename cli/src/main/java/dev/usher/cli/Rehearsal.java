package dev.usher.cli;

import dev.usher.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** What is usual, run once after a build: the AOT caches are made from what it loads. */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * @param args {@code commands} or {@code server}
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("usher-rehearsal-");
    String policy = folder.resolve("access").toString();
    try {
      run("init", "-p", policy);
      switch (args[0]) {
        case "commands" -> commands(policy);
        case "server" -> server(folder, policy);
        default -> throw new IllegalArgumentException("rehearse commands, or server");
      }
    } finally {
      try (Stream<Path> walk = Files.walk(folder)) {
        for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
      }
    }
  }

  private static void commands(String policy) {
    run("validate", "-p", policy);
    run("validate", "-p", policy, "--json");
    run("can", "alice", "read", "prod/shop-db/public/orders.total", "-p", policy);
    run("who-can", "read", "prod/shop-db/public/orders", "-p", policy);
    run("access", "alice", "-p", policy);
    run("ledger", "-p", policy);
    run("help");
    // What asks and changes systems, on real ones. Where no server starts, so much is left out.
    run("demo");
  }

  /** A server's start, its first answers, and its end. */
  private static void server(Path folder, String policy) throws IOException, InterruptedException {
    Path port = folder.resolve("port");
    String data = folder.resolve("store").toString();
    String[] args = {
      "server", "-p", policy, "--data", data, "--listen", "127.0.0.1:0", "--port-file", port + ""
    };
    Thread server = Thread.ofPlatform().start(() -> run(args));
    while (server.isAlive() && !Files.exists(port)) Thread.sleep(20);
    if (Files.exists(port)) {
      String url = "http://127.0.0.1:" + Files.readString(port).strip();
      run("token", "list", "--server", url);
    }
    server.interrupt();
    server.join();
  }

  private static void run(String... args) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Main.run(args, new Terminal(InputStream.nullInputStream(), nowhere, nowhere, "", Map.of()));
  }
}
