package dev.usher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.server.http.Limits;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import dev.usher.testkit.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate and its key, as files in PEM, and a client that trusts that certificate alone. */
class PemTlsTest {
  @TempDir private Path folder;

  @Test
  void whoTrustsTheCertificateIsAnsweredOverTls() throws Exception {
    TestCertificate made = TestCertificate.make(folder);
    try (UsherServer server =
            UsherServer.start(
                "127.0.0.1",
                0,
                Optional.of(PemTls.of(made.file(), made.key())),
                Limits.USUAL,
                List.of(Route.get("/open", Right.OPEN, (_, _, response) -> response.send("open"))),
                _ -> Optional.empty(),
                Map.of(),
                RequestWatch.NOBODY,
                new EventLog(
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                    InstantSource.system()));
        HttpClient client = HttpClient.newBuilder().sslContext(made.trusting()).build();
        HttpClient stranger = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/open"))
              .build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("open");
      assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
      assertThatThrownBy(() -> stranger.send(request, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> PemTls.of(made.key(), made.file()))
        .isInstanceOf(RuntimeException.class);
  }
}
