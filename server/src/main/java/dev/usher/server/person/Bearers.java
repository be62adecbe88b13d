package dev.usher.server.person;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.SignedJWT;
import dev.usher.engine.office.Vouched;
import dev.usher.engine.operator.Issuer;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Tokens of the issuers that somebody lists: for whom they vouch, or why they do not. */
public final class Bearers implements AutoCloseable {
  private final List<IssuerTokens> issuers;

  /**
   * @param floor the shortest time between two looks at an issuer's keys
   */
  public Bearers(List<Issuer> issuers, Duration floor, InstantSource clock) {
    this.issuers = issuers.stream().map(issuer -> new IssuerTokens(issuer, floor, clock)).toList();
  }

  /** What is to be thought of a token. */
  public sealed interface Word {
    record Good(Vouched vouched) implements Word {}

    /**
     * @param issuer whose it is; {@code none} where that is not known
     * @param why for the log: nobody else is told
     */
    record Bad(String issuer, String why) implements Word {}
  }

  /** Whether some token may be good at all. */
  boolean isEmpty() {
    return issuers.isEmpty();
  }

  /**
   * @param token as sent, whatever it is
   */
  public Word word(String token) {
    try {
      SignedJWT signed = SignedJWT.parse(token);
      Optional<String> said = IssuerTokens.issuer(signed);
      Optional<IssuerTokens> issuer =
          issuers.stream()
              .filter(one -> said.filter(one.issuer().url().toString()::equals).isPresent())
              .findFirst();
      return issuer.isPresent()
          ? word(issuer.get(), signed)
          : new Word.Bad("none", "it is of no issuer that the operator lists");
    } catch (ParseException none) {
      return new Word.Bad("none", "it is no signed token");
    }
  }

  private static Word word(IssuerTokens issuer, SignedJWT token) {
    String url = issuer.issuer().url().toString();
    try {
      return new Word.Good(issuer.verify(token));
    } catch (BadJOSEException wrong) {
      return new Word.Bad(url, String.valueOf(wrong.getMessage()));
    } catch (JOSEException failure) {
      return new Word.Bad(url, "its keys cannot be had: " + failure.getMessage());
    }
  }

  @Override
  public void close() {
    issuers.forEach(IssuerTokens::close);
  }
}
