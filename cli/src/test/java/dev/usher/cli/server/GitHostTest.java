package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.engine.seal.SealingKey;
import dev.usher.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process of {@code usher server} whose policy comes from, and whose checkpoints go to, a host
 * over https that asks who it is.
 */
@Timeout(300)
class GitHostTest {
  private static final String FIRST = "the-first-administrator-of-all-0123456789";
  private static final String READER = "reader:may-read-the-policy";
  private static final String SEALER = "sealer:may-push-what-is-sealed";
  private static final String HOOK = "what-the-host-of-the-repository-knows";
  private static final String WRONG = "reader:has-been-changed-there";

  @TempDir Path folder;
  private final AtomicReference<String> reader = new AtomicReference<>(READER);
  private final AtomicReference<String> sealer = new AtomicReference<>(SEALER);
  private final HttpClient http = HttpClient.newHttpClient();
  private GitHost host;
  private Git policy;
  private Git seals;
  private ServerProcess server;
  private URI address;

  /** The policy's first commit. */
  private String written = "";

  @BeforeEach
  void start() throws Exception {
    TestCertificate certificate = TestCertificate.make(folder);
    host = new GitHost(certificate.showing());
    policy = Git.init().setDirectory(folder.resolve("p").toFile()).setInitialBranch("main").call();
    seals = Git.init().setDirectory(folder.resolve("s").toFile()).setInitialBranch("main").call();
    written = commit("first", "reader");
    Files.writeString(folder.resolve("reader"), READER + "\n");
    Files.writeString(folder.resolve("sealer"), SEALER + "\n");
    Files.writeString(folder.resolve("hook"), HOOK + "\n");
    Files.writeString(folder.resolve("seal.pem"), SealingKey.make().pem());
    Path config =
        Files.writeString(
            folder.resolve("server.yaml"),
            """
            listen: 127.0.0.1:0
            data: store
            policy-repo: %s
            policy-login: file:reader
            policy-hook: file:hook
            seal-key: file:seal.pem
            checkpoint-repo: %s
            checkpoint-login: file:sealer
            port-file: port
            """
                .formatted(
                    host.add("policy.git", policy.getRepository(), reader::get),
                    host.add("seals.git", seals.getRepository(), sealer::get)));
    ProcessBuilder java =
        ServerProcess.java(
            List.of(
                "-Djavax.net.ssl.trustStore=" + folder.resolve("store.p12"),
                "-Djavax.net.ssl.trustStorePassword=changeit"),
            List.of("--config", config.toString()));
    java.environment().put("USHER_ADMIN_TOKEN", FIRST);
    server = ServerProcess.begin(getClass(), java);
    address = URI.create("http://127.0.0.1:" + server.port(folder.resolve("port")));
  }

  @AfterEach
  void stop() throws Exception {
    server.kill();
    http.close();
    host.close();
    policy.close();
    seals.close();
  }

  private String commit(String message, String role) throws Exception {
    Files.writeString(
        folder.resolve("p/policy.yaml"),
        """
        environments: { prod: {} }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "jdbc:postgresql://127.0.0.1:1/shop", admin: "env:SHOP" } }
            schemas: [public]
        roles: { %s: { can: [ { do: read, on: shop-db/public/orders } ] } }
        """
            .formatted(role));
    policy.add().addFilepattern(".").call();
    return policy.commit().setSign(false).setMessage(message).call().name();
  }

  private JsonNode send(String method, String path, String body, String... headers) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .headers(headers)
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      String answer = http.send(request, BodyHandlers.ofString()).body();
      return new JsonMapper().readTree(answer.isEmpty() ? "{}" : answer);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  private JsonNode head() {
    return send("GET", "/api/v1/policy/head", "", "Authorization", "Bearer " + FIRST);
  }

  /** As GitLab says that somebody pushed. */
  private void pushed() {
    send("POST", "/hooks/policy", "{\"ref\":\"refs/heads/main\"}", "X-Gitlab-Token", HOOK);
  }

  /** All that was sealed, as it lies on the branch. */
  private String sealed() {
    Repository there = seals.getRepository();
    try (RevWalk walk = new RevWalk(there);
        TreeWalk tree = new TreeWalk(there)) {
      Optional<ObjectId> end = Optional.ofNullable(there.resolve("refs/heads/checkpoints"));
      if (end.isEmpty()) return "";
      tree.addTree(walk.parseCommit(end.get()).getTree());
      tree.setRecursive(true);
      StringBuilder all = new StringBuilder();
      while (tree.next())
        all.append(new String(there.open(tree.getObjectId(0)).getBytes(), StandardCharsets.UTF_8));
      return all.toString();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void whoever_it_says_it_is_is_believed_while_that_is_right() throws Exception {
    String first = head().at("/inForce/revision").asText();
    assertThat(first).isEqualTo(written);
    until("it is sealed", () -> sealed().contains("\"number\""));

    reader.set(WRONG);
    String second = commit("second", "writer");
    pushed();
    until("it says so", () -> server.said().contains("policy-unread"));
    assertThat(host.refused()).isPositive();
    JsonNode unread = head();
    assertThat(unread.path("head").asText()).isEqualTo("unread");
    assertThat(unread.path("why").toString()).contains("usher may read");
    assertThat(unread.at("/inForce/revision").asText()).as("the last good one").isEqualTo(first);

    reader.set(READER);
    pushed();
    until("it is read", () -> head().at("/inForce/revision").asText().equals(second));

    sealer.set(WRONG);
    String before = sealed();
    send(
        "POST",
        "/api/v1/tokens",
        "{\"name\":\"ann\",\"for\":\"1h\",\"scopes\":[\"audit\"]}",
        "Authorization",
        "Bearer " + FIRST);
    until("that is told too", () -> server.said().contains("ledger-not-sealed"));
    assertThat(sealed()).isEqualTo(before);
    sealer.set(SEALER);
    until("it is sealed after all", () -> sealed().length() > before.length());
    for (String login : List.of(READER, SEALER, WRONG))
      assertThat(server.said()).doesNotContain(login.substring(login.indexOf(':') + 1));
  }
}
