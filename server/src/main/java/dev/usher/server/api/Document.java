package dev.usher.server.api;

import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The description of all this, in OpenAPI 3.1. */
final class Document {
  private final String text;

  Document() {
    try (InputStream file = Document.class.getResourceAsStream("openapi.json")) {
      text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException missing) {
      throw new IllegalStateException(missing);
    }
  }

  Answer read(Caller caller, ServerRequest request) {
    return new Answer(200, text);
  }
}
