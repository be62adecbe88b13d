package dev.usher.cli.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.usher.engine.follow.Directories;
import dev.usher.engine.token.Scope;
import dev.usher.server.UsherServer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Limits;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.log.EventLog;
import dev.usher.server.scim.ScimProblems;
import dev.usher.server.scim.ScimRoutes;
import dev.usher.store.Store;
import dev.usher.store.embedded.EmbeddedStore;
import dev.usher.store.scim.PostgresDirectories;
import dev.usher.store.scim.PostgresScim;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The server's part for directories; the token {@code NAME} serves the directory NAME. */
final class ScimServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final EmbeddedStore postgres;
  private final Store store;
  private final Jdbi owner;
  private final UsherServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  final Directories directories;
  private String token = "okta";

  ScimServer(Path folder) {
    postgres = EmbeddedStore.start(folder, new SecureRandom());
    owner =
        Jdbi.create(
            postgres.migrating().url(),
            postgres.migrating().user(),
            new String(postgres.migrating().password()));
    // What a crash of the database would do is tested elsewhere.
    owner.useHandle(
        handle ->
            handle.execute(
                "do $$ begin execute format('alter database %I set synchronous_commit = off',"
                    + " current_database()); end $$"));
    store = Store.open(postgres.migrating(), postgres.running());
    directories = new PostgresDirectories(store.jdbi(), _ -> Optional.empty());
    server =
        UsherServer.start(
            "127.0.0.1",
            0,
            Optional.empty(),
            Limits.USUAL,
            ScimRoutes.of(
                new PostgresScim(
                    store.jdbi(),
                    _ -> Optional.empty(),
                    InstantSource.system(),
                    UUID::randomUUID,
                    () -> {}),
                _ -> Optional.empty(),
                Limits.USUAL),
            shown ->
                shown.equals("admin")
                    ? Optional.of(new Caller("ann", Set.of(Scope.ADMIN)))
                    : Optional.of(new Caller(shown, Set.of(Scope.scim(shown)))),
            Map.of(ScimRoutes.BASE, new ScimProblems()),
            RequestWatch.NOBODY,
            new EventLog(new PrintStream(new ByteArrayOutputStream()), InstantSource.system()));
  }

  /** Nobody has been told of, and the caller is Okta. */
  void empty() {
    token = "okta";
    owner.useHandle(
        handle -> {
          for (String table :
              List.of("name", "member", "stranger", "user", "group", "removal", "word"))
            handle.execute("delete from usher_store.directory_" + table);
        });
  }

  void callAs(String shown) {
    token = shown;
  }

  record Answer(int status, JsonNode body, HttpResponse<String> http) {
    String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    String text(String pointer) {
      return body.at(pointer).asText();
    }
  }

  /**
   * @param path below {@code /scim/v2}, with its query encoded
   * @param headers further ones, or another Content-Type
   */
  Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + ScimRoutes.BASE + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + token)
            .setHeader("Content-Type", "application/scim+json; charset=utf-8");
    for (int i = 0; i < headers.length; i += 2) request.setHeader(headers[i], headers[i + 1]);
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      JsonNode json =
          answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body());
      return new Answer(answer.statusCode(), json, answer);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  /** A list that a filter finds. */
  Answer find(String type, String filter) {
    return get(
        "/"
            + type
            + "?filter="
            + URLEncoder.encode(filter, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  Answer patch(String path, String operations) {
    return send(
        "PATCH",
        path,
        "{\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"], \"Operations\": "
            + operations
            + "}");
  }

  /** Makes a user, and gives the id. */
  String user(String userName) {
    return send("POST", "/Users", "{\"userName\": \"" + userName + "\"}").text("/id");
  }

  String group(String displayName, String... members) {
    StringBuilder list = new StringBuilder();
    for (String member : members)
      list.append(list.isEmpty() ? "" : ",").append("{\"value\": \"").append(member).append("\"}");
    return send(
            "POST",
            "/Groups",
            "{\"displayName\": \"%s\", \"members\": [%s]}".formatted(displayName, list))
        .text("/id");
  }

  @Override
  public void close() {
    client.close();
    server.close();
    store.close();
    postgres.close();
  }
}
