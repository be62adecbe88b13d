package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.engine.event.Backoff;
import dev.usher.engine.event.Channel;
import dev.usher.engine.event.Delivering;
import dev.usher.engine.event.Filter;
import dev.usher.engine.event.Subscription;
import dev.usher.engine.secret.SecretReference;
import dev.usher.server.sink.Mail;
import dev.usher.server.sink.Sinks;
import dev.usher.server.sink.SmtpServer;
import dev.usher.server.sink.Whereto;
import dev.usher.store.event.PostgresDeliveries;
import dev.usher.store.event.PostgresSubscriptions;
import dev.usher.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What somebody could not be told, as an administrator reads it. */
@ExtendWith(Served.class)
@Timeout(240)
class UntoldTest {
  private static final Draft TOLD =
      new Draft(
          Instant.EPOCH,
          "ann",
          What.APPLIED,
          "policy",
          "r9",
          List.of(),
          List.of(),
          Optional.empty());

  private final ApiServer server;
  private Instant now = Instant.EPOCH;

  UntoldTest(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void anew() {
    server.anew();
  }

  private Sinks sinks(int port, String login) {
    Duration patience = Duration.ofSeconds(5);
    return new Sinks(
        URI.create("urn:usher:test"),
        new Whereto(Set.of(), InetAddress::getAllByName),
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        patience,
        Optional.of(
            new Mail(
                new Mail.Server(
                    "localhost",
                    port,
                    Mail.Security.STARTTLS,
                    "usher@corp.example",
                    Optional.of(new SecretReference("env:SMTP"))),
                patience,
                _ -> login)),
        _ -> "",
        () -> now);
  }

  /** All attempts that there are. */
  private void deliver(Jdbi jdbi, Sinks sinks) {
    Backoff twice = new Backoff(List.of(Duration.ofMinutes(1)), () -> 0);
    Delivering delivering = new Delivering(new PostgresDeliveries(jdbi), sinks, twice, () -> now);
    for (int n = 0; n < 2; n++, now = now.plusSeconds(60)) while (delivering.one()) {}
  }

  /** A server that quotes what it was sent, in its refusal. */
  @Test
  void aMailServerThatDoesNotKnowThePasswordLeavesALetterThatSaysSo(@TempDir Path folder)
      throws Exception {
    TestCertificate certificate = TestCertificate.make(folder);
    Jdbi jdbi =
        Jdbi.create(
            server.database.url(),
            server.database.server().superuser(),
            server.database.server().password());
    new PostgresSubscriptions(jdbi)
        .add(
            new Subscription("ann", Filter.ALL, new Channel.Email(List.of("ann@corp.example"))),
            TOLD);
    server.ledger.append(TOLD, Head.NONE);
    SSLContext before = SSLContext.getDefault();
    SSLContext.setDefault(certificate.trusting());
    try (SmtpServer smtp =
        new SmtpServer(Optional.of(certificate.showing()), false, Optional.of("usher:s3cret"))) {
      deliver(jdbi, sinks(smtp.port(), "usher:an0ther"));
      String letters = server.get("audit", "/subscriptions/ann/dead-letters").body();
      JsonNode all = JsonMapper.builder().build().readTree(letters).path("deadLetters");
      assertThat(all.findValuesAsText("text")).containsExactly("the policy r9 is carried out");
      assertThat(all.findValuesAsText("failure"))
          .containsExactly(
              "the mail server does not take the login: put the right user:password where"
                  + " mail-login says, and replay it");
      assertThat(letters + server.get("audit", "/subscriptions").body() + server.logged)
          .doesNotContain("an0ther");
      assertThat(smtp.lines).noneMatch(line -> line.startsWith("DATA"));

      new PostgresDeliveries(jdbi).replay("ann", List.of());
      deliver(jdbi, sinks(smtp.port(), "usher:s3cret"));
      assertThat(smtp.lines).anyMatch(line -> line.startsWith("DATA"));
      assertThat(server.get("audit", "/subscriptions/ann/dead-letters").body())
          .isEqualToIgnoringWhitespace("{\"deadLetters\":[]}");
    } finally {
      SSLContext.setDefault(before);
    }
  }
}
