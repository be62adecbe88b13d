package dev.usher.testkit.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** OpenID Connect over real HTTP: discovery, keys, tokens, and {@link Flows} to get at them. */
public final class TestIssuer implements AutoCloseable {
  /** By which people log in. */
  public static final String CLIENT = "usher-cli";

  private final HttpServer http;
  private final AtomicInteger looks = new AtomicInteger();
  private final Flows flows;
  private volatile RSAKey key = make();
  private volatile String name;
  private volatile String keysAt;
  private volatile boolean down;

  public TestIssuer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    name = url().toString();
    keysAt = url() + "/keys";
    flows = new Flows(this);
    http.createContext("/.well-known/openid-configuration", this::discovery);
    http.createContext("/keys", this::keys);
    flows.into(http);
    http.start();
  }

  private static RSAKey make() {
    try {
      return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  public Flows flows() {
    return flows;
  }

  /** What it signs with now. */
  public RSAKey key() {
    return key;
  }

  /** From now on it signs with another one, and knows the old one no more. */
  public void anotherKey() {
    key = make();
  }

  /** How often its keys were asked for. */
  public int looks() {
    return looks.get();
  }

  /** Whether it answers 500. */
  public void setDown(boolean is) {
    down = is;
  }

  /** What it says that it is called, and where its keys are. */
  public void says(String called, String keys) {
    name = called;
    keysAt = keys;
  }

  /** As it says of itself when nothing is wrong. */
  public void saysTheTruth() {
    says(url().toString(), url() + "/keys");
  }

  /** Of somebody, for the client, good for five minutes. */
  public JWTClaimsSet.Builder claims(String sub, String person) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(url().toString())
        .subject(sub)
        .audience(CLIENT)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)))
        .claim("preferred_username", person);
  }

  /** A good token. */
  public String token(String sub, String person) {
    return sign(claims(sub, person).build());
  }

  public String sign(JWTClaimsSet claims) {
    return sign(claims, key, JWSAlgorithm.RS256, "JWT");
  }

  public static String sign(JWTClaimsSet claims, RSAKey by, JWSAlgorithm how, String type) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(how)
                  .keyID(by.getKeyID())
                  .type(new JOSEObjectType(type))
                  .build(),
              claims);
      token.sign(new RSASSASigner(by));
      return token.serialize();
    } catch (JOSEException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void discovery(HttpExchange asked) throws IOException {
    answer(
        asked,
        200,
        """
        {"issuer": "%s", "jwks_uri": "%s",
         "authorization_endpoint": "%3$s/authorize", "token_endpoint": "%3$s/token",
         "device_authorization_endpoint": "%3$s/device", "response_types_supported": ["code"],
         "subject_types_supported": ["public"],
         "id_token_signing_alg_values_supported": ["RS256"]}
        """
            .formatted(name, keysAt, url()));
  }

  private void keys(HttpExchange asked) throws IOException {
    looks.incrementAndGet();
    answer(asked, 200, new JWKSet(key.toPublicJWK()).toString());
  }

  void answer(HttpExchange asked, int status, String json) throws IOException {
    byte[] body = (down ? "{}" : json).getBytes(StandardCharsets.UTF_8);
    asked.getResponseHeaders().set("Content-Type", "application/json");
    asked.sendResponseHeaders(down ? 500 : status, body.length);
    asked.getResponseBody().write(body);
    asked.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
