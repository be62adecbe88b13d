package dev.usher.server.person;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.usher.engine.operator.Issuer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;

/**
 * An issuer's keys, from where it says that they are (OpenID Connect Discovery 1.0), as far as the
 * operator lets usher go there. Follows no redirect and reads no more than a document of keys has.
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int LARGEST = 256 << 10;

  private final Issuer issuer;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  IssuerKeys(Issuer issuer) {
    this.issuer = issuer;
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator refresh, long currentTime, SecurityContext context)
      throws KeySourceException {
    String about = issuer.url().toString().replaceFirst("/$", "");
    try {
      Map<String, Object> said =
          JSONObjectUtils.parse(read(URI.create(about + "/.well-known/openid-configuration")));
      if (!issuer.url().toString().equals(JSONObjectUtils.getString(said, "issuer")))
        throw new JWKSetUnavailableException("it calls itself by another name than the operator");
      URI keys = JSONObjectUtils.getURI(said, "jwks_uri");
      if (keys == null) throw new JWKSetUnavailableException("it does not say where its keys are");
      return JWKSet.parse(read(keys));
    } catch (ParseException | IllegalArgumentException wrong) {
      throw new JWKSetUnavailableException("it does not say what its keys are", wrong);
    } catch (IOException failure) {
      throw new JWKSetUnavailableException(
          "it cannot be reached: " + failure.getMessage(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new JWKSetUnavailableException("interrupted", interrupted);
    }
  }

  private String read(URI address) throws IOException, InterruptedException {
    if (!issuer.mayUse(address))
      throw new IOException(
          address.getHost() + " is neither its host nor among those that the operator lists");
    HttpResponse<InputStream> answer =
        http.send(
            HttpRequest.newBuilder(address)
                .timeout(LIMIT)
                .header("Accept", "application/json")
                .build(),
            BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != 200)
        throw new IOException(address.getPath() + " answers " + answer.statusCode());
      byte[] bytes = body.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) throw new IOException(address.getPath() + " is too long");
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
