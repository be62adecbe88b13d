package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.server.http.Limits;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand connections, half of them in the middle of a request that never ends. */
@Timeout(300)
class ManyCallersTest {
  private static final int MANY = 10_000;

  @Test
  void others_are_answered_all_the_same() throws Exception {
    try (UsherServer server =
            UsherServer.start(
                "127.0.0.1",
                0,
                Optional.empty(),
                Limits.USUAL,
                List.of(Route.get("/open", Right.OPEN, (_, _, response) -> response.send("open"))),
                _ -> Optional.empty(),
                Map.of(),
                RequestWatch.NOBODY,
                new EventLog(new PrintStream(System.err, true), InstantSource.system()));
        HttpClient client = HttpClient.newHttpClient()) {
      Process callers =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Callers.class.getName(),
                  String.valueOf(server.port()),
                  String.valueOf(MANY))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader told =
          new BufferedReader(
              new InputStreamReader(callers.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(told.readLine()).isEqualTo(String.valueOf(MANY));
        for (int i = 0; i < 20; i++) {
          HttpRequest request =
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/open"))
                  .timeout(Duration.ofSeconds(5))
                  .build();
          assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("open");
        }
        assertThat(callers.isAlive()).isTrue();
      } finally {
        callers.destroy();
        callers.waitFor(10, TimeUnit.SECONDS);
      }
    }
  }
}
