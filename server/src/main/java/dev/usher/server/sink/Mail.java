package dev.usher.server.sink;

import dev.usher.engine.event.Event;
import dev.usher.engine.event.Sink.Answer;
import dev.usher.engine.secret.SecretReference;
import dev.usher.engine.secret.Secrets;
import jakarta.mail.AuthenticationFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.simplejavamail.MailException;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/** Mail by SMTP. */
public final class Mail {
  private final Server server;
  private final Duration patience;
  private final Secrets secrets;

  /** How the connection is made safe. */
  public enum Security {
    /** As it is. For a server on this machine. */
    NONE,
    /** STARTTLS, and nothing without it (RFC 3207). */
    STARTTLS,
    /** TLS from the first byte (RFC 8314). */
    TLS
  }

  /**
   * @param from address of the sender
   * @param login holds {@code user:password}; empty where nobody asks
   */
  public record Server(
      String host, int port, Security security, String from, Optional<SecretReference> login) {}

  public Mail(Server server, Duration patience, Secrets secrets) {
    this.server = server;
    this.patience = patience;
    this.secrets = secrets;
  }

  static boolean isAddress(String text) {
    return text.matches("[^@\\s<>,;]+@[^@\\s<>,;]+");
  }

  Answer send(List<String> to, Event event) {
    Login login = login();
    try (var mailer =
        MailerBuilder.withSMTPServer(server.host(), server.port(), login.user(), login.password())
            .withTransportStrategy(strategy())
            // The library's own habit is to believe every certificate.
            .trustingAllHosts(false)
            .verifyingServerIdentity(true)
            .withSessionTimeout(Math.toIntExact(patience.toMillis()))
            .buildMailer()) {
      var mail =
          EmailBuilder.startingBlank()
              .from(server.from())
              .withSubject(Prose.title(event))
              .fixingMessageId("<" + event.id() + "@" + server.host() + ">")
              .withPlainText(Prose.text(event));
      to.forEach(mail::to);
      mailer.sendMail(mail.buildEmail()).join();
      return new Answer.Taken();
    } catch (MailException failure) {
      Throwable cause = cause(failure);
      return new Answer.NotNow(
          cause instanceof AuthenticationFailedException
              ? "the mail server does not take the login: put the right user:password where"
                  + " mail-login says, and replay it"
              : "the mail server did not take it: " + kind(cause));
    } catch (Exception failure) {
      return new Answer.NotNow("the mail could not be sent: " + kind(cause(failure)));
    }
  }

  private record Login(@Nullable String user, @Nullable String password) {}

  /**
   * @throws SecretReference.Missing when there is none where one ought to be
   */
  private Login login() {
    if (server.login().isEmpty()) return new Login(null, null);
    String text = secrets.read(server.login().get());
    int colon = text.indexOf(':');
    return new Login(text.substring(0, Math.max(colon, 0)), text.substring(colon + 1));
  }

  private TransportStrategy strategy() {
    return switch (server.security()) {
      case NONE -> TransportStrategy.SMTP;
      case STARTTLS -> TransportStrategy.SMTP_TLS;
      case TLS -> TransportStrategy.SMTPS;
    };
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) cause = cause.getCause();
    return cause;
  }

  /** And no more of it: what a server says back may quote what it was sent. */
  private static String kind(Throwable cause) {
    return cause.getClass().getSimpleName();
  }
}
