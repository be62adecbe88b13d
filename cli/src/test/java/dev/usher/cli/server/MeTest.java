package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.usher.testkit.issuer.TestIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** {@code /scim/v2/Me} (RFC 7644 section 3.11): people who have logged in, and nobody else. */
@TestInstance(Lifecycle.PER_CLASS)
class MeTest {
  private static final String POLICY =
      """
      directories: { okta: { type: scim }, entra: { type: scim } }
      people: { tom: {}, root: {} }
      teams: { chiefs: { group: "okta:Chiefs" } }
      usher: { administrators: [root, team:chiefs] }
      """;

  private static final List<String> CHANGES = List.of("POST", "PUT", "PATCH", "DELETE");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path folder;
  private final TestIssuer issuer = new TestIssuer();
  private final HttpClient http = HttpClient.newHttpClient();
  private LoginServer server;
  private String okta = "";
  private String nina = "";

  /** The first administrator makes them, who is over with the first one of the policy. */
  private String nobodys = "";

  private String asks = "";

  @BeforeAll
  void start() throws Exception {
    server =
        new LoginServer(
            folder,
            "issuers: { \"%s\": { client: %s } }".formatted(issuer.url(), TestIssuer.CLIENT),
            POLICY);
    okta = token(LoginServer.FIRST, "okta", "scim:okta");
    String entra = token(LoginServer.FIRST, "entra", "scim:entra");
    nobodys = token(LoginServer.FIRST, "reads", "audit");
    asks = token(LoginServer.FIRST, "asks", "check");
    nina = made(okta, "nina");
    made(okta, "tom");
    made(entra, "emma");
  }

  @AfterAll
  void stop() {
    http.close();
    server.close();
    issuer.close();
  }

  private record Answer(HttpResponse<String> http, JsonNode body) {
    int status() {
      return http.statusCode();
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    String text(String pointer) {
      return body.at(pointer).asText();
    }
  }

  private Answer send(String token, String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.replace('\'', '"')));
    if (headers.length > 0) request.headers(headers);
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    return new Answer(
        answer, answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body()));
  }

  private Answer me(String token, String... headers) throws Exception {
    return send(token, "GET", "/scim/v2/Me", "", headers);
  }

  private String person(String name) {
    return issuer.token("sub-" + name, name);
  }

  private String token(String by, String name, String scope) throws Exception {
    return send(
            by,
            "POST",
            "/api/v1/tokens",
            "{'name':'%s','for':'1h','scopes':['%s']}".formatted(name, scope))
        .text("/token");
  }

  private String made(String directory, String name) throws Exception {
    Answer made =
        send(
            directory,
            "POST",
            "/scim/v2/Users",
            "{'userName':'%s@acme.example','title':'one','nickName':'two'}".formatted(name));
    assertThat(made.status()).as(made.http().body()).isEqualTo(201);
    return made.text("/id");
  }

  private static void isError(Answer answer, int status, String detail) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/scim+json");
    assertThat(answer.text("/schemas/0")).isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
    assertThat(answer.text("/status")).isEqualTo(String.valueOf(status));
    assertThat(answer.text("/detail")).contains(detail);
  }

  @Test
  void whoHasLoggedInReadsWhatTheirDirectoryTellsOfThem() throws Exception {
    Answer read = me(person("nina"));
    Answer asTheDirectoryReads = send(okta, "GET", "/scim/v2/Users/" + nina, "");
    assertThat(read.status()).as(read.http().body()).isEqualTo(200);
    assertThat(read.body()).isEqualTo(asTheDirectoryReads.body());
    assertThat(read.text("/userName")).isEqualTo("nina@acme.example");
    assertThat(read.header("content-type")).isEqualTo("application/scim+json");
    // RFC 7644 section 3.11: where the resource itself is.
    assertThat(read.header("location")).isEqualTo(server.address() + "/scim/v2/Users/" + nina);
    assertThat(read.header("etag")).isEqualTo(asTheDirectoryReads.header("etag")).isNotEmpty();
    Answer known = me(person("nina"), "If-None-Match", read.header("etag"));
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.http().body()).isEmpty();
    assertThat(me(person("emma")).text("/userName")).isEqualTo("emma@acme.example");
  }

  @Test
  void onlyWhatIsWantedIsShown() throws Exception {
    Answer title = send(person("nina"), "GET", "/scim/v2/Me?attributes=title", "");
    assertThat(title.body().fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("schemas", "id", "title");
    Answer rest = send(person("nina"), "GET", "/scim/v2/Me?excludedAttributes=title", "");
    assertThat(rest.body().fieldNames()).toIterable().contains("nickName").doesNotContain("title");
  }

  @Test
  void nobodyChangesThemselves() throws Exception {
    for (String change : CHANGES) {
      isError(
          send(person("nina"), change, "/scim/v2/Me", "{'userName':'boss@acme.example'}"),
          403,
          "have it changed there");
      isError(send(okta, change, "/scim/v2/Me", "{}"), 501, "nobody's");
    }
    assertThat(me(person("nina")).text("/userName")).isEqualTo("nina@acme.example");
  }

  @Test
  void whomNoDirectoryBroughtHasNoMe() throws Exception {
    isError(me(person("root")), 404, "No directory tells of you");
    // The name in the text is not the one in the directory.
    isError(me(person("tom")), 404, "No directory tells of you");
    isError(me("eyJ.nonsense"), 401, "");
    isError(me(person("stranger")), 401, "");
  }

  @Test
  void aTokenIsOfSomebodyOrNobody() throws Exception {
    isError(me(okta), 501, "directory's token");
    isError(me(nobodys), 501, "goes back to nobody");
    isError(me(asks), 403, "usher login");
    isError(me(token(person("root"), "roots-directory", "scim:okta")), 501, "directory's token");

    String chief = made(okta, "carla");
    assertThat(
            send(
                    okta,
                    "POST",
                    "/scim/v2/Groups",
                    "{'displayName':'Chiefs','members':[{'value':'%s'}]}".formatted(chief))
                .status())
        .isEqualTo(201);
    Answer admitted =
        send(
            person("root"),
            "POST",
            "/api/v1/directories/okta/admit",
            "{'member':'carla','group':'Chiefs'}");
    assertThat(admitted.status()).as(admitted.http().body()).isEqualTo(200);
    assertThat(me(token(person("carla"), "carlas", "audit")).text("/id")).isEqualTo(chief);
    isError(me(token(person("carla"), "carlas-app", "check")), 403, "usher login");
  }

  @Test
  void whoHasLeftHasNoMe() throws Exception {
    String id = made(okta, "leo");
    assertThat(me(person("leo")).status()).isEqualTo(200);
    assertThat(send(okta, "DELETE", "/scim/v2/Users/" + id, "").status()).isEqualTo(204);
    isError(me(person("leo")), 401, "");
  }
}
