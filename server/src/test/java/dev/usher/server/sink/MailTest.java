package dev.usher.server.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.event.Sink.Answer;
import dev.usher.engine.secret.SecretReference;
import dev.usher.server.sink.Mail.Security;
import dev.usher.server.sink.Mail.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
