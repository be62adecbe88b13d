package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.server.LoginServer.Running;
import dev.usher.testkit.issuer.TestIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code usher login} against a whole server and an issuer of its own, over real HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class LoginTest {
  private static final String POLICY =
      """
      people: { alice: {}, otto: {}, nobody: {} }
      usher: { administrators: [alice], auditors: [otto] }
      """;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path folder;
  private final TestIssuer issuer = new TestIssuer();
  private final HttpClient http = HttpClient.newHttpClient();
  private LoginServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        new LoginServer(
            folder,
            "issuers: { \"%s\": { client: %s } }".formatted(issuer.url(), TestIssuer.CLIENT),
            POLICY);
    server.set("USHER_SERVER", server.address().toString());
  }

  @AfterAll
  void stopAndNoSecretWasTold() {
    server.close();
    issuer.close();
    http.close();
    assertThat(server.logged.toString(StandardCharsets.UTF_8)).doesNotContain("eyJ");
  }

  @BeforeEach
  void anew() throws Exception {
    issuer.flows().comes("sub-of-alice", "alice");
    Files.deleteIfExists(server.logins());
  }

  private HttpResponse<String> get(String address) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
  }

  /** As a browser does: to the issuer, and back to the command line. */
  private HttpResponse<String> browse(Running login) throws Exception {
    HttpResponse<String> sent = get(login.tells("(http://127.0.0.1:\\d+/authorize\\S+)"));
    assertThat(sent.statusCode()).isEqualTo(302);
    return get(sent.headers().firstValue("Location").orElseThrow());
  }

  private Running loggedIn() throws Exception {
    Running login = server.run("login");
    browse(login);
    assertThat(login.code()).as(login.err()).isZero();
    return login;
  }

  @Test
  @Order(1)
  void whoLogsInIsWhoTheCommandsAreOf() throws Exception {
    Running before = server.run("token", "list");
    assertThat(before.code()).isEqualTo(1);
    assertThat(before.err()).contains("usher login");
    Running login = loggedIn();
    assertThat(login.out()).isEqualTo("Logged in as alice: admin\n");
    assertThat(login.out() + login.err()).doesNotContain("eyJ");
    Running after = server.run("token", "list");
    assertThat(after.code()).as(after.err()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.logins())))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(server.logins().getParent())))
        .isEqualTo("rwx------");
  }

  /** A named administrator has been there. */
  @Test
  @Order(2)
  void theFirstAdministratorsTokenIsOverThen() throws Exception {
    server.set("USHER_TOKEN", LoginServer.FIRST);
    Running first = server.run("token", "list");
    first.code();
    server.set("USHER_TOKEN", "");
    assertThat(first.code()).isEqualTo(1);
    assertThat(first.err()).contains("unknown, expired or revoked");
  }

  @Test
  void aDeviceWaitsUntilSomebodySaysYes() throws Exception {
    issuer.flows().comes("sub-of-otto", "otto");
    Running login = server.run("login", "--device");
    assertThat(login.tells("and say there (\\S+)")).isEqualTo("ABCD-EFGH");
    Thread.sleep(1_200);
    issuer.flows().approve();
    assertThat(login.code()).as(login.err()).isZero();
    assertThat(login.out()).isEqualTo("Logged in as otto: audit\n");
    Running list = server.run("token", "list");
    assertThat(list.code()).isEqualTo(1);
    assertThat(list.err()).contains("the policy in force does not give it to otto");
  }

  @Test
  void aLoginThatIsOverIsMadeAnewOnce() throws Exception {
    loggedIn();
    expire();
    int before = issuer.flows().told().size();
    assertThat(server.run("token", "list").code()).isZero();
    assertThat(server.run("token", "list").code()).isZero();
    assertThat(issuer.flows().told().subList(before, issuer.flows().told().size()))
        .containsExactly("refresh_token");
  }

  /** Two at once do not use one refresh token twice. */
  @Test
  void twoCommandsAtOnceMakeItAnewOnce() throws Exception {
    loggedIn();
    expire();
    Running one = server.run("token", "list");
    Running two = server.run("token", "list");
    assertThat(one.code() + two.code()).as(one.err() + two.err()).isZero();
  }

  @Test
  void whatTheIssuerDoesNotMakeAnewIsOver() throws Exception {
    loggedIn();
    expire();
    issuer.flows().forget();
    Running list = server.run("token", "list");
    assertThat(list.code()).isEqualTo(1);
    assertThat(list.err()).contains("is over; say usher login --server " + server.address());
  }

  private void expire() throws Exception {
    ObjectNode all = (ObjectNode) JSON.readTree(Files.readString(server.logins()));
    ((ObjectNode) all.path(server.address().toString()))
        .put("expires", Instant.now().minusSeconds(5).toString());
    Files.writeString(server.logins(), all.toString());
  }

  @Test
  void whoLogsOutIsForgotten() throws Exception {
    loggedIn();
    Running out = server.run("logout");
    assertThat(out.code()).isZero();
    assertThat(out.out()).isEqualTo("Logged out of " + server.address() + "\n");
    assertThat(Files.readString(server.logins())).doesNotContain("eyJ", "refresh");
    assertThat(server.run("token", "list").code()).isEqualTo(1);
    Running again = server.run("logout");
    assertThat(again.code()).isZero();
    assertThat(again.out()).isEqualTo("Nobody was logged in there\n");
  }

  private void isRefused(Running login, String why) throws Exception {
    assertThat(login.code()).isEqualTo(1);
    assertThat(login.err()).contains(why).doesNotContain("eyJ");
    assertThat(server.logins()).doesNotExist();
  }

  @Test
  void aStateOfAnotherLogin() throws Exception {
    issuer.flows().saysState("another");
    int before = issuer.flows().told().size();
    Running login = server.run("login");
    assertThat(browse(login).body()).contains("That is no login");
    isRefused(login, "what came back is not of this login");
    assertThat(issuer.flows().told()).hasSize(before);
  }

  @Test
  void aNonceOfAnotherLogin() throws Exception {
    issuer.flows().saysNonce("another");
    Running login = server.run("login");
    browse(login);
    isRefused(login, "is not of this login");
  }

  /** Whoever reads a code from a browser's history cannot use it: it needs the verifier. */
  @Test
  void aCodeIsGoodOnceAndForWhoAskedForIt() throws Exception {
    Running first = server.run("login");
    HttpResponse<String> sent = get(first.tells("(http://127.0.0.1:\\d+/authorize\\S+)"));
    String back = sent.headers().firstValue("Location").orElseThrow();
    String code = back.replaceAll(".*code=([^&]+).*", "$1");
    get(back);
    assertThat(first.code()).as(first.err()).isZero();
    Files.delete(server.logins());
    Running second = server.run("login");
    String page = second.tells("(http://127.0.0.1:\\d+/authorize\\S+)");
    String state = page.replaceAll(".*[?&]state=([^&]+).*", "$1");
    String there = page.replaceAll(".*[?&]redirect_uri=([^&]+).*", "$1");
    get(
        java.net.URLDecoder.decode(there, StandardCharsets.UTF_8)
            + "?code="
            + code
            + "&state="
            + state);
    isRefused(second, "invalid_grant");
  }

  @Test
  void whatTheIssuerRefusesAndWhatIsNoAnswer() throws Exception {
    Running login = server.run("login");
    String page = login.tells("(http://127.0.0.1:\\d+/authorize\\S+)");
    String there =
        java.net.URLDecoder.decode(
            page.replaceAll(".*[?&]redirect_uri=([^&]+).*", "$1"), StandardCharsets.UTF_8);
    String state = page.replaceAll(".*[?&]state=([^&]+).*", "$1");
    get(there + "?error=access_denied&state=" + state);
    isRefused(login, "access_denied");
    Running nonsense = server.run("login");
    String other =
        java.net.URLDecoder.decode(
            nonsense
                .tells("(http://127.0.0.1:\\d+/authorize\\S+)")
                .replaceAll(".*[?&]redirect_uri=([^&]+).*", "$1"),
            StandardCharsets.UTF_8);
    get(other + "?hello=world");
    isRefused(nonsense, "what came back is not of this login");
  }

  @Test
  void whoTheServerDoesNotKnowIsNotLoggedIn() throws Exception {
    issuer.flows().comes("sub-of-mallory", "mallory");
    Running login = server.run("login");
    browse(login);
    isRefused(login, "unknown, expired or revoked");
  }

  @Test
  void whoHasNoPartInUsherIsToldSo() throws Exception {
    issuer.flows().comes("sub-of-nobody", "nobody");
    assertThat(loggedIn().out()).isEqualTo("Logged in as nobody: no part in usher itself\n");
  }

  @Test
  void aFileThatOthersCouldReadIsNotUsed() throws Exception {
    loggedIn();
    Files.setPosixFilePermissions(server.logins(), PosixFilePermissions.fromString("rw-r--r--"));
    Running list = server.run("token", "list");
    assertThat(list.code()).isEqualTo(1);
    assertThat(list.err()).contains("chmod 600");
  }
}
