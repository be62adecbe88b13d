package dev.usher.server.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jwt.SignedJWT;
import dev.usher.engine.operator.Issuer;
import dev.usher.testkit.issuer.TestIssuer;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IssuerTokensTest {
  private final TestIssuer issuer = new TestIssuer();

  @AfterEach
  void stop() {
    issuer.close();
  }

  private Issuer known(String person, Optional<String> domain) {
    return new Issuer(
        issuer.url(), Optional.of(TestIssuer.CLIENT), TestIssuer.CLIENT, person, domain, Set.of());
  }

  private IssuerTokens tokens(Issuer known) {
    return new IssuerTokens(known, Duration.ofMinutes(4), InstantSource.system());
  }

  @Test
  void whoAsksWithKeysThatThereAreNotMakesNoLooksOfIt() throws Exception {
    try (IssuerTokens tokens = tokens(known(Issuer.PERSON, Optional.empty()))) {
      SignedJWT good = SignedJWT.parse(issuer.token("1", "alice"));
      assertThat(tokens.verify(good).name()).contains("alice");
      issuer.anotherKey();
      assertThat(tokens.verify(SignedJWT.parse(issuer.token("1", "alice"))).sub()).isEqualTo("1");
      issuer.anotherKey();
      SignedJWT unknown = SignedJWT.parse(issuer.token("1", "alice"));
      for (int i = 0; i < 50; i++)
        assertThatThrownBy(() -> tokens.verify(unknown))
            .isInstanceOf(RateLimitReachedException.class);
      assertThat(issuer.looks()).isEqualTo(2);
    }
  }

  @Test
  void keysAreKeptForAWhile() throws Exception {
    try (IssuerTokens tokens = tokens(known(Issuer.PERSON, Optional.empty()))) {
      for (int i = 0; i < 20; i++) tokens.verify(SignedJWT.parse(issuer.token("1", "alice")));
      assertThat(issuer.looks()).isEqualTo(1);
    }
  }

  @Test
  void aMailAddressCountsThatIsVerifiedAndOfTheDomain() throws Exception {
    try (IssuerTokens tokens = tokens(known("email", Optional.of("acme.example")))) {
      var claims = issuer.claims("1", "x").claim("email", "alice@acme.example");
      SignedJWT unverified = SignedJWT.parse(issuer.sign(claims.build()));
      assertThatThrownBy(() -> tokens.verify(unverified)).hasMessageContaining("not verified");
      claims.claim("email_verified", true);
      assertThat(tokens.verify(SignedJWT.parse(issuer.sign(claims.build()))).name())
          .contains("alice");
      for (String other :
          Set.of("alice@evil.example", "alice@xacme.example", "@acme.example", "alice")) {
        SignedJWT foreign = SignedJWT.parse(issuer.sign(claims.claim("email", other).build()));
        assertThat(tokens.verify(foreign).name()).as(other).isEmpty();
      }
    }
  }

  @Test
  void whereAnIssuerMayHaveItsKeys() {
    Issuer company =
        new Issuer(
            URI.create("https://login.example.org/realms/a"),
            Optional.of("c"),
            "c",
            "p",
            Optional.empty(),
            Set.of("keys.example.org"));
    for (String may : Set.of("https://login.example.org/x", "https://keys.example.org/x"))
      assertThat(company.mayUse(URI.create(may))).as(may).isTrue();
    for (String not :
        Set.of(
            "http://login.example.org/x",
            "https://login.example.org:8443/x",
            "https://evil.example/x",
            "https://login.example.org@evil.example/x",
            "https://user@login.example.org/x",
            "http://169.254.169.254/x",
            "file:///etc/passwd")) assertThat(company.mayUse(URI.create(not))).as(not).isFalse();
  }
}
