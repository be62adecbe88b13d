package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.usher.testkit.issuer.TestIssuer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which a token can be wrong: nobody comes in, and only the log knows why. */
@ExtendWith(Served.class)
class WrongTokensTest {
  private final ApiServer server;
  private final TestIssuer issuer;

  WrongTokensTest(ApiServer server) {
    this.server = server;
    this.issuer = server.issuer;
  }

  @BeforeEach
  void anew() {
    server.anew();
    server.policy("usher: { administrators: [alice] }");
  }

  @AfterEach
  void rightAgain() {
    issuer.setDown(false);
    issuer.saysTheTruth();
  }

  private JWTClaimsSet.Builder claims() {
    return issuer.claims("a", "alice");
  }

  private void isLetIn(String token) {
    HttpResponse<String> answer = server.get(token, "/tokens");
    assertThat(answer.statusCode())
        .as(server.logged.toString(StandardCharsets.UTF_8))
        .isEqualTo(200);
  }

  private void isRefused(String token, String why) {
    isLetIn(issuer.token("a", "alice"));
    HttpResponse<String> answer = server.get(token, "/tokens");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("The token is unknown, expired or revoked");
    assertThat(server.logged.toString(StandardCharsets.UTF_8))
        .contains("login-refused")
        .containsIgnoringCase(why)
        .doesNotContain(token);
  }

