package dev.usher.cli.login;

import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCode;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenClaimsVerifier;
import dev.usher.engine.Refused;
import dev.usher.engine.operator.Issuer;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said to one issuer by a public client (OpenID Connect Core 1.0; RFC 7636, 8628). */
final class IssuerClient {
  private static final Scope WANTED = new Scope("openid", "profile", "email");
  private static final int PATIENCE = 10_000;
  private static final int LARGEST = 256 << 10;
  private static final int SKEW = 60;

  private final OIDCProviderMetadata about;
  private final ClientID client;

  private IssuerClient(OIDCProviderMetadata about, ClientID client) {
    this.about = about;
    this.client = client;
  }

  /**
   * @throws Refused when it cannot be reached, or says of itself what cannot be
   */
  static IssuerClient of(URI issuer, String client) {
    must(Issuer.isSafe(issuer), issuer + " is no address to log in at; it has to be https");
    try {
      HTTPRequest ask =
          new HTTPRequest(
              HTTPRequest.Method.GET,
              URI.create(
                  issuer.toString().replaceFirst("/$", "") + "/.well-known/openid-configuration"));
      HTTPResponse answer = sent(ask);
      must(answer.getStatusCode() == 200, issuer + " answers " + answer.getStatusCode());
      OIDCProviderMetadata about = OIDCProviderMetadata.parse(answer.getBodyAsJSONObject());
      must(
          about.getIssuer().getValue().equals(issuer.toString()),
          issuer + " calls itself by another name");
      return new IssuerClient(about, new ClientID(client));
    } catch (ParseException none) {
      throw new Refused(issuer + " does not say how to log in there");
    }
  }

