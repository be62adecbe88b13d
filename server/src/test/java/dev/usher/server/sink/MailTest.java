package dev.usher.server.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.event.Sink.Answer;
import dev.usher.engine.secret.SecretReference;
import dev.usher.server.sink.Mail.Security;
import dev.usher.server.sink.Mail.Server;
import dev.usher.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(240)
class MailTest {
  private final SmtpServer smtp;

  MailTest() throws IOException {
    smtp = new SmtpServer();
  }

  @AfterEach
  void stop() throws IOException {
    smtp.close();
  }

  private Mail mail(Security security, Optional<SecretReference> login) {
    return new Mail(
        new Server("127.0.0.1", smtp.port(), security, "usher@corp.example", login),
        Duration.ofSeconds(5),
        _ -> "usher:s3cret");
  }

  @Test
  void aMailSaysWhatHappened() {
    Answer answer =
        mail(Security.NONE, Optional.empty())
            .send(
                List.of("ann@corp.example", "bob@corp.example"),
                Events.event("in prod/shop-db\r\nBcc: eve@corp.example"));
    assertThat(answer).isEqualTo(new Answer.Taken());
    assertThat(smtp.lines)
        .contains("RCPT TO:<ann@corp.example>", "RCPT TO:<bob@corp.example>")
        .contains("Subject: [usher] access changed in prod/shop-db")
        .anyMatch(line -> line.startsWith("Message-ID: <17-0123456789abcdef@"))
        .anyMatch(line -> line.contains("entry 17 of the ledger"))
        .noneMatch(line -> line.startsWith("Bcc:"));
  }

  @Test
  void whatTheServerDoesNotTakeComesAgain() {
    smtp.refuse();
    assertThat(
            mail(Security.NONE, Optional.empty())
                .send(List.of("nobody@corp.example"), Events.GRANT))
        .isInstanceOf(Answer.NotNow.class);
  }

  /** Without STARTTLS nothing is sent, and the password least of all. */
  @Test
  void withoutTlsNothingIsSentWhereTlsIsWanted() {
    SecretReference login = new SecretReference("env:SMTP");
    for (Security wanted : List.of(Security.STARTTLS, Security.TLS))
      assertThat(mail(wanted, Optional.of(login)).send(List.of("ann@corp.example"), Events.GRANT))
          .isInstanceOf(Answer.NotNow.class)
          .asString()
          .doesNotContain("s3cret");
    assertThat(smtp.lines).noneMatch(line -> line.startsWith("MAIL") || line.startsWith("AUTH"));
  }

  /** Of a server with a certificate of localhost, which only whoever is told trusts. */
  private static List<String> sent(
      Path folder, Security security, String host, String password, boolean isTrusted)
      throws Exception {
    TestCertificate certificate = TestCertificate.make(folder);
    SSLContext before = SSLContext.getDefault();
    if (isTrusted) SSLContext.setDefault(certificate.trusting());
    try (SmtpServer safe =
        new SmtpServer(
            Optional.of(certificate.showing()),
            security == Security.TLS,
            Optional.of("usher:s3cret"))) {
      Mail mail =
          new Mail(
              new Server(
                  host,
                  safe.port(),
                  security,
                  "usher@corp.example",
                  Optional.of(new SecretReference("env:SMTP"))),
              Duration.ofSeconds(5),
              _ -> "usher:" + password);
      Answer answer = mail.send(List.of("ann@corp.example"), Events.GRANT);
      assertThat(answer.toString()).doesNotContain(password);
      List<String> said = new ArrayList<>(safe.lines);
      said.add(answer.getClass().getSimpleName());
      return said;
    } finally {
      SSLContext.setDefault(before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "TLS"})
  void byTlsAMailIsTakenFromWhomeverItsServerKnows(Security security, @TempDir Path folder)
      throws Exception {
    assertThat(sent(folder, security, "localhost", "s3cret", true))
        .contains("MAIL FROM:<usher@corp.example>", "RCPT TO:<ann@corp.example>")
        .anyMatch(line -> line.startsWith("AUTH PLAIN "))
        .endsWith("Taken");
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "TLS"})
  void aPasswordThatIsWrongSendsNothing(Security security, @TempDir Path folder) throws Exception {
    assertThat(sent(folder, security, "localhost", "another", true))
        .noneMatch(line -> line.startsWith("MAIL") || line.startsWith("DATA"))
        .endsWith("NotNow");
  }

  /** Neither the password nor a word of what happened goes to a server that may be anybody's. */
  @ParameterizedTest
  @EnumSource(names = {"STARTTLS", "TLS"})
  void aCertificateThatNobodyVouchesForOrOfAnotherNameIsSentNothing(
      Security security, @TempDir Path folder) throws Exception {
    for (List<String> said :
        List.of(
            sent(folder, security, "localhost", "s3cret", false),
            sent(
                Files.createDirectory(folder.resolve("other")),
                security,
                "127.0.0.1",
                "s3cret",
                true)))
      assertThat(said)
          .noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"))
          .endsWith("NotNow");
  }
}
