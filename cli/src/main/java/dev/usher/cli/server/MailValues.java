package dev.usher.cli.server;

import dev.usher.engine.secret.SecretReference;
import dev.usher.server.sink.Mail;
import dev.usher.server.sink.Mail.Security;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The mail server, as it was said. */
final class MailValues {
  private static final String ADDRESS = "[^@\\s<>]+@[^@\\s<>]+";

  private final Values values;

  MailValues(Values values) {
    this.values = values;
  }

  Optional<Mail.Server> read() {
    values.onlyWith(Key.MAIL_FROM, Key.MAIL);
    values.onlyWith(Key.MAIL_LOGIN, Key.MAIL);
    return values.text(Key.MAIL).flatMap(this::mail);
  }

  /** In the clear on this machine alone: who names a server elsewhere gets STARTTLS or nothing. */
  private Optional<Mail.Server> mail(String text) {
    Optional<URI> url = url(text);
    Optional<String> from = values.text(Key.MAIL_FROM).filter(one -> one.matches(ADDRESS));
    if (url.isEmpty())
      values.wrong(
          Key.MAIL, "this is no mail server", "write smtps://HOST:PORT or smtp://HOST:PORT");
    if (from.isEmpty())
      values.wrong(Key.MAIL_FROM, "a mail needs a sender", "write mail-from: usher@corp.example");
    if (url.isEmpty() || from.isEmpty()) return Optional.empty();
    boolean tls = url.get().getScheme().equals("smtps");
    String host = url.get().getHost();
    Security security = tls ? Security.TLS : Loopback.is(host) ? Security.NONE : Security.STARTTLS;
    int port = url.get().getPort() > 0 ? url.get().getPort() : tls ? 465 : 587;
    return Optional.of(new Mail.Server(host, port, security, from.get(), login()));
  }

  private static Optional<URI> url(String text) {
    try {
      URI url = new URI(text);
      boolean right =
          ("smtp".equals(url.getScheme()) || "smtps".equals(url.getScheme()))
              && url.getHost() != null
              && url.getUserInfo() == null;
      return Optional.of(url).filter(_ -> right);
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private Optional<SecretReference> login() {
    Optional<String> text = values.text(Key.MAIL_LOGIN);
    if (text.isPresent() && !SecretReference.isOne(text.get()))
      values.wrong(
          Key.MAIL_LOGIN,
          "a secret is never written here",
          "write env:NAME, file:PATH or store:NAME");
    return text.filter(SecretReference::isOne).map(SecretReference::new);
  }
}
