package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.usher.core.model.Hold;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.issuer.TestIssuer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a proxy asks, as nginx, Traefik and Envoy word it, and what it is told: a status and no
 * word.
 */
@ExtendWith(Served.class)
class GatewayTest {
  private static final String DAY = "/../../gateway/auth/day/shop";
  private static final String[] NGINX = {"X-Original-Method", "X-Original-URI"};
  private static final String[] TRAEFIK = {"X-Forwarded-Method", "X-Forwarded-Uri"};

  private final ApiServer server;
  private final Envoy envoy;
  private Shop shop;

  GatewayTest(ApiServer server) {
    this.server = server;
    envoy = new Envoy(server.envoyPort());
    shop = Shop.open(server);
  }

  @AfterEach
  void stop() {
    envoy.close();
  }

  @BeforeEach
  void anew() {
    shop = Shop.open(server);
  }

  private HttpResponse<String> ask(String token, String... headers) {
    HttpResponse<String> answer = server.get(token, DAY, headers);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    if (answer.statusCode() == 401)
      assertThat(answer.headers().allValues("www-authenticate")).containsExactly("Bearer");
    if (!token.isEmpty()) assertThat(logged()).doesNotContain(token);
    return answer;
  }

  private int asked(String token, String method, String path) {
    int nginx = ask(token, NGINX[0], method, NGINX[1], path).statusCode();
    int traefik =
        ask(
                token,
                TRAEFIK[0],
                method,
                TRAEFIK[1],
                path,
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "shop.example",
                "X-Forwarded-For",
                "203.0.113.9")
            .statusCode();
    assertThat(traefik).isEqualTo(nginx);
    assertThat(envoy.asked(token, method, path)).isEqualTo(nginx);
    return nginx;
  }