  /** Where somebody says who they are, in a browser. */
  URI page(URI back, State state, Nonce nonce, CodeVerifier verifier) {
    return new AuthenticationRequest.Builder(ResponseType.CODE, WANTED, client, back)
        .endpointURI(safe(about.getAuthorizationEndpointURI()))
        .state(state)
        .nonce(nonce)
        .codeChallenge(verifier, CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /**
   * What a code is good for.
   *
   * @throws Refused when it is none
   */
  Login of(AuthorizationCode code, URI back, Nonce nonce, CodeVerifier verifier) {
    return switch (asked(new AuthorizationCodeGrant(code, back, verifier), Map.of())) {
      case Answer.Tokens(OIDCTokens tokens) -> login(tokens, nonce, Optional.empty());
      case Answer.Error(ErrorObject error) -> throw refused(error);
    };
  }

  /** The same anew; nothing when it says no. */
  Optional<Login> refreshed(String refresh) {
    return switch (asked(new RefreshTokenGrant(new RefreshToken(refresh)), Map.of())) {
      case Answer.Tokens(OIDCTokens tokens) ->
          Optional.of(login(tokens, null, Optional.of(refresh)));
      case Answer.Error _ -> Optional.empty();
    };
  }

  /** What somebody is to type elsewhere. With PKCE too, which some issuers ask of each login. */
  DeviceAuthorizationSuccessResponse device(CodeVerifier verifier) {
    must(
        about.getDeviceAuthorizationEndpointURI() != null,
        about.getIssuer() + " lets no device log in; leave --device away");
    try {
      DeviceAuthorizationResponse answer =
          DeviceAuthorizationResponse.parse(
              sent(
                  new DeviceAuthorizationRequest.Builder(client)
                      .endpointURI(safe(about.getDeviceAuthorizationEndpointURI()))
                      .scope(WANTED)
                      .customParameter(
                          "code_challenge",
                          CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue())
                      .customParameter("code_challenge_method", CodeChallengeMethod.S256.getValue())
                      .build()
                      .toHTTPRequest()));
      if (!answer.indicatesSuccess()) throw refused(answer.toErrorResponse().getErrorObject());
      return answer.toSuccessResponse();
    } catch (ParseException none) {
      throw new Refused(about.getIssuer() + " answers nonsense");
    }
  }

  /** What became of a device that waits. */
  sealed interface Waiting {
    record In(Login login) implements Waiting {}

    /**
     * @param slower whether it is asked too often
     */
    record NotYet(boolean slower) implements Waiting {}
  }

  /**
   * @throws Refused when somebody said no, or nobody in time
   */
  Waiting of(DeviceCode code, CodeVerifier verifier) {
    Map<String, String> proof = Map.of("code_verifier", verifier.getValue());
    return switch (asked(new DeviceCodeGrant(code), proof)) {
      case Answer.Tokens(OIDCTokens tokens) ->
          new Waiting.In(login(tokens, null, Optional.empty()));
      case Answer.Error(ErrorObject error) -> {
        String why = error.getCode();
        if ("authorization_pending".equals(why)) yield new Waiting.NotYet(false);
        if ("slow_down".equals(why)) yield new Waiting.NotYet(true);
        throw refused(error);
      }
    };
  }

  /** From then on nobody can make it anew (RFC 7009); where the issuer knows how. */
  void revoke(String refresh) {
    if (about.getRevocationEndpointURI() == null) return;
    sent(
        new TokenRevocationRequest(
                safe(about.getRevocationEndpointURI()), client, new RefreshToken(refresh))
            .toHTTPRequest());
  }

  private sealed interface Answer {
    record Tokens(OIDCTokens tokens) implements Answer {}

    record Error(ErrorObject error) implements Answer {}
  }

  private Answer asked(AuthorizationGrant grant, Map<String, String> more) {
    try {
      TokenRequest.Builder request =
          new TokenRequest.Builder(safe(about.getTokenEndpointURI()), client, grant);
      more.forEach(request::customParameter);
      TokenResponse answer = OIDCTokenResponseParser.parse(sent(request.build().toHTTPRequest()));
      if (!answer.indicatesSuccess()) {
        ErrorObject error = answer.toErrorResponse().getErrorObject();
        return new Answer.Error(error == null ? OAuth2Error.SERVER_ERROR : error);
      }
      return new Answer.Tokens(((OIDCTokenResponse) answer.toSuccessResponse()).getOIDCTokens());
    } catch (ParseException none) {
      throw new Refused(about.getIssuer() + " answers nonsense");
    }
  }

  /**
   * Who it is for is looked at here; its signature by the server to which it is shown. It comes
   * from the issuer itself (OpenID Connect Core 1.0, section 3.1.3.7, number 6).
   *
   * @param nonce none where none was asked for
   */
  private Login login(OIDCTokens tokens, @Nullable Nonce nonce, Optional<String> refresh) {
    JWT token = tokens.getIDToken();
    must(token != null, about.getIssuer() + " says nothing of who that is");
    try {
      JWTClaimsSet claims = token.getJWTClaimsSet();
      new IDTokenClaimsVerifier(about.getIssuer(), client, nonce, SKEW).verify(claims, null);
      Instant expires = claims.getExpirationTime().toInstant();
      Optional<String> next =
          Optional.ofNullable(tokens.getRefreshToken())
              .map(RefreshToken::getValue)
              .or(() -> refresh);
      return new Login(
          about.getIssuer().getValue(), client.getValue(), token.serialize(), expires, next);
    } catch (BadJOSEException | java.text.ParseException wrong) {
      throw new Refused(
          "what %s answers is not of this login (%s); log in again"
              .formatted(about.getIssuer(), wrong.getMessage()));
    }
  }

  private Refused refused(ErrorObject error) {
    String more = error.getDescription() == null ? "" : ": " + error.getDescription();
    return new Refused(
        "%s lets nobody in (%s%s); log in again"
            .formatted(about.getIssuer(), error.getCode(), more));
  }

  private static URI safe(@Nullable URI address) {
    if (address != null && Issuer.isSafe(address)) return address;
    throw new Refused("the issuer takes logins at no safe address; it has to be https");
  }

  private static HTTPResponse sent(HTTPRequest request) {
    request.setFollowRedirects(false);
    request.setConnectTimeout(PATIENCE);
    request.setReadTimeout(PATIENCE);
    request.setAccept("application/json");
    try {
      return request.send();
    } catch (IOException failure) {
      throw new Refused(
          "%s cannot be reached (%s)".formatted(request.getURI().getHost(), failure.getMessage()));
    }
  }

  private static void must(boolean is, String otherwise) {
    if (!is) throw new Refused(otherwise);
  }
}
