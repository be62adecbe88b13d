package dev.usher.server.person;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.SignedJWT;
import dev.usher.engine.office.Officers;
import dev.usher.engine.office.Recognising;
import dev.usher.engine.office.Recognising.Answer;
import dev.usher.engine.operator.Issuer;
import dev.usher.server.http.Authenticator;
import dev.usher.server.http.Caller;
import dev.usher.server.log.EventLog;
import dev.usher.server.person.IssuerTokens.Vouched;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows people by what an issuer vouches for, and all others as before. Why somebody is not let in,
 * the log says and nobody else.
 */
public final class People implements Authenticator, AutoCloseable {
  private final List<IssuerTokens> issuers;
  private final Recognising recognising;
  private final Officers officers;
  private final Authenticator others;
  private final EventLog log;

  /**
   * @param floor the shortest time between two looks at an issuer's keys
   * @param others for whatever is no issuer's token
   */
  public People(
      List<Issuer> issuers,
      Duration floor,
      InstantSource clock,
      Recognising recognising,
      Officers officers,
      Authenticator others,
      EventLog log) {
    this.issuers = issuers.stream().map(issuer -> new IssuerTokens(issuer, floor, clock)).toList();
    this.recognising = recognising;
    this.officers = officers;
    this.others = others;
    this.log = log;
  }

  @Override
  public Optional<Caller> caller(String token) {
    if (issuers.isEmpty() || !token.startsWith("eyJ")) return others.caller(token);
    try {
      SignedJWT signed = SignedJWT.parse(token);
      Optional<String> said = IssuerTokens.issuer(signed);
      Optional<IssuerTokens> issuer =
          issuers.stream()
              .filter(one -> said.filter(one.issuer().url().toString()::equals).isPresent())
              .findFirst();
      if (issuer.isEmpty()) return nobody("none", "it is of no issuer that the operator lists");
      return person(issuer.get(), signed);
    } catch (ParseException none) {
      return nobody("none", "it is no signed token");
    }
  }

  private Optional<Caller> person(IssuerTokens issuer, SignedJWT token) {
    String url = issuer.issuer().url().toString();
    try {
      Vouched vouched = issuer.verify(token);
      return switch (recognising.recognise(url, vouched.sub(), vouched.name())) {
        case Answer.Nobody(String why) -> nobody(url, why);
        case Answer.Person(String name, var rights) ->
            Optional.of(new Caller(name, rights.scopes(), Optional.of(name), rights.leads()));
      };
    } catch (BadJOSEException wrong) {
      return nobody(url, String.valueOf(wrong.getMessage()));
    } catch (JOSEException failure) {
      return nobody(url, "its keys cannot be had: " + failure.getMessage());
    }
  }

  private Optional<Caller> nobody(String issuer, String why) {
    log.warned("login-refused", Map.of("issuer", issuer, "why", why));
    return Optional.empty();
  }

  @Override
  public boolean leads(Caller caller, String subject) {
    return officers.isIn(caller.leads(), subject);
  }

  @Override
  public void close() {
    issuers.forEach(IssuerTokens::close);
  }
}
