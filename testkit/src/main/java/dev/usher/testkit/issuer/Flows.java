package dev.usher.testkit.issuer;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How people come to tokens: the code with PKCE (RFC 7636), devices (RFC 8628), and refreshing.
 * Whoever asks is let in as whom {@link #comes} says, as if they had typed their password.
 */
public final class Flows {
  private final TestIssuer issuer;
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final Map<String, Boolean> devices = new ConcurrentHashMap<>();
  private final Map<String, String> refreshing = new ConcurrentHashMap<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile String person = "alice";
  private volatile String sub = "sub-of-alice";
  private volatile Optional<String> state = Optional.empty();
  private volatile Optional<String> nonce = Optional.empty();
  private volatile long seconds = 300;

  Flows(TestIssuer issuer) {
    this.issuer = issuer;
  }

  private record Code(String challenge, String nonce, String redirect) {}

  /** Who types their password there from now on. */
  public void comes(String sub, String person) {
    this.sub = sub;
    this.person = person;
    state = Optional.empty();
    nonce = Optional.empty();
    seconds = 300;
  }

  /** Sends that back as the state, whatever was asked. */
  public void saysState(String other) {
    state = Optional.of(other);
  }

  /** Signs that as the nonce, whatever was asked. */
  public void saysNonce(String other) {
    nonce = Optional.of(other);
  }

  /** How long its tokens are good. */
  public void isGoodFor(long length) {
    seconds = length;
  }

  /** Somebody says yes to every device that waits. */
  public void approve() {
    devices.replaceAll((_, _) -> true);
  }

  /** Forgets every refresh token that it has given. */
  public void forget() {
    refreshing.clear();
  }

  /** Which grants its token endpoint was asked for. */
  public List<String> told() {
    return List.copyOf(told);
  }

  void into(HttpServer http) {
    http.createContext("/authorize", this::authorize);
    http.createContext("/token", this::token);
    http.createContext("/device", this::device);
  }

  private void authorize(HttpExchange asked) throws IOException {
    Map<String, String> query = form(asked.getRequestURI().getRawQuery());
    String redirect = query.getOrDefault("redirect_uri", "");
    if (!query.getOrDefault("client_id", "").equals(TestIssuer.CLIENT)
        || !query.getOrDefault("code_challenge_method", "").equals("S256")
        || !redirect.startsWith("http://127.0.0.1:")) {
      issuer.answer(asked, 400, "{\"error\": \"invalid_request\"}");
      return;
    }
    String code = UUID.randomUUID().toString();
    codes.put(
        code,
        new Code(
            query.getOrDefault("code_challenge", ""), query.getOrDefault("nonce", ""), redirect));
    String back = state.orElse(query.getOrDefault("state", ""));
    asked
        .getResponseHeaders()
        .set(
            "Location",
            redirect
                + "?code="
                + code
                + "&state="
                + URLEncoder.encode(back, StandardCharsets.UTF_8));
    asked.sendResponseHeaders(302, -1);
    asked.close();
  }

  private void device(HttpExchange asked) throws IOException {
    String code = UUID.randomUUID().toString();
    devices.put(code, false);
    issuer.answer(
        asked,
        200,
        """
        {"device_code": "%s", "user_code": "ABCD-EFGH", "verification_uri": "%s/go",
         "expires_in": 60, "interval": 1}
        """
            .formatted(code, issuer.url()));
  }

  private void token(HttpExchange asked) throws IOException {
    Map<String, String> form =
        form(new String(asked.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String grant = form.getOrDefault("grant_type", "");
    told.add(grant);
    switch (grant) {
      case "authorization_code" -> code(asked, form);
      case "refresh_token" -> {
        String whose = refreshing.remove(form.getOrDefault("refresh_token", ""));
        if (whose == null) refused(asked, "invalid_grant");
        else given(asked, Optional.empty());
      }
      case "urn:ietf:params:oauth:grant-type:device_code" -> {
        Boolean approved = devices.get(form.getOrDefault("device_code", ""));
        if (approved == null) refused(asked, "invalid_grant");
        else if (!approved) refused(asked, "authorization_pending");
        else given(asked, Optional.empty());
      }
      default -> refused(asked, "unsupported_grant_type");
    }
  }

  private void code(HttpExchange asked, Map<String, String> form) throws IOException {
    Code code = codes.remove(form.getOrDefault("code", ""));
    if (code == null
        || !code.redirect().equals(form.get("redirect_uri"))
        || !code.challenge().equals(challenge(form.getOrDefault("code_verifier", "")))) {
      refused(asked, "invalid_grant");
      return;
    }
    given(asked, Optional.of(code.nonce()));
  }

  private void given(HttpExchange asked, Optional<String> theirs) throws IOException {
    JWTClaimsSet.Builder claims = issuer.claims(sub, person);
    claims.expirationTime(java.util.Date.from(java.time.Instant.now().plusSeconds(seconds)));
    theirs.ifPresent(said -> claims.claim("nonce", nonce.orElse(said)));
    String again = UUID.randomUUID().toString();
    refreshing.put(again, sub);
    issuer.answer(
        asked,
        200,
        """
        {"access_token": "opaque", "token_type": "Bearer", "expires_in": %d,
         "refresh_token": "%s", "id_token": "%s"}
        """
            .formatted(seconds, again, issuer.sign(claims.build())));
  }

  private void refused(HttpExchange asked, String error) throws IOException {
    issuer.answer(asked, 400, "{\"error\": \"" + error + "\"}");
  }

  private static String challenge(String verifier) {
    try {
      return Base64URL.encode(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)))
          .toString();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, String> form(String text) {
    Map<String, String> form = new HashMap<>();
    for (String pair : text.split("&")) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2)
        form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }
}
