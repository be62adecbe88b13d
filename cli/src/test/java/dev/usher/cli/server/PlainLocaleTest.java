package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.Main;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server in the locale that systemd gives who asks for none: names of files are ASCII there. */
@Timeout(300)
class PlainLocaleTest {
  private static final String FIRST = "the-first-administrator-of-all-0123456789";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> send(int port, String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
            .header("Authorization", "Bearer " + FIRST)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  @Test
  void aNameThatItCannotWriteIsRefusedAndSaysWhatToDo() throws Exception {
    Path access = Files.createDirectories(folder.resolve("access"));
    Files.writeString(access.resolve("policy.yaml"), "people: { ada: {} }\n");
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "server",
            "--policy",
            access.toString(),
            "--data",
            folder.resolve("store").toString(),
            "--listen",
            "127.0.0.1:0",
            "--port-file",
            folder.resolve("port").toString());
    java.environment().putAll(Map.of("LC_ALL", "C", "USHER_ADMIN_TOKEN", FIRST));
    File log = ProcessLog.of(getClass());
    Process server = java.redirectErrorStream(true).redirectOutput(log).start();
    try {
      until("it listens", () -> Files.exists(folder.resolve("port")) || !server.isAlive());
      assertThat(server.isAlive()).as(Files.readString(log.toPath())).isTrue();
      int port = Integer.parseInt(Files.readString(folder.resolve("port")).strip());
      until("it is in force", () -> send(port, "GET", "/policy", "").statusCode() == 200);

      HttpResponse<String> sent =
          send(port, "POST", "/validate", "{\"files\":{\"b\u00e4r.yaml\":\"people: {}\"}}");
      assertThat(sent.statusCode()).as(sent.body()).isEqualTo(400);
      assertThat(sent.body()).contains("LC_ALL=C.UTF-8");

      // By its bytes, whatever the locale here is.
      assertThat(
              new ProcessBuilder(
                      "sh", "-c", "echo 'people: { bo: {} }' > \"$(printf 'b\\303\\244r.yaml')\"")
                  .directory(access.toFile())
                  .start()
                  .waitFor())
          .isZero();
      until(
          "it says so",
          () -> send(port, "GET", "/policy/head", "").body().contains("LC_ALL=C.UTF-8"));
      assertThat(send(port, "GET", "/policy", "").statusCode()).isEqualTo(200);
      assertThat(Files.readString(log.toPath()))
          .contains("LC_ALL=C.UTF-8")
          .doesNotContain("InvalidPathException");
    } finally {
      server.destroy();
      if (!server.waitFor(20, TimeUnit.SECONDS)) server.destroyForcibly();
      http.close();
    }
  }
}
