package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.server.LoginServer.Running;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher login} at a real provider: what our own issuer does not know of the world. */
@TestInstance(Lifecycle.PER_CLASS)
class KeycloakTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Keycloak keycloak;
  private LoginServer server;

  @BeforeAll
  void start() throws Exception {
    keycloak = new Keycloak(Files.createDirectories(folder.resolve("keycloak")));
    server =
        new LoginServer(
            folder,
            "issuers: { \"%s\": { client: usher } }".formatted(keycloak.issuer()),
            """
            people: { alice: {}, otto: {} }
            usher: { administrators: [alice], auditors: [otto] }
            """);
    server.set("USHER_SERVER", server.address().toString());
  }

  @AfterAll
  void stop() throws Exception {
    if (server != null) server.close();
    if (keycloak != null) keycloak.close();
    http.close();
  }

  private Visitor visitor(String person) {
    return new Visitor(
        Map.of("username", person, "password", person + "s password", "accept", "Yes"));
  }

  private HttpResponse<String> me(String token) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/me"))
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }

  private JsonNode kept() throws Exception {
    return JSON.readTree(Files.readString(server.logins())).path(server.address().toString());
  }

  @Test
  void aPersonLogsInWithABrowserAndTheLoginIsMadeAnew() throws Exception {
    Running login = server.run("login");
    String page = login.tells("(http://127.0.0.1:\\d+/realms/\\S+)");
    try (Visitor alice = visitor("alice")) {
      assertThat(alice.visit(page)).contains("Back to the command line");
    }
    assertThat(login.code()).as(login.err()).isZero();
    assertThat(login.out()).isEqualTo("Logged in as alice: admin\n");
    String first = kept().path("token").asText();
    assertThat(me(first).statusCode()).isEqualTo(200);

    ObjectNode all = (ObjectNode) JSON.readTree(Files.readString(server.logins()));
    ((ObjectNode) all.path(server.address().toString()))
        .put("expires", Instant.now().minusSeconds(1).toString());
    Files.writeString(server.logins(), all.toString());
    Running list = server.run("token", "list");
    assertThat(list.code()).as(list.err()).isZero();
    assertThat(kept().path("token").asText()).isNotEqualTo(first);

    String refresh = kept().path("refresh").asText();
    assertThat(server.run("logout").code()).isZero();
    // The issuer was told too.
    String fields =
        Visitor.encoded(
            Map.of("grant_type", "refresh_token", "client_id", "usher", "refresh_token", refresh));
    assertThat(ask("token", fields).path("error").asText()).isEqualTo("invalid_grant");
    // What it gives as a refresh token is none to come in with.
    assertThat(me(refresh).statusCode()).isEqualTo(401);
  }

  @Test
  void aPersonLogsInFromADeviceWithoutABrowser() throws Exception {
    Running login = server.run("login", "--device");
    try (Visitor otto = visitor("otto")) {
      assertThat(otto.visit(login.tells("or at once at (\\S+)")))
          .contains("go back to your device");
    }
    assertThat(login.code()).as(login.err()).isZero();
    assertThat(login.out()).isEqualTo("Logged in as otto: audit\n");
  }

  /** The same person, at the same issuer, by another program. */
  @Test
  void whatAnotherClientWasGivenOpensNothing() throws Exception {
    String fields =
        Visitor.encoded(
            Map.of(
                "grant_type", "password",
                "client_id", "shop",
                "scope", "openid",
                "username", "alice",
                "password", "alices password"));
    JsonNode given = ask("token", fields);
    for (String token : new String[] {"id_token", "access_token"}) {
      assertThat(given.path(token).asText()).startsWith("eyJ");
      assertThat(me(given.path(token).asText()).statusCode()).as(token).isEqualTo(401);
    }
    assertThat(server.logged.toString(StandardCharsets.UTF_8))
        .contains("it is for another audience");
  }

  private JsonNode ask(String endpoint, String fields) throws Exception {
    return JSON.readTree(
        http.send(
                HttpRequest.newBuilder(
                        URI.create(keycloak.issuer() + "/protocol/openid-connect/" + endpoint))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(fields))
                    .build(),
                BodyHandlers.ofString())
            .body());
  }
}
