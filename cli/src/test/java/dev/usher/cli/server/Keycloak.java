package dev.usher.cli.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A real Keycloak, as it is distributed, on a port of this machine, with the realm {@code company}:
 * alice and otto, and the public client {@code usher}.
 */
final class Keycloak implements AutoCloseable {
  private static final Path ZIP = Path.of("target/keycloak/keycloak.zip");

  /** It builds itself at its first start, on a machine with much else to do. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Process process;
  private final int port;
  private final Path log;

  Keycloak(Path folder) throws Exception {
    Path home = unpacked(folder);
    Path realms = Files.createDirectories(home.resolve("data/import"));
    try (InputStream realm =
        Objects.requireNonNull(Keycloak.class.getResourceAsStream("/keycloak/company.json"))) {
      Files.copy(realm, realms.resolve("company.json"));
    }
    port = free();
    log = folder.resolve("keycloak.log");
    ProcessBuilder start =
        new ProcessBuilder(
                "sh",
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--import-realm",
                "--http-host=127.0.0.1",
                "--http-port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    start.environment().put("JAVA_HOME", System.getProperty("java.home"));
    start.environment().put("JAVA_OPTS_KC_HEAP", "-Xmx512m");
    process = start.start();
    await();
  }

  private static Path unpacked(Path folder) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(ZIP))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path there = folder.resolve(entry.getName()).normalize();
        if (!there.startsWith(folder)) throw new IOException(entry.getName());
        if (entry.isDirectory()) Files.createDirectories(there);
        else {
          Files.createDirectories(Objects.requireNonNull(there.getParent()));
          Files.copy(zip, there);
        }
      }
    }
    try (var homes = Files.list(folder)) {
      return homes.filter(one -> Files.isDirectory(one.resolve("bin"))).findFirst().orElseThrow();
    }
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void await() throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (System.nanoTime() < end && process.isAlive()) {
        try {
          HttpRequest ask =
              HttpRequest.newBuilder(URI.create(issuer() + "/.well-known/openid-configuration"))
                  .timeout(Duration.ofSeconds(10))
                  .build();
          if (http.send(ask, BodyHandlers.discarding()).statusCode() == 200) return;
        } catch (IOException notYet) {
          // It does not listen yet.
        }
        Thread.sleep(250);
      }
    }
    String told = Files.readString(log);
    close();
    throw new AssertionError("Keycloak does not start: " + told);
  }

  String issuer() {
    return "http://127.0.0.1:" + port + "/realms/company";
  }

  @Override
  public void close() throws Exception {
    // The script's child is the server.
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    all.forEach(ProcessHandle::destroy);
    if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
    for (ProcessHandle one : all) if (one.isAlive()) one.destroyForcibly();
  }
}
