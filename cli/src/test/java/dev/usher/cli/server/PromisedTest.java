package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole server as it is wired: what it says of itself in OpenAPI it does, of pages, ETags and
 * keys. What the promises are in detail is the server's own test.
 */
@Timeout(300)
class PromisedTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What must be said, or stands in a path; to a thing that is not there the answer is 404. */
  private static final Map<String, String> SAID =
      Map.of(
          "subject", "okta",
          "action", "read",
          "on", "prod/shop-db/public/orders",
          "about", "okta",
          "at", "2026-11-29T08:00:00Z",
          "from", "2026-11-29T08:00:00Z",
          "to", "2026-11-29T09:00:00Z",
          "name", "okta",
          "id", "none");

  /** They change nothing, so there is nothing to be done once. */
  private static final Set<String> QUESTIONS = Set.of("/validate", "/access-diff", "/import");

  @TempDir Path folder;
  private final List<String> lists = new ArrayList<>();
  private final List<String> reads = new ArrayList<>();
  private final List<String> posts = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();

  @Test
  void whatIsPromisedIsKeptAsItIsWired() throws Exception {
    try (ServedShop here =
        new ServedShop(folder, Map.of(Key.DATA, folder.resolve("store").toString()), Map.of())) {
      JsonNode document =
          JSON.readTree(here.send(ServedShop.FIRST, "GET", "/api/v1/openapi.json", "").body());
      for (var path : document.path("paths").properties())
        if (!path.getValue().has("servers"))
          for (var operation : path.getValue().properties())
            asked(here, path.getKey(), operation.getKey(), operation.getValue());
      assertThat(lists).hasSizeGreaterThan(15).contains("/orphans", "/open", "/who-can");
      assertThat(reads).hasSizeGreaterThan(5).contains("/policy", "/me");
      assertThat(posts).hasSizeGreaterThan(10).contains("/apply", "/secrets/rotate");
      assertThat(secrets).containsExactlyInAnyOrder("/tokens", "/subjects/{name}/issue");
    }
  }

  private void asked(ServedShop here, String path, String verb, JsonNode operation)
      throws Exception {
    if (path.equals("/feed")) return;
    String uri = "/api/v1" + uri(path, operation);
    String method = verb.toUpperCase(Locale.ROOT);
    List<String> kept = operation.path("parameters").findValuesAsText("$ref");
    if (QUESTIONS.contains(path)) {
      assertThat(kept).as(path).doesNotContain("#/components/parameters/IdempotencyKey");
      return;
    }
    if (method.equals("POST")) {
      boolean once = kept.contains("#/components/parameters/IdempotencyKey");
      (once ? posts : secrets).add(path);
      HttpResponse<String> answer =
          here.send(ServedShop.FIRST, method, uri, "{}", "Idempotency-Key", "two words");
      assertThat(answer.statusCode()).as(uri + answer.body()).isEqualTo(400);
      assertThat(answer.body())
          .as(uri)
          .contains(once ? "Idempotency-Key is of 1 to 100" : "kept nowhere");
      return;
    }
    if (!method.equals("GET")) {
      assertThat(kept).as(method + uri).contains("#/components/parameters/IfMatch");
      HttpResponse<String> answer =
          here.send(ServedShop.FIRST, method, uri, "{\"secret\": \"x\"}", "If-Match", "\"x\"");
      assertThat(answer.statusCode()).as(method + uri + answer.body()).isEqualTo(412);
      return;
    }
    boolean list = kept.contains("#/components/parameters/Cursor");
    (list ? lists : reads).add(path);
    if (list)
      for (String wrong : List.of("limit=0", "limit=1001", "cursor=abc"))
        assertThat(
                here.send(
                        ServedShop.FIRST, "GET", uri + (uri.contains("?") ? "&" : "?") + wrong, "")
                    .statusCode())
            .as(uri + " " + wrong)
            .isEqualTo(400);
    HttpResponse<String> first = here.send(ServedShop.FIRST, "GET", uri, "");
    assertThat(first.statusCode()).as(uri + first.body()).isIn(200, 404, 409);
    if (first.statusCode() != 200) return;
    String tag = first.headers().firstValue("etag").orElse("none");
    HttpResponse<String> again =
        here.send(ServedShop.FIRST, "GET", uri, "", "If-None-Match", "\"x\", " + tag);
    if (path.equals("/drift")) assertThat(again.statusCode()).as(again.body()).isEqualTo(304);
    assertThat(again.statusCode() == 304 || !again.body().equals(first.body()))
        .as(uri + " is sent again as it was")
        .isTrue();
  }

  private static String uri(String path, JsonNode operation) {
    String uri = path;
    String query = "";
    for (JsonNode parameter : operation.path("parameters")) {
      String name = parameter.path("name").asText();
      if (parameter.path("in").asText().equals("path"))
        uri = uri.replace("{" + name + "}", SAID.get(name));
      else if (parameter.path("required").asBoolean())
        query += (query.isEmpty() ? "?" : "&") + name + "=" + SAID.get(name);
    }
    return uri + query;
  }
}
