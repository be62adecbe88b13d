package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.store.embedded.EmbeddedStore;
import dev.usher.testkit.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.StoredConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process of {@code usher server} as operators have it: said in one file, over TLS, with a policy
 * of a repository whose head somebody signs; and told to stop.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
@Timeout(300)
class ServerProcessTest {
  private static final String FIRST = "the-first-administrator-of-all-0123456789";
  private static final String HOOK = "what-the-host-of-the-repository-knows";
  private static final String HEAD = "/api/v1/policy/head";
  private static final PersonIdent ALICE = new PersonIdent("Alice Ng", "alice@acme.example");
  private static final String NEVER =
      "never: [ { who: team:guests, can: read, on: \"prod/shop-db/public/pay\", why: Law } ]\n";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir static Path folder;
  private TestCertificate certificate;
  private HttpClient http;
  private Git repository;
  private ServerProcess server;
  private int port;

  /** Whose token works. */
  private String admin = FIRST;

  @BeforeAll
  void start() throws Exception {
    certificate = TestCertificate.make(folder);
    http = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
    repository =
        Git.init()
            .setDirectory(folder.resolve("upstream").toFile())
            .setInitialBranch("trunk")
            .call();
    signWithCarolsKey();
    commit("First", NEVER, true);
    Files.writeString(folder.resolve("first"), FIRST + "\n");
    Files.writeString(folder.resolve("hook"), HOOK + "\n");
    // Where nothing else is said a path is one beside the file.
    Path config =
        Files.writeString(
            folder.resolve("server.yaml"),
            """
            listen: 127.0.0.1:0
            data: store
            policy-repo: file://%s
            branch: trunk
            policy-folder: access
            policy-signers: signers
            policy-hook: file:hook
            tls-cert: %s
            tls-key: %s
            port-file: port
            pid-file: pid
            """
                .formatted(
                    folder.resolve("upstream"),
                    certificate.file().getFileName(),
                    certificate.key().getFileName()));
    ProcessBuilder java = ServerProcess.java(List.of(), List.of("--config", config.toString()));
    java.environment().put("USHER_ADMIN_TOKEN", "file:" + folder.resolve("first"));
    server = ServerProcess.begin(getClass(), java);
    port = server.port(folder.resolve("port"));
  }

  @AfterAll
  void stop() throws Exception {
    server.kill();
    repository.close();
    http.close();
  }

  private void signWithCarolsKey() throws Exception {
    KeyPair key = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
    Path file = folder.resolve("carol");
    try (OutputStream out = Files.newOutputStream(file)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "", null, out);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    StoredConfig config = repository.getRepository().getConfig();
    config.setString("gpg", null, "format", "ssh");
    config.setString("user", null, "signingKey", file.toString());
    config.save();
    Files.writeString(
        folder.resolve("signers"),
        "carol@acme.example " + PublicKeyEntry.toString(key.getPublic()) + "\n");
  }

  /** Alice's, with Carol's signature where it has one. */
  private String commit(String because, String never, boolean isSigned) throws Exception {
    Path access = Files.createDirectories(folder.resolve("upstream/access"));
    Files.writeString(
        access.resolve("policy.yaml"),
        """
        environments: { prod: {} }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "jdbc:postgresql://127.0.0.1:1/shop", admin: "env:SHOP" } }
            schemas: [public]
        people: { alice: { email: alice@acme.example }, bob: {} }
        teams: { guests: { members: [bob] } }
        roles: { reader: { can: [ { do: read, on: shop-db/public/orders } ] } }
        grants: [ { to: alice, role: reader, in: prod, because: %s } ]
        """
                .formatted(because)
            + never);
    repository.add().addFilepattern(".").call();
    return repository
        .commit()
        .setMessage("so")
        .setAuthor(ALICE)
        .setCommitter(ALICE)
        .setSign(isSigned)
        .call()
        .name();
  }

