package dev.usher.server.api;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real nginx (Debian's package {@code nginx-light}) on a free port, by its own configuration in a
 * folder of its own. Where there is none, the test says that it is skipped, and fails under {@code
 * CI=true} unless the variable USHER_TEST_NO_NGINX says why there can be none.
 */
final class Nginx implements AutoCloseable {
  private static final String SKIPPED =
      "SKIPPED: no nginx on this machine (Debian: apt-get install nginx-light, or name one with"
          + " USHER_TEST_NGINX)";

  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  private static Optional<Path> program() {
    return Stream.concat(
            Stream.ofNullable(System.getenv("USHER_TEST_NGINX")).map(Path::of),
            Stream.concat(
                    Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
                .map(folder -> Path.of(folder, "nginx")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param server its {@code server} block; the port is written PORT
   */
  static Nginx start(Path folder, String server) throws IOException, InterruptedException {
    Optional<Path> program = program();
    boolean must =
        "true".equals(System.getenv("CI")) && System.getenv("USHER_TEST_NO_NGINX") == null;
    if (program.isEmpty() && must) throw new AssertionError(SKIPPED);
    assumeThat(program).as(SKIPPED).isPresent();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path configuration =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off;
            master_process off;
            pid FOLDER/nginx.pid;
            error_log FOLDER/error.log;
            events { worker_connections 256; }
            http {
              access_log off;
              client_body_temp_path FOLDER/body;
              proxy_temp_path FOLDER/proxy;
              fastcgi_temp_path FOLDER/fastcgi;
              uwsgi_temp_path FOLDER/uwsgi;
              scgi_temp_path FOLDER/scgi;
            SERVER
            }
            """
                .replace("FOLDER", folder.toString())
                .replace("SERVER", server)
                .replace("PORT", String.valueOf(port)));
    Process process =
        new ProcessBuilder(
                program.get().toString(),
                "-p",
                folder.toString(),
                "-e",
                folder.resolve("start.log").toString(),
                "-c",
                configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.log").toFile())
            .start();
    Nginx nginx = new Nginx(process, port);
    nginx.await(folder);
    return nginx;
  }

  private void await(Path folder) throws IOException, InterruptedException {
    for (int i = 0; i < 300; i++) {
      if (!process.isAlive())
        throw new IllegalStateException(
            "nginx ended: " + Files.readString(folder.resolve("out.log")));
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (ConnectException _) {
        Thread.sleep(50);
      }
    }
    close();
    throw new IllegalStateException("nginx does not listen");
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