  private String logged() {
    return server.logged.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "alice, GET, /orders/17, 200",
    "alice, GET, /orders/17?expand=../13, 200",
    "alice, GET, /orders/a%20b, 200",
    "alice, GET, /orders, 200",
    "alice, GET, /orders/13, 403",
    "alice, GET, /orders/export, 403",
    "alice, GET, /orders/EXPORT, 403",
    "alice, DELETE, /orders/17, 403",
    "alice, HEAD, /orders/17, 403",
    "alice, get, /orders/17, 403",
    "alice, POST, /orders/17/refund, 403",
    "alice, GET, /orders/, 403",
    "alice, GET, /nowhere, 403",
    "bob, GET, /orders/17, 403",
    "carol, GET, /orders/export, 200",
    "carol, GET, /orders/17, 403",
    "mallory, GET, /orders/17, 403",
  })
  void byTheRouteAndThePolicy(String who, String method, String path, int status) {
    assertThat(asked(shop.token(who), method, path)).as(logged()).isEqualTo(status);
  }

  @Test
  void theLogSaysWhyAndNotWhatStandsBehindTheQuestionMark() {
    ask(
        shop.token("alice"),
        NGINX[0],
        "GET",
        NGINX[1],
        "/orders/13?key=hunter2",
        "X-Request-ID",
        "abc-17");
    assertThat(logged())
        .contains("gateway-denied", "\"id\":\"abc-17\"", "\"subject\":\"alice\"", "/orders/13")
        .contains("read day/shop/order:13", "\"status\":\"403\"")
        .doesNotContain("hunter2");
  }

  /** Each denied though it is 17 that somebody may mean, whom alice may read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "//orders/17",
        "/orders//17",
        "/orders/./17",
        "/x/../orders/17",
        "/orders/%2e%2e/orders/17",
        "/orders%2F17",
        "/orders\\17",
        "/orders/17%00",
        "/orders/17;a=b",
        "/orders/%31%37",
        "/orders/%2517",
        "/orders/%252E%252E/13",
        "/orders/17#",
        "/Orders/17",
        "/orders/17/",
        "orders/17",
        "http://shop/orders/17",
        "*",
        "/orders/%C0%AF",
        "/orders/%EF%BC%91%EF%BC%97",
        "/orders/17 HTTP/1.1",
      })
  void aPathThatIsAmbiguousIsDenied(String path) {
    assertThat(asked(shop.token("alice"), "GET", "/orders/17")).isEqualTo(200);
    assertThat(asked(shop.token("alice"), "GET", path)).isEqualTo(403);
  }

  @Test
  void whatTheHeadersDoNotSayPlainlyIsDenied() {
    String alice = shop.token("alice");
    List<String[]> unclear =
        List.of(
            new String[] {"X-Request-ID", "1"},
            new String[] {NGINX[1], "/orders/17"},
            new String[] {NGINX[0], "GET"},
            new String[] {NGINX[0], "GET", TRAEFIK[1], "/orders/17"},
            new String[] {NGINX[0], "GET", NGINX[1], "/orders/17", NGINX[1], "/orders/17"},
            new String[] {NGINX[0], "GET", NGINX[0], "GET", NGINX[1], "/orders/17"},
            new String[] {NGINX[0], "GET", NGINX[1], "/orders/17", TRAEFIK[1], "/orders/17"},
            new String[] {NGINX[0], "GET", NGINX[1], "/orders/17", TRAEFIK[0], "GET"},
            new String[] {NGINX[0], "GET", NGINX[1], "/orders/17", "X-HTTP-Method-Override", "PUT"},
            new String[] {NGINX[0], "GET", NGINX[1], "/orders/17", "x-method-override", ""},
            new String[] {NGINX[0], "GET", NGINX[1], "/orders/17", "X-Rewrite-URL", "/orders/13"},
            new String[] {NGINX[0], "GET", NGINX[1], "/orders/17", "X-Original-URL", "/orders/13"},
            new String[] {NGINX[0], "", NGINX[1], "/orders/17"},
            new String[] {NGINX[0], "GET", NGINX[1], ""},
            new String[] {NGINX[0], "GET, GET", NGINX[1], "/orders/17"},
            new String[] {NGINX[0], "GET", NGINX[1], "/orders/17, /orders/17"});
    for (String[] headers : unclear)
      assertThat(ask(alice, headers).statusCode()).as(String.join(" ", headers)).isEqualTo(403);
    assertThat(asked(alice, "GET", "/orders/17")).isEqualTo(200);
  }

  /** Whatever stands in headers about who asks. */
  @Test
  void whoIsNoneOfTheProxiesIsDenied() {
    for (String path :
        List.of("/../../gateway/auth/night/shop", "/../../gateway/auth/day/ash", DAY + "2")) {
      HttpResponse<String> answer =
          server.get(
              shop.token("alice"),
              path,
              NGINX[0],
              "GET",
              NGINX[1],
              "/orders/17",
              "X-Forwarded-For",
              "10.0.0.1",
              "X-Real-IP",
              "10.0.0.1",
              "Forwarded",
              "for=10.0.0.1");
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(logged()).contains("none of its proxies", "no gateway is listed");
  }

  @Test
  void aTokenThatIsWrongIsNobodysAndOnlyTheLogSaysWhy() throws Exception {
    Map<String, String> wrong = new HashMap<>();
    JWTClaimsSet good = shop.claims("alice").build();
    wrong.put(sign(shop.claims("alice").issuer("https://evil.example")), "of no issuer");
    wrong.put(sign(shop.claims("alice").audience("another")), "another audience");
    wrong.put(sign(shop.claims("alice").audience(TestIssuer.CLIENT)), "another audience");
    wrong.put(sign(shop.claims("alice").expirationTime(in(-61))), "over, or never ends");
    wrong.put(sign(shop.claims("alice").expirationTime(null)), "over, or never ends");
    wrong.put(sign(shop.claims("alice").notBeforeTime(in(600))), "not yet good");
    wrong.put(sign(shop.claims("alice").issueTime(in(600))), "not made yet");
    wrong.put(sign(shop.claims("alice").subject(null)), "of nobody");
    wrong.put(new PlainJWT(good).serialize(), "no signed token");
    wrong.put(withThePublicKeyAsASecret(good), "algorithm");
    wrong.put(
        TestIssuer.sign(
            good,
            new RSAKeyGenerator(2048).keyID(server.issuer.key().getKeyID()).generate(),
            JWSAlgorithm.RS256,
            "JWT"),
        "signature");
    wrong.put(
        TestIssuer.sign(
            good, new RSAKeyGenerator(2048).keyID("other").generate(), JWSAlgorithm.RS256, "JWT"),
        "no matching key");
    wrong.put(TestIssuer.sign(good, server.issuer.key(), JWSAlgorithm.RS256, "logout+jwt"), "type");
    String token = shop.token("alice");
    wrong.put(token.substring(0, token.length() - 8) + "AAAAAAAA", "signature");
    wrong.put("x".repeat(13_000), "too long");
    wrong.put("admin", "no signed token");
    for (var one : wrong.entrySet()) {
      Thread.sleep(60);
      server.logged.reset();
      assertThat(asked(one.getKey(), "GET", "/orders/17")).as(one.getValue()).isEqualTo(401);
      assertThat(logged()).containsIgnoringCase(one.getValue());
    }
    assertThat(asked("", "GET", "/orders/17")).isEqualTo(401);
    assertThat(asked(shop.token("alice"), "GET", "/orders/17")).isEqualTo(200);
  }

  private static Date in(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private String sign(JWTClaimsSet.Builder claims) {
    return server.issuer.sign(claims.build());
  }

  private String withThePublicKeyAsASecret(JWTClaimsSet claims) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(server.issuer.key().getKeyID()).build(),
            claims);
    token.sign(new MACSigner(server.issuer.key().toRSAPublicKey().getEncoded()));
    return token.serialize();
  }

  @Test
  void twoTokensAreNone() {
    String token = shop.token("alice");
    String[] headers = {
      NGINX[0], "GET", NGINX[1], "/orders/17", "Authorization", "Bearer " + token
    };
    assertThat(ask("", headers).statusCode()).isEqualTo(200);
    assertThat(ask(token, headers).statusCode()).isEqualTo(401);
    for (String other : List.of("Basic " + token, token, "Bearer", "Bearer  ")) {
      headers[5] = other;
      assertThat(ask("", headers).statusCode()).as(other).isEqualTo(401);
    }
  }

  /** A name that is given to somebody else there makes nobody of them here. */
  @Test
  void whoIsWhoIsByTheIssuersOwnId() {
    assertThat(asked(shop.token("alice"), "GET", "/orders/17")).isEqualTo(200);
    String other = sign(server.issuer.claims(shop.sub("another"), "alice").audience("shop"));
    assertThat(asked(other, "GET", "/orders/17")).isEqualTo(403);
    assertThat(logged()).contains("somebody else's");
    String renamed = sign(server.issuer.claims(shop.sub("alice"), "carol").audience("shop"));
    assertThat(asked(renamed, "GET", "/orders/17")).isEqualTo(200);
    assertThat(asked(renamed, "GET", "/orders/export")).isEqualTo(403);
  }

  /** Within the moment for which it is remembered. */
  @Test
  void whoIsFreedIsNobodyAMomentLater() throws Exception {
    String alice = shop.token("alice");
    assertThat(asked(alice, "GET", "/orders/17")).isEqualTo(200);
    var none = BodyPublishers.noBody();
    assertThat(server.send("admin", "DELETE", "/identities/alice", none).statusCode())
        .isEqualTo(204);
    String other = sign(server.issuer.claims(shop.sub("another"), "alice").audience("shop"));
    assertThat(asked(other, "GET", "/orders/17")).isEqualTo(200);
    int status = 200;
    for (int i = 0; i < 80 && status == 200; i++) {
      Thread.sleep(100);
      // One alone: the moment may end between two of them.
      status = ask(alice, NGINX[0], "GET", NGINX[1], "/orders/17").statusCode();
    }
    assertThat(asked(alice, "GET", "/orders/17")).isEqualTo(403);
    assertThat(asked(other, "GET", "/orders/17")).isEqualTo(200);
  }

  @Test
  void aServiceIsWhoeverHasEachClaimOfItsTrust() {
    server.policy(
        Shop.POLICY
            + """
              - { to: [packer, printer], role: reader, in: day, because: They pack }
            teams: { shop: { members: [alice] } }
            services:
              packer: { owner: team:shop, trust: { issuer: "URL", claims: { repo: a/b, env: prod } } }
              printer: { owner: team:shop, trust: { issuer: "URL", claims: { repo: a/c } } }
              robot: { owner: team:shop, trust: { issuer: "http://127.0.0.1:1", claims: { a: bcd } } }
            """
                .replace("URL", server.issuer.url().toString()));
    assertThat(asked(machine("repo", "a/b", "env", "prod"), "GET", "/orders/17"))
        .as(logged())
        .isEqualTo(200);
    assertThat(asked(machine("repo", "a/c"), "GET", "/orders/17")).isEqualTo(200);
    assertThat(asked(machine("repo", "a/b", "env", "prod"), "GET", "/orders/13")).isEqualTo(403);
    for (String[] claims :
        List.of(
            new String[] {"repo", "a/b"},
            new String[] {"repo", "A/B", "env", "prod"},
            new String[] {"repo", "a/b", "env", "dev"},
            new String[] {"env", "prod"},
            new String[] {"a", "bcd"}))
      assertThat(asked(machine(claims), "GET", "/orders/17"))
          .as(String.join(" ", claims))
          .isEqualTo(403);
    server.policy(
        Shop.POLICY
            + """
              - { to: [packer, printer], role: reader, in: day, because: They pack }
            teams: { shop: { members: [alice] } }
            services:
              packer: { owner: team:shop, trust: { issuer: "URL", claims: { repo: a/b } } }
              printer: { owner: team:shop, trust: { issuer: "URL", claims: { env: prod } } }
            """
                .replace("URL", server.issuer.url().toString()));
    assertThat(asked(machine("repo", "a/b"), "GET", "/orders/17")).isEqualTo(200);
    assertThat(asked(machine("repo", "a/b", "env", "prod"), "GET", "/orders/17")).isEqualTo(403);
    assertThat(logged()).contains("good for several services");
  }

  private String machine(String... claims) {
    JWTClaimsSet.Builder all = server.issuer.claims("machine", "nobody").audience("shop");
    for (int i = 0; i < claims.length; i += 2) all.claim(claims[i], claims[i + 1]);
    return sign(all);
  }

  @Test
  void whoIsKeptOutIsDeniedAtOnce() {
    assertThat(asked(shop.token("alice"), "GET", "/orders/17")).isEqualTo(200);
    server.hold("alice", Optional.of(Hold.Kind.SUSPENDED));
    assertThat(asked(shop.token("alice"), "GET", "/orders/17")).isEqualTo(403);
    server.hold("alice", Optional.empty());
    assertThat(asked(shop.token("alice"), "GET", "/orders/17")).isEqualTo(200);
  }

  @Test
  void withoutAPolicyNothingIsLetThrough() {
    server.inForce(Optional.empty());
    assertThat(asked(shop.token("alice"), "GET", "/orders/17")).isEqualTo(403);
  }

  @Test
  void routesAreThoseOfThePolicyInForce() {
    assertThat(asked(shop.token("alice"), "GET", "/orders")).isEqualTo(200);
    server.policy(Shop.POLICY.replace("path: /orders,", "path: /all-orders,"));
    assertThat(asked(shop.token("alice"), "GET", "/orders")).isEqualTo(403);
    assertThat(asked(shop.token("alice"), "GET", "/all-orders")).isEqualTo(200);
  }

  @Test
  void whenTheIssuerIsAwayNobodyIsLetThrough() throws Exception {
    server.issuer.anotherKey();
    server.issuer.setDown(true);
    Thread.sleep(60);
    try {
      assertThat(asked(shop.token("alice"), "GET", "/orders/17")).isEqualTo(401);
    } finally {
      server.issuer.setDown(false);
    }
  }

  /** Of few bits each; every one that is allowed is one of those that are meant to be. */
  @Test
  void atRandomNoWayLeadsToTheOrderThatIsKept() {
    Seeds.with(
        Seeds.first(),
        random -> {
          String[] bits = {
            "/", "/", "orders", "13", "1", "3", ".", "..", "%2F", "%2E", "%31", "%33", "%00", ";",
            "\\", "%25", "ORDERS", "export", "?", "#", "%20", "+"
          };
          String alice = shop.token("alice");
          List<String> allowed = new ArrayList<>();
          for (int i = 0; i < 400; i++) {
            StringBuilder path = new StringBuilder("/orders/");
            for (int n = random.nextInt(4); n >= 0; n--)
              path.append(bits[random.nextInt(bits.length)]);
            int status = ask(alice, NGINX[0], "GET", NGINX[1], path.toString()).statusCode();
            assertThat(status).isIn(200, 403);
            if (status == 200) allowed.add(path.toString());
          }
          assertThat(allowed)
              .isNotEmpty()
              .allMatch(path -> path.matches("/orders/[^/\\\\;#%+?]+(\\?.*)?"))
              .noneMatch(path -> path.matches("(?i)/orders/(13|export|\\.\\.?)(\\?.*)?"));
        });
  }
}
