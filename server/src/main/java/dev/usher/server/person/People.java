package dev.usher.server.person;

import dev.usher.engine.office.Officers;
import dev.usher.engine.office.Recognising;
import dev.usher.engine.office.Recognising.Answer;
import dev.usher.engine.office.Vouched;
import dev.usher.engine.operator.Issuer;
import dev.usher.server.http.Authenticator;
import dev.usher.server.http.Caller;
import dev.usher.server.log.EventLog;
import dev.usher.server.person.Bearers.Word;
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
  private final Bearers bearers;
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
    this.bearers = new Bearers(issuers, floor, clock);
    this.recognising = recognising;
    this.officers = officers;
    this.others = others;
    this.log = log;
  }

  @Override
  public Optional<Caller> caller(String token) {
    if (bearers.isEmpty() || !token.startsWith("eyJ")) return others.caller(token);
    return switch (bearers.word(token)) {
      case Word.Good(Vouched vouched) -> person(vouched);
      case Word.Bad(String issuer, String why) -> nobody(issuer, why);
    };
  }

  private Optional<Caller> person(Vouched vouched) {
    return switch (recognising.recognise(vouched.issuer(), vouched.sub(), vouched.name())) {
      case Answer.Nobody(String why) -> nobody(vouched.issuer(), why);
      case Answer.Person(String name, var rights) ->
          Optional.of(new Caller(name, rights.scopes(), Optional.of(name), rights.leads()));
    };
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
    bearers.close();
  }
}
