package dev.usher.server.person;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.usher.engine.office.Vouched;
import dev.usher.engine.operator.Issuer;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one issuer, access or ID: whether it signed them, for the audience, and until when (RFC
 * 9068, section 4; OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725).
 */
final class IssuerTokens implements AutoCloseable {
  /** Public keys alone: no {@code none}, and nothing that is made with a secret. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** As much as clocks may differ. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int LONGEST = 255;

  private final Issuer issuer;
  private final InstantSource clock;
  private final IssuerKeys keys;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * @param floor the shortest time between two looks at its keys, so that tokens with ids of keys
   *     that there are not do not make it one for each
   */
  IssuerTokens(Issuer issuer, Duration floor, InstantSource clock) {
    this.issuer = issuer;
    this.clock = clock;
    keys = new IssuerKeys(issuer);
    JWKSource<SecurityContext> source =
        JWKSourceBuilder.create(keys)
            .cache(KEPT.toMillis(), PATIENCE.toMillis())
            .refreshAheadCache(false)
            .rateLimited(floor.toMillis())
            .build();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier((claims, _) -> check(claims));
  }

  Issuer issuer() {
    return issuer;
  }

  /**
   * @throws BadJOSEException for what is no token of it for the audience now: why, for the log
   * @throws JOSEException when its keys cannot be had
   */
  Vouched verify(SignedJWT token) throws BadJOSEException, JOSEException {
    JWTClaimsSet claims = processor.process(token, null);
    return new Vouched(
        issuer.url().toString(),
        claims.getSubject(),
        text(claims, issuer.person()).flatMap(issuer::named),
        texts(claims));
  }

  private static Map<String, String> texts(JWTClaimsSet claims) {
    Map<String, String> texts = new HashMap<>();
    claims
        .getClaims()
        .forEach(
            (name, value) -> {
              if (value instanceof String text) texts.put(name, text);
            });
    return texts;
  }

  private void check(JWTClaimsSet claims) throws BadJWTException {
    Instant now = clock.instant();
    must(issuer.url().toString().equals(claims.getIssuer()), "it is another issuer's");
    must(claims.getAudience().contains(issuer.audience()), "it is for another audience");
    must(isFine(claims.getSubject()), "it is of nobody");
    must(isAfter(claims.getExpirationTime(), now.minus(SKEW)), "it is over, or never ends");
    must(
        claims.getNotBeforeTime() == null || !isAfter(claims.getNotBeforeTime(), now.plus(SKEW)),
        "it is not yet good");
    must(
        claims.getIssueTime() != null && !isAfter(claims.getIssueTime(), now.plus(SKEW)),
        "it was not made yet, or does not say when");
    // What another program was given is that program's.
    for (String client : Set.of("azp", "client_id"))
      must(
          issuer.client().isEmpty()
              || claims.getClaim(client) == null
              || text(claims, client).equals(issuer.client()),
          "it was made out to another client");
    must(
        issuer.client().map(claims.getAudience()::contains).orElse(true)
            || claims.getClaim("azp") != null
            || claims.getClaim("client_id") != null,
        "it does not say to which client it was made out");
    // OpenID Connect Back-Channel Logout 1.0, section 2.4: signed by the same keys, and no login.
    must(claims.getClaim("events") == null, "it tells of an event");
    boolean isMail = issuer.person().equals("email");
    must(
        !isMail || Boolean.TRUE.equals(claims.getClaim("email_verified")),
        "its mail address is not verified");
  }

  private static boolean isFine(@Nullable String sub) {
    return sub != null && !sub.isBlank() && sub.length() <= LONGEST;
  }

  private static boolean isAfter(@Nullable Date date, Instant other) {
    return date != null && date.toInstant().isAfter(other);
  }

  private static Optional<String> text(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static void must(boolean is, String why) throws BadJWTException {
    if (!is) throw new BadJWTException(why);
  }

  /** Whose a token says that it is, before anything of it is believed. */
  static Optional<String> issuer(SignedJWT token) {
    try {
      return Optional.ofNullable(token.getJWTClaimsSet()).map(JWTClaimsSet::getIssuer);
    } catch (ParseException none) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    keys.close();
  }
}