  private static Date in(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private static Arguments wrong(UnaryOperator<JWTClaimsSet.Builder> claims, String why) {
    return Arguments.of(claims, why);
  }

  static Stream<Arguments> claimsThatAreWrong() {
    return Stream.of(
        wrong(one -> one.issuer("https://evil.example"), "of no issuer"),
        wrong(one -> one.issuer(null), "of no issuer"),
        wrong(one -> one.audience("another"), "another audience"),
        wrong(one -> one.audience((String) null), "another audience"),
        wrong(one -> one.audience(List.of()), "another audience"),
        wrong(one -> one.subject(null), "of nobody"),
        wrong(one -> one.subject(" "), "of nobody"),
        wrong(one -> one.subject("x".repeat(256)), "of nobody"),
        wrong(one -> one.expirationTime(null), "over, or never ends"),
        wrong(one -> one.expirationTime(in(-61)), "over, or never ends"),
        wrong(one -> one.notBeforeTime(in(600)), "not yet good"),
        wrong(one -> one.issueTime(in(600)), "not made yet"),
        wrong(one -> one.issueTime(null), "not made yet"),
        wrong(one -> one.claim("azp", "another"), "another client"),
        wrong(one -> one.claim("azp", 5), "another client"),
        wrong(one -> one.claim("client_id", "another"), "another client"),
        wrong(one -> one.claim("events", List.of()), "an event"),
        wrong(one -> one.claim("preferred_username", ""), "nobody can be called"),
        wrong(one -> one.claim("preferred_username", "team:x"), "nobody can be called"));
  }

  @ParameterizedTest
  @MethodSource("claimsThatAreWrong")
  void whatItSaysIsWrong(UnaryOperator<JWTClaimsSet.Builder> change, String why) {
    String sub =
        change.apply(new JWTClaimsSet.Builder()).getClaims().containsKey("sub") ? "a" : "b";
    isRefused(issuer.sign(change.apply(issuer.claims(sub, "alice")).build()), why);
  }

  static Stream<UnaryOperator<JWTClaimsSet.Builder>> claimsThatAreRight() {
    return Stream.of(
        one -> one.expirationTime(in(-50)),
        one -> one.notBeforeTime(in(50)),
        one -> one.issueTime(in(50)),
        one -> one.audience(List.of("another", TestIssuer.CLIENT)),
        one -> one.claim("azp", TestIssuer.CLIENT),
        one -> one.claim("client_id", TestIssuer.CLIENT));
  }

  /** A minute's difference between two clocks, and what issuers write besides. */
  @ParameterizedTest
  @MethodSource("claimsThatAreRight")
  void whatIsStillRight(UnaryOperator<JWTClaimsSet.Builder> change) {
    isLetIn(issuer.sign(change.apply(claims()).build()));
  }

  @Test
  void anAccessTokenByItsTypeIsTaken() {
    isLetIn(TestIssuer.sign(claims().build(), issuer.key(), JWSAlgorithm.PS256, "at+jwt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"logout+jwt", "dpop+jwt", "JOSE"})
  void aTokenOfAnotherTypeIsNot(String type) {
    isRefused(TestIssuer.sign(claims().build(), issuer.key(), JWSAlgorithm.RS256, type), "typ");
  }

  @Test
  void withoutASignature() {
    isRefused(new PlainJWT(claims().build()).serialize(), "no signed token");
    String[] parts = issuer.token("a", "alice").split("\\.");
    isRefused(parts[0] + "." + parts[1] + ".", "no signed token");
    String none = Base64URL.encode("{\"alg\":\"none\"}").toString();
    isRefused(none + "." + parts[1] + "." + parts[2], "no signed token");
  }

  @Test
  void byAnotherKeyOfTheSameId() throws Exception {
    RSAKey other = new RSAKeyGenerator(2048).keyID(issuer.key().getKeyID()).generate();
    isRefused(
        TestIssuer.sign(claims().build(), other, JWSAlgorithm.RS256, "JWT"), "invalid signature");
  }

  /** The public key is known to all: it must not do for a secret. */
  @Test
  void byThePublicKeyAsASecret() throws Exception {
    byte[] open = issuer.key().toRSAPublicKey().getEncoded();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .keyID(issuer.key().getKeyID())
                .type(JOSEObjectType.JWT)
                .build(),
            claims().build());
    token.sign(new MACSigner(open));
    isRefused(token.serialize(), "reject");
  }

  /** A token that brings its own key with it is by a key that nobody knows. */
  @Test
  void byAKeyThatItBringsAlong() throws Exception {
    RSAKey own = new RSAKeyGenerator(2048).keyID("own").generate();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()).keyID("own").build(),
            claims().build());
    token.sign(new com.nimbusds.jose.crypto.RSASSASigner(own));
    isRefused(token.serialize(), "reject");
  }

  @Test
  void whatWasChangedAfterItWasSigned() {
    String[] parts = issuer.token("a", "alice").split("\\.");
    String other = issuer.token("a", "bob").split("\\.")[1];
    isRefused(parts[0] + "." + other + "." + parts[2], "invalid signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eyJ", "eyJ.eyJ.x", "eyJhbGciOiJSUzI1NiJ9..", "eyJ.e30.e30.e30.e30"})
  void whatIsNoTokenAtAll(String text) {
    isRefused(text, "no signed token");
  }

  @Test
  void anotherKeyIsLookedForAndTheOldOneIsNotTakenAnyMore() throws Exception {
    String old = issuer.token("a", "alice");
    isLetIn(old);
    issuer.anotherKey();
    Thread.sleep(120);
    isLetIn(issuer.token("a", "alice"));
    assertThat(server.get(old, "/tokens").statusCode()).isEqualTo(401);
  }

  @Test
  void anIssuerThatCannotBeReachedOrCallsItselfOtherwise() throws Exception {
    issuer.setDown(true);
    issuer.anotherKey();
    Thread.sleep(120);
    String token = issuer.token("a", "alice");
    assertThat(server.get(token, "/tokens").statusCode()).isEqualTo(401);
    issuer.setDown(false);
    for (String keys :
        List.of("http://evil.example/keys", "http://127.0.0.1:1/keys", "file:///etc")) {
      issuer.says(issuer.url().toString(), keys);
      Thread.sleep(120);
      assertThat(server.get(token, "/tokens").statusCode()).isEqualTo(401);
    }
    issuer.says("https://evil.example", issuer.url() + "/keys");
    Thread.sleep(120);
    assertThat(server.get(token, "/tokens").statusCode()).isEqualTo(401);
    assertThat(server.logged.toString(StandardCharsets.UTF_8)).contains("its keys cannot be had");
    issuer.saysTheTruth();
    Thread.sleep(120);
    isLetIn(token);
  }
}
