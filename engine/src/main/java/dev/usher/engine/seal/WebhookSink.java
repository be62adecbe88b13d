package dev.usher.engine.seal;

import dev.usher.core.ledger.Checkpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Checkpoints by HTTP POST to somebody who keeps them: one JSON object each, as a line of the file
 * has it. Any 2xx is a yes; a redirect is none. An answer that was lost brings the next one a
 * second time: the receiver keeps both. The address is the operator's, not the policy's.
 */
public final class WebhookSink implements CheckpointSink {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI address;
  private final HttpClient client;

  public WebhookSink(URI address) {
    this.address = address;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Without what may be a secret in it. */
  @Override
  public String name() {
    return address.getScheme() + "://" + address.getHost();
  }

  /** It takes, and gives nothing back. */
  @Override
  public boolean isReadable() {
    return false;
  }

  @Override
  public Optional<Checkpoint> last() {
    return Optional.empty();
  }

  @Override
  public void put(Checkpoint checkpoint) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(checkpoint.line()))
            .build();
    try {
      HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
      if (answer.statusCode() / 100 != 2)
        throw new IOException(
            "it answered %d; see that it takes a POST of JSON".formatted(answer.statusCode()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
