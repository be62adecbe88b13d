package dev.usher.cli.demo.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server's program, running on a port of this machine. */
final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final int port;

  private Program(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** A port that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Whether a server lets its administrator in by now. */
  @FunctionalInterface
  interface Ready {
    boolean at(int port);
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param log what it says goes there
   * @throws IOException when it ends instead, or is not ready within a minute
   */
  static Program start(List<String> command, int port, Path log, Ready ready) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Program program = new Program(process, port);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!ready.at(port)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        program.close();
        throw new IOException(command.getFirst() + " does not start: see " + log);
      }
      pause();
    }
    return program;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a server starts", e);
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** Asks it to end, and waits. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted while a server ends", e));
    }
  }
}