  private HttpResponse<String> send(
      String token, String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.replace('\'', '"')));
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    if (headers.length > 0) request.headers(headers);
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  private JsonNode head() {
    try {
      return JSON.readTree(send(admin, "GET", HEAD, "").body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** As GitHub does it. */
  private int pushed(String secret) throws Exception {
    String body = "{\"ref\":\"refs/heads/trunk\"}";
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    String signature = "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    return send("", "POST", "/hooks/policy", body, "X-Hub-Signature-256", signature).statusCode();
  }

  /** Told of a push it looks at once, and not when it would have by itself. */
  private JsonNode becomes(String wanted) throws Exception {
    Instant before = Instant.parse(head().path("looked").asText());
    assertThat(pushed(HOOK)).isEqualTo(202);
    until(wanted, () -> head().path("head").asText().equals(wanted));
    JsonNode head = head();
    assertThat(Duration.between(before, Instant.parse(head.path("looked").asText())))
        .isLessThan(Duration.ofSeconds(30));
    return head;
  }

  @Test
  @Order(1)
  void onlyAHeadThatAListedKeySignedComesIntoForce() throws Exception {
    JsonNode first = head();
    assertThat(first.path("head").asText()).as(first.toString()).isEqualTo("in-force");
    assertThat(first.at("/inForce/authors").toString())
        .contains("alice@acme.example", "carol@acme.example");

    commit("Unsigned", NEVER, false);
    assertThat(pushed("what-anybody-might-have-thought-of")).isEqualTo(401);
    JsonNode unsigned = becomes("unread");
    assertThat(unsigned.path("why").toString()).contains("is not signed");
    assertThat(unsigned.at("/inForce/revision")).isEqualTo(first.at("/inForce/revision"));

    String signed = commit("Signed", NEVER, true);
    JsonNode second = becomes("in-force");
    assertThat(second.at("/inForce/revision").asText()).isEqualTo(signed);
    assertThat(send("", "GET", "/readyz", "").statusCode()).isEqualTo(200);
  }

  @Test
  @Order(2)
  void whoWroteItSaysNoYesToWhatFellInIt() throws Exception {
    String fallen = commit("Fallen", "", true);
    JsonNode held = becomes("held");
    String yes = "{'fingerprint':'" + held.path("fingerprint").asText() + "'}";
    String alice = token(FIRST, "alice");
    String ann = token(alice, "ann");
    assertThat(send(ann, "POST", HEAD + "/accept", "{}").statusCode()).isEqualTo(400);
    HttpResponse<String> own = send(alice, "POST", HEAD + "/accept", yes);
    assertThat(own.statusCode()).isEqualTo(409);
    assertThat(own.body()).contains("among those who wrote it");
    HttpResponse<String> done = send(ann, "POST", HEAD + "/accept", yes);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(done.body()).contains(fallen, "token:ann");
  }

  private String token(String by, String name) throws IOException {
    HttpResponse<String> made =
        send(by, "POST", "/api/v1/tokens", "{'name':'" + name + "','for':'1h','scopes':['admin']}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    admin = JSON.readTree(made.body()).path("token").asText();
    return admin;
  }

  /** A request that has begun is answered, no other one is taken, and nothing is left behind. */
  @Test
  @Order(3)
  void toldToStopItEndsWhatItHasBegun() throws Exception {
    String body = "{\"name\":\"last\",\"for\":\"1h\",\"scopes\":[\"audit\"]}";
    assertThat(Files.readString(folder.resolve("pid"))).isEqualTo(server.process().pid() + "\n");
    try (Socket begun = certificate.trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
      begun.setSoTimeout(60_000);
      String head =
          "POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n"
              .formatted(admin, body.length());
      begun.getOutputStream().write(head.getBytes(UTF_8));
      assertThat(new String(begun.getInputStream().readNBytes(25), UTF_8))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      server.process().destroy();
      until("it takes no other", this::isRefused);
      assertThat(server.process().isAlive()).isTrue();
      begun.getOutputStream().write(body.getBytes(UTF_8));
      assertThat(new String(begun.getInputStream().readNBytes(12), UTF_8))
          .isEqualTo("HTTP/1.1 201");
    }
    assertThat(server.process().waitFor(60, TimeUnit.SECONDS)).as(server.said()).isTrue();
    assertThat(server.process().exitValue()).as(server.said()).isZero();
    assertThat(server.said()).contains("\"server-stopping\"", "\"server-stopped\"");
    assertThat(folder.resolve("port")).doesNotExist();
    assertThat(folder.resolve("pid")).doesNotExist();
    assertThat(EmbeddedStore.answering(folder.resolve("store"))).isEmpty();
    assertThatThrownBy(() -> send("", "GET", "/healthz", ""))
        .hasCauseInstanceOf(ConnectException.class);
    assertThat(server.said()).doesNotContain(FIRST, HOOK, admin);
  }

  private boolean isRefused() {
    try (Socket other = new Socket("127.0.0.1", port)) {
      return false;
    } catch (ConnectException refused) {
      return true;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
