package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks a server over AuthZEN, many questions in a request.
 *
 * @param token of the scope {@code check}
 */
record AlikeAuthZen(URI server, String token, HttpClient http) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** In one request. */
  private static final int BOXCAR = 1000;

  /**
   * @param yes for each question
   */
  record Answers(String revision, List<Boolean> yes) {}

  Answers answers(List<AlikeQuestion> all) {
    List<Boolean> yes = new ArrayList<>();
    Set<String> revisions = new TreeSet<>();
    for (int from = 0; from < all.size(); from += BOXCAR) {
      ObjectNode body = JSON.createObjectNode();
      var evaluations = body.putArray("evaluations");
      all.subList(from, Math.min(from + BOXCAR, all.size()))
          .forEach(question -> question.into(evaluations));
      for (JsonNode one : evaluated(body.toString())) {
        yes.add(one.path("decision").booleanValue());
        revisions.add(one.at("/context/revision").asText());
      }
    }
    assertThat(yes).hasSameSizeAs(all);
    assertThat(revisions).hasSize(1);
    return new Answers(revisions.iterator().next(), yes);
  }

  private JsonNode evaluated(String body) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(server + "/access/v1/evaluations"))
                  .timeout(AlikeServed.PATIENCE)
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body()).path("evaluations");
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
